import type { LabFunctionName, LabFunctions, LabUpdate } from '../../electron/host/api/functions'
import { type Backend, CallFailure, type LabResult } from './backend'
import { ownTexts } from './own-texts'
import { recordedAnswer } from './recorded-answers'
import { createStatus } from './status-listeners'

/** A saved session: what the lab told, and what it would answer. Times count from the page's start. */
export interface Recording {
  steps: RecordedStep[]
  /** Answers to other calls, by function name; a function without one is refused; see recorded-answers.ts. */
  answers?: Partial<Record<LabFunctionName, unknown>>
}

export type RecordedStep =
  | { afterMs: number; update: LabUpdate }
  /** The connection is lost at this moment, and found again at the next step. */
  | { afterMs: number; lost: true }

const wait = (ms: number) => new Promise<void>((resolve) => window.setTimeout(resolve, Math.max(0, ms)))

/** Plays a recording; after its last step pulls stay unanswered, as they do in a lab where nothing happens. */
export function createRecordedBackend(load: () => Promise<Recording>, clockStandsStill: boolean): Backend {
  const status = createStatus('waiting')
  const loaded = load().then((recording) => {
    status.set('open')
    return recording
  })
  let startedMs = 0
  let nextStep = 0
  let told: LabUpdate = { version: 0, resync: false, nowMs: 0 }
  /** As in a lab: another question answers the waiting one with nothing new. */
  let supersede: (() => void) | undefined

  async function pull(): Promise<LabUpdate> {
    const recording = await loaded
    supersede?.()
    startedMs ||= performance.now()
    const step = recording.steps[nextStep]
    const superseded = new Promise<'superseded'>((resolve) => {
      supersede = () => resolve('superseded')
    })
    const due = step ? wait(startedMs + step.afterMs - performance.now()) : new Promise<void>(() => {})
    if ((await Promise.race([due, superseded])) === 'superseded')
      return { version: told.version, resync: false, nowMs: told.nowMs }
    supersede = undefined
    nextStep++
    if (step && 'update' in step) {
      told = step.update
      return step.update
    }
    status.set('waiting')
    const next = recording.steps[nextStep]
    if (next) void wait(startedMs + next.afterMs - performance.now()).then(() => status.set('open'))
    throw new CallFailure('UNREACHABLE', ownTexts.lostInRecording)
  }

  return {
    name: 'recorded',
    clockStandsStill,
    get status() {
      return status.get()
    },
    async call<Name extends LabFunctionName>(
      name: Name,
      ...[request]: Parameters<LabFunctions[Name]>
    ): Promise<LabResult<Name>> {
      if (name === 'pull') return (await pull()) as LabResult<Name>
      const { answers } = await loaded
      if (!answers || !(name in answers)) {
        throw new CallFailure('NOT_RUNNING', ownTexts.recording)
      }
      return (await recordedAnswer(answers[name], request)) as LabResult<Name>
    },
    onStatus: status.listen,
    close: () => status.set('closed'),
  }
}
