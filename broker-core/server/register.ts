import type { Runtime } from '../runtime/runtime'
import { isCoordinationError } from '../znodes/errors'
import { StartupError } from './startup-error'

export interface RegisterOptions {
  brokerId: number
  /** Exits as Kafka does when the old registration is still there, instead of waiting for it to end. */
  strict: boolean
  /** Timeout that the coordination server granted this session: the old session's is at most as long, all settings being equal. */
  sessionTimeoutMs: number
  runtime: Pick<Runtime, 'clock' | 'scheduler' | 'logger'>
  /** Registers; rejects with NODEEXISTS while another session holds the registration. Returns the broker epoch. */
  attempt: () => Promise<number>
  /** Resolves when the registration's znode changes or goes; also when it is gone already. */
  untilChanged: () => Promise<void>
  onWaiting: (detail: string) => void
}

/**
 * Registers this broker. After a kill -9 its dead self is still registered until that session's timeout is over; nobody may end it
 * sooner, so this waits for the znode to go and says how long that can take. A registration that outlives two timeouts belongs to a
 * living broker of the same id.
 */
export async function registerBroker(options: RegisterOptions): Promise<number> {
  const { runtime, brokerId, sessionTimeoutMs } = options
  const deadlineMs = runtime.clock.monotonicMs() + sessionTimeoutMs
  const giveUpMs = deadlineMs + sessionTimeoutMs
  for (;;) {
    try {
      return await options.attempt()
    } catch (error) {
      if (!isCoordinationError(error, 'NODEEXISTS')) throw error
      if (options.strict || runtime.clock.monotonicMs() >= giveUpMs) {
        throw new StartupError(
          `broker.id ${brokerId} is registered by another session: either a broker with this id is running, or its session (${sessionTimeoutMs} ms) has not expired yet`,
          error,
        )
      }
      await waitForOldSession(options, deadlineMs)
    }
  }
}

async function waitForOldSession(options: RegisterOptions, deadlineMs: number): Promise<void> {
  const { runtime, brokerId, onWaiting } = options
  const tell = (): void => {
    const leftSeconds = Math.max(0, Math.ceil((deadlineMs - runtime.clock.monotonicMs()) / 1000))
    const detail = `session of broker ${brokerId} expires in ${leftSeconds} s`
    onWaiting(detail)
    runtime.logger.info(`Broker ${brokerId} is still registered by its earlier life: waiting, the ${detail} at most`)
  }
  tell()
  const ticks = runtime.scheduler.every(1000, tell)
  await new Promise<void>((resolve, reject) => {
    const patience = runtime.scheduler.after(options.sessionTimeoutMs * 2, resolve)
    options
      .untilChanged()
      .then(resolve, reject)
      .finally(() => patience.cancel())
  }).finally(() => ticks.cancel())
}
