import type { Interest, LabUpdate } from '../../electron/host/api/functions'
import { type Backend, CallFailure } from '../backends/backend'

const RETRY_MS = 1000

export interface PullLoopOptions {
  backend: Backend
  /** Resolves while the page wants to be told: not hidden, not paused by the reader. */
  ready(): Promise<void>
  since(): number
  interest(): Interest
  /** Shows the update; the next question is asked after it, so a slow page costs the lab nothing. */
  onUpdate(update: LabUpdate): Promise<void>
  onFailure(error: CallFailure): void
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

/** Asks for what changed, one question at a time, until the returned function is called. */
export function startPullLoop(options: PullLoopOptions): () => void {
  let running = true
  async function run() {
    while (running) {
      await options.ready()
      await opened(options.backend)
      try {
        const update = await options.backend.call('pull', { since: options.since(), interest: options.interest() })
        if (running) await options.onUpdate(update)
      } catch (error) {
        options.onFailure(error instanceof CallFailure ? error : new CallFailure('INTERNAL', String(error)))
        await wait(options.backend.status === 'open' ? RETRY_MS : 0)
      }
    }
  }
  void run()
  return () => {
    running = false
  }
}
