import type { ExerciseView, InBothLanguages } from '../api/exercise-functions'
import { textsOf } from '../words/wording'
import { newChallenge, type Question } from './challenge/challenge'
import { filled, type RunContext, type Running } from './context'
import type { ExerciseLab } from './exercise-lab'
import { expectationText, meets, shown } from './expectation'
import type { FactValue, Observation } from './facts/fact'
import { LabWatch } from './lab-watch'
import type { Exercise } from './load'
import { observe, pause, readFact } from './observe'
import type { Action, CheckData, Sabotage } from './schema'
import { giveBack, type KeptSettings, prepareCluster } from './set-up'
import * as stepper from './stepper'
import { verbNamed } from './verbs/registry'
import { failure, inBoth } from './words'

export type Phase = 'question' | 'settingUp' | 'ready' | 'running' | 'finished' | 'broken'

const FRESH_MS = 10_000
/** What must stay as it is has this long to change: a fetch round takes half a second at most. */
const STAYS_MS = 1000

/** One exercise, opened: performs what its data says, one thing at a time, and reads its checks. */
export class ExerciseRun {
  state: stepper.StepperState
  phase: Phase = 'question'
  phaseDetail: InBothLanguages | null = null
  answer: string | null = null
  readonly watch: LabWatch
  private readonly kept: KeptSettings = new Map()
  private readonly running = new Map<string, Running>()
  private abort = new AbortController()
  private context: RunContext
  private busy = false
  private checking: Promise<void> = Promise.resolve()

  constructor(
    readonly exercise: Exercise,
    private readonly lab: ExerciseLab,
    private readonly changed: () => void,
    /** A run that is spoiled on purpose. */
    private readonly sabotage?: Sabotage,
    /** Of a challenge, which is then solved by searching; without one it is drawn, and somebody answers. */
    private readonly seed?: number,
  ) {
    this.watch = new LabWatch(lab.functions)
    this.context = this.newContext()
    this.state = this.begun()
  }

  /** Everything as before the first step. */
  setUp(): Promise<void> {
    return this.alone(async () => {
      await this.stopRunning()
      this.context = this.newContext()
      this.state = this.begun()
      this.to('settingUp', null)
      try {
        const { data } = this.exercise
        const settings = { ...data.settings, ...this.sabotage?.settings }
        await prepareCluster(data, settings, this.context, this.kept, (what) => this.to('settingUp', what))
        this.context.eventsFrom = { setUp: this.watch.nextSeq, step: this.watch.nextSeq }
        for (const action of data.setUp) {
          this.to('settingUp', this.preview(action) ?? this.phaseDetail)
          await this.perform(action)
        }
        this.to('ready', null)
      } catch (error) {
        this.to('broken', textsOf(error))
        throw error
      }
    })
  }

  /** Does a step and begins its checks; `settled` resolves when they are decided. */
  doStep(id: string, byHand: boolean): Promise<void> {
    this.requireNext(id)
    return this.alone(async () => {
      this.context.eventsFrom.step = this.watch.nextSeq
      this.context.stepBeganMs = Date.now()
      this.change(stepper.stepStarted(this.state, id))
      this.to('running', null)
      const { commands, output } = byHand ? { commands: this.commandsOf(id), output: [] } : await this.performStep(id)
      this.change(stepper.stepDone(this.state, id, Date.now(), commands, output))
      this.checking = this.check(id)
    })
  }

  /** The checks that have begun are decided. */
  settled(): Promise<void> {
    return this.checking
  }

  predict(answer: string): void {
    if (!this.exercise.data.predict.options.includes(answer)) throw failure('BAD_REQUEST', 'noPrediction', { answer })
    this.answer = answer
    this.changed()
  }

  /** What the reader has answered so far. */
  get given(): Readonly<Partial<Record<string, string>>> {
    return this.context.challenge.given
  }

  answerQuestion(question: string, answer: string): void {
    const found = this.exercise.data.questions.find(({ id }) => id === question)
    if (!found) throw failure('NOT_FOUND', 'notAsked', { question })
    const fits = found.options ? found.options.includes(answer) : /^(\d{1,15}|none)$/.test(answer)
    if (!fits) throw failure('BAD_REQUEST', 'noAnswer', { answer, question })
    const asking = this.exercise.data.steps.find(({ asks }) => asks)
    const over = this.state.steps.some(
      ({ id, state }) => id === asking?.id && (state === 'done' || state === 'running'),
    )
    if (over) throw failure('BAD_REQUEST', 'alreadyAnswered')
    this.context.challenge.given[question as Question] = answer
    this.changed()
  }

  /** Sets up and does every step before this one; null: before the first. */
  async reset(step: string | null): Promise<void> {
    const ids = this.exercise.data.steps.map(({ id }) => id)
    if (step !== null && !ids.includes(step)) throw failure('NOT_FOUND', 'noStep', { step })
    await this.setUp()
    for (const id of ids.slice(0, step === null ? 0 : ids.indexOf(step))) {
      await this.doStep(id, false)
      await this.settled()
    }
  }

  /** Ends everything, and gives the brokers their settings back where `restore`. */
  async close(restore: boolean): Promise<void> {
    this.abort.abort()
    await this.stopRunning()
    await this.checking.catch(() => undefined)
    if (restore && this.kept.size > 0) {
      this.abort = new AbortController()
      await giveBack(this.kept, this.newContext())
    }
    this.watch.close()
  }

  commandsOf(step: string): InBothLanguages[] {
    const found = this.exercise.data.steps.find(({ id }) => id === step)
    return (found?.do ?? []).flatMap((action) => this.preview(action) ?? [])
  }

  /** The cells that a step changes, those whose broker is known. */
  watchedIn(step: string): string[] {
    const found = this.exercise.data.steps.find(({ id }) => id === step)
    return (found?.watch ?? []).flatMap((cell) => {
      try {
        return [filled(this.context, cell)]
      } catch {
        return []
      }
    })
  }

  /** What a step found out under this name. */
  readonly found = (name: string): FactValue | undefined => this.context.variables.get(name)

  /** The partition of the picture; null where there is none, or none yet. */
  shows(): ExerciseView['shows'] {
    try {
      return filled(this.context, this.exercise.data.shows)
    } catch {
      return null
    }
  }

  private begun(): stepper.StepperState {
    const { steps, checks } = this.exercise.data
    return stepper.begun({
      steps: steps.map(({ id }) => id),
      checks: checks.map(({ id, after, withinMs, mode, expect }) => ({
        id,
        afterStep: after,
        withinMs,
        mode,
        expected: expectationText(expect),
      })),
    })
  }

  private newContext(): RunContext {
    const { lab, watch, running } = this
    this.abort = new AbortController()
    const { signal } = this.abort
    const challenge = newChallenge(this.seed)
    const eventsFrom = { setUp: 0, step: 0 }
    return { lab, watch, running, variables: new Map(), eventsFrom, stepBeganMs: 0, signal, challenge }
  }

  private async performStep(id: string): Promise<{ commands: InBothLanguages[]; output: InBothLanguages[] }> {
    const commands: InBothLanguages[] = []
    const output: InBothLanguages[] = []
    try {
      for (const action of this.actionsOf(id)) {
        const done = await this.perform(action)
        if (done.command) commands.push(done.command)
        output.push(...done.output)
      }
      return { commands, output }
    } catch (error) {
      this.change(stepper.stepFailed(this.state, id, [...output, textsOf(error)]))
      throw error
    }
  }

  private actionsOf(id: string): Action[] {
    const { sabotage } = this
    const step = this.exercise.data.steps.find((each) => each.id === id)
    const own = sabotage?.skipSteps.includes(id) ? [] : (sabotage?.replace[id] ?? step?.do ?? [])
    return [...(sabotage?.before[id] ?? []), ...own, ...(sabotage?.after[id] ?? [])]
  }

  private async perform(action: Action): Promise<{ command: InBothLanguages | null; output: InBothLanguages[] }> {
    const { verb: name, ...given } = action
    const verb = verbNamed(name)
    // What is waited for and remembered fills its own variables in, at every look.
    const args = verb.schema.parse('fact' in given ? given : filled(this.context, given))
    const preview = this.preview(action)
    const { command, output = [] } = await verb.run(args as never, this.context)
    return { command: command === undefined ? preview : inBoth(command), output: output.map(inBoth) }
  }

  private preview(action: Action): InBothLanguages | null {
    const { verb: name, ...given } = action
    const verb = verbNamed(name)
    const shownAs = (args: object) => {
      const line = verb.preview(verb.schema.parse(args) as never)
      return line === null ? null : inBoth(line)
    }
    try {
      return shownAs(filled(this.context, given))
    } catch {
      return shownAs(given)
    }
  }

  /** The checks of a step, one after the other is too slow: all at once, each with its own time. */
  private async check(step: string): Promise<void> {
    const { context } = this
    const checks = this.exercise.data.checks.filter(({ after }) => after === step)
    await Promise.all(
      checks.map((check) => (check.mode === 'stays' ? this.lookOnce(check, context) : this.look(check, context))),
    )
    if (context === this.context && stepper.finished(this.state)) this.to('finished', null)
  }

  private async look(check: CheckData, context: RunContext): Promise<void> {
    const { met, observation } = await observe(context, check.fact, check.expect, check.withinMs, (seen) =>
      this.observed(check, seen, context, false),
    )
    if (observation && !context.signal.aborted) this.observed(check, observation, context, !met)
  }

  private async lookOnce(check: CheckData, context: RunContext): Promise<void> {
    const unread = (error: unknown): Observation => ({ value: null, evidence: { text: textsOf(error) } })
    const read = async () => {
      await context.watch.fresh(FRESH_MS, context.signal)
      const first = await readFact(context, check.fact)
      if (!meets(first.value, this.filledOrNull(check) ?? check.expect)) return first
      await pause(context, STAYS_MS)
      await context.watch.fresh(FRESH_MS, context.signal)
      return readFact(context, check.fact)
    }
    const seen = await read().catch(unread)
    if (!context.signal.aborted) this.observed(check, seen, context, true)
  }

  private observed(check: CheckData, seen: Observation, context: RunContext, last: boolean): void {
    if (context !== this.context) return
    const expectation = this.filledOrNull(check) ?? check.expect
    const look = {
      live: shown(seen.value),
      expected: expectationText(expectation),
      met: meets(seen.value, expectation),
      evidence: seen.evidence,
    }
    const nowMs = last ? Number.MAX_SAFE_INTEGER : Date.now()
    const before = this.state
    this.state = stepper.observed(before, check.id, look, nowMs)
    if (this.state !== before) this.changed()
  }

  private filledOrNull(check: CheckData): CheckData['expect'] | null {
    try {
      return filled(this.context, check.expect)
    } catch {
      return null
    }
  }

  private requireNext(id: string): void {
    const why = stepper.obstacle(this.state, id)
    if (this.phase === 'question' || this.phase === 'broken' || this.phase === 'settingUp')
      throw failure('BAD_REQUEST', 'setUpFirst')
    if (why === 'unknown') throw failure('NOT_FOUND', 'noStep', { step: id })
    if (why === 'notNext') throw failure('BAD_REQUEST', 'notNext', { step: id })
    if (why === 'checksOpen') throw failure('BAD_REQUEST', 'checksOpen')
  }

  private async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.busy) throw failure('BAD_REQUEST', 'atWork')
    this.busy = true
    try {
      return await work()
    } finally {
      this.busy = false
      this.changed()
    }
  }

  private async stopRunning(): Promise<void> {
    this.abort.abort()
    // Nothing new begins, and what waits at a gate passes.
    if (this.running.size > 0) await this.lab.functions.releaseAllGates().catch(() => undefined)
    await Promise.allSettled([...this.running.values()].map((each) => each.stop()))
    this.running.clear()
  }

  private change(state: stepper.StepperState): void {
    this.state = state
    this.changed()
  }

  private to(phase: Phase, detail: InBothLanguages | null): void {
    this.phase = phase
    this.phaseDetail = detail
    this.changed()
  }
}
