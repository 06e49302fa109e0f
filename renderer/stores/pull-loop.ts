import type { Interest, LabUpdate } from '../../electron/host/api/functions'
import { type Backend, CallFailure } from '../backends/backend'
import { failureTexts } from './failure-texts'

const RETRY_MS = 1000

export interface PullLoopOptions {
  backend: Backend
  /** Resolves while the page wants to be told: not hidden, not held by the reader. */
  ready(): Promise<void>
  since(): number
  interest(): Interest
  /** Shows the update; the next question is asked after it, so a slow page costs the lab nothing. */
  onUpdate(update: LabUpdate): Promise<void>
  onFailure(error: CallFailure): void
}

export interface PullLoop {
  /** What the page shows has changed: ask anew, the lab answers the waiting question at once. */
  nudge(): void
  stop(): void
}

const wait = (ms: number) => new Promise<void>((resolve) => window.setTimeout(resolve, ms))

function opened(backend: Backend): Promise<void> {
  if (backend.status === 'open') return Promise.resolve()
  return new Promise((resolve) => {
    const stop = backend.onStatus((status) => {
      if (status !== 'open') return
      stop()
      resolve()
    })
  })
}

/** Asks for what changed, one question at a time. A page that wants nothing says so once, then is silent. */
export function startPullLoop(options: PullLoopOptions): PullLoop {
  let running = true
  let toldQuiet = false
  let waiting: Interest | undefined

  async function ask(): Promise<void> {
    const interest = options.interest()
    toldQuiet = !interest.telemetry
    waiting = interest
    const update = await options.backend.call('pull', { since: options.since(), interest })
    waiting = undefined
    if (running) await options.onUpdate(update)
  }

  async function run() {
    while (running) {
      if (toldQuiet) await options.ready()
      await opened(options.backend)
      try {
        await ask()
      } catch (error) {
        waiting = undefined
        options.onFailure(error instanceof CallFailure ? error : new CallFailure('INTERNAL', failureTexts(error)))
        await wait(options.backend.status === 'open' ? RETRY_MS : 0)
      }
    }
  }

  /** The lab answers the waiting question with nothing when another comes; this one only carries the new interest. */
  function nudge() {
    if (!waiting || options.backend.status !== 'open') return
    const interest = options.interest()
    if (JSON.stringify(interest) === JSON.stringify(waiting)) return
    toldQuiet = !interest.telemetry
    waiting = interest
    options.backend
      .call('pull', { since: options.since(), interest })
      .then((update) => (running ? options.onUpdate(update) : undefined))
      .catch((error: unknown) => {
        if (error instanceof CallFailure) options.onFailure(error)
      })
  }

  void run()
  return {
    nudge,
    stop: () => {
      running = false
    },
  }
}
