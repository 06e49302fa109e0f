import type { LabFunctionName, LabFunctions, LabUpdate } from '../../electron/host/api/functions'
import { type Backend, CallFailure, type LabResult } from './backend'
import { createStatus } from './status-listeners'

/** A saved session: what the lab told, and what it would answer. Times count from the page's start. */
export interface Recording {
  clockStandsStill?: boolean
  steps: RecordedStep[]
  /** Answers to other calls, by function name; a function without one is refused. */
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

  async function pull(): Promise<LabUpdate> {
    const recording = await loaded
    startedMs ||= performance.now()
    const step = recording.steps[nextStep]
    if (!step) return new Promise<LabUpdate>(() => {})
    await wait(startedMs + step.afterMs - performance.now())
    nextStep++
    if ('update' in step) return step.update
    status.set('waiting')
    const next = recording.steps[nextStep]
    if (next) void wait(startedMs + next.afterMs - performance.now()).then(() => status.set('open'))
    throw new CallFailure('UNREACHABLE', 'The connection was lost in this recording.')
  }

  return {
    name: 'recorded',
    clockStandsStill,
    get status() {
      return status.get()
    },
    async call<Name extends LabFunctionName>(
      name: Name,
      ..._request: Parameters<LabFunctions[Name]>
    ): Promise<LabResult<Name>> {
      if (name === 'pull') return (await pull()) as LabResult<Name>
      const { answers } = await loaded
      if (!answers || !(name in answers)) {
        throw new CallFailure('NOT_RUNNING', 'This is a recording: there is no lab behind it that could do this.')
      }
      return answers[name] as LabResult<Name>
    },
    onStatus: status.listen,
    close: () => status.set('closed'),
  }
}
