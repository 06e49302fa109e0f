import type { ExerciseFunctions, ExerciseView } from '../api/exercise-functions'
import { exerciseCatalogue } from './catalogue'
import type { ExerciseLab } from './exercise-lab'
import { ExerciseRun } from './exercise-run'
import { exerciseView, summaryView } from './exercise-view'
import { exerciseJson, exerciseMarkdown } from './export'
import { ExerciseProgress } from './progress'
import { passed } from './stepper'
import { failure } from './words'

const PATIENCE_MS = 20_000

/** The exercises of an open lab: one is open at a time, and every page sees the same one. */
export class Exercises {
  private run: ExerciseRun | undefined
  private version = 0
  private readonly waiting = new Set<() => void>()
  private readonly progress: ExerciseProgress
  private connection: { lab: ExerciseLab; close(): void } | undefined

  /** `connect`: a connection of the exercises' own, made when the first one is opened. */
  constructor(
    dir: string,
    private readonly connect: () => { lab: ExerciseLab; close(): void },
  ) {
    this.progress = new ExerciseProgress(dir)
  }

  functions(): ExerciseFunctions {
    return {
      listExercises: async () => exerciseCatalogue().map((each) => summaryView(each, this.progress.of(each.data.id))),
      openExercise: async ({ id }) => this.open(id),
      watchExercise: ({ id, after }) => this.watch(id, after),
      setUpExercise: async ({ id }) => {
        await this.one(id).setUp()
        return this.view()
      },
      predictExercise: async ({ id, answer }) => {
        this.one(id).predict(answer)
        this.note()
        return this.view()
      },
      answerExercise: async ({ id, question, answer }) => {
        this.one(id).answerQuestion(question, answer)
        return this.view()
      },
      doExerciseStep: async ({ id, step, byHand }) => {
        await this.one(id).doStep(step, byHand)
        return this.view()
      },
      resetExercise: async ({ id, step }) => {
        await this.one(id).reset(step)
        return this.view()
      },
      leaveExercise: async ({ id }) => {
        if (this.run?.exercise.data.id === id) await this.leave(true)
      },
      exportExercise: async ({ id, format, language }) => {
        this.one(id)
        const text = format === 'json' ? exerciseJson(this.view()) : exerciseMarkdown(this.view(), language)
        return { fileName: `${id}.${format === 'json' ? 'json' : 'md'}`, text }
      },
    }
  }

  async close(): Promise<void> {
    await this.leave(false)
    this.connection?.close()
  }

  private async open(id: string): Promise<ExerciseView> {
    if (this.run?.exercise.data.id === id) return this.view()
    const exercise = exerciseCatalogue().find(({ data }) => data.id === id)
    if (!exercise) throw failure('NOT_FOUND', 'noExercise', { id })
    await this.leave(true)
    this.connection ??= this.connect()
    this.run = new ExerciseRun(exercise, this.connection.lab, () => this.changed())
    const answer = this.progress.answer(id)
    if (answer !== null && exercise.data.predict.options.includes(answer)) this.run.predict(answer)
    this.changed()
    return this.view()
  }

  private async leave(restore: boolean): Promise<void> {
    const { run } = this
    this.run = undefined
    await run?.close(restore)
    this.changed()
  }

  private one(id: string): ExerciseRun {
    if (this.run?.exercise.data.id !== id) throw failure('NOT_FOUND', 'notOpen', { id })
    return this.run
  }

  private watch(id: string, after: number): Promise<ExerciseView> {
    this.one(id)
    if (this.version > after) return Promise.resolve(this.view())
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(patience)
        this.waiting.delete(end)
        if (this.run?.exercise.data.id === id) resolve(this.view())
        else reject(failure('NOT_FOUND', 'exerciseLeft'))
      }
      const patience = setTimeout(end, PATIENCE_MS)
      this.waiting.add(end)
    })
  }

  private changed(): void {
    this.version++
    this.note()
    for (const end of [...this.waiting]) end()
  }

  private note(): void {
    const { run } = this
    if (!run || (run.phase === 'question' && run.answer === null)) return
    this.progress.note(run.exercise.data.id, passed(run.state), run.answer)
  }

  private view(): ExerciseView {
    return exerciseView(this.run!, this.version)
  }
}
