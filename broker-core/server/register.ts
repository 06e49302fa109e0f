import type { Runtime } from '../runtime/runtime'
import type { CoordinationClient } from '../znodes/client'
import { isCoordinationError } from '../znodes/errors'
import { BROKER_IDS_PATH } from '../znodes/paths'
import { StartupError } from './startup-error'

export interface RegisterOptions {
  brokerId: number
  /** Exits as Kafka does when the old registration is still there, instead of waiting for it to end. */
  strict: boolean
  /** The granted session timeout: the old session's is as long, all settings being equal. */
  client: CoordinationClient
  runtime: Pick<Runtime, 'clock' | 'scheduler' | 'logger'>
  /** Registers; rejects with NODEEXISTS while another session holds the registration. Returns the broker epoch. */
  attempt: () => Promise<number>
  onWaiting: (detail: string) => void
}

/**
 * Registers this broker. After a kill -9 its dead self is still registered until that session's timeout is over; nobody may end it
 * sooner, so this waits for the znode to go and says how long that can take. A registration that outlives two timeouts belongs to a
 * living broker of the same id.
 */
export async function registerWhenFree(options: RegisterOptions): Promise<number> {
  const { runtime, brokerId } = options
  const { sessionTimeoutMs } = options.client
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
    const patience = runtime.scheduler.after(options.client.sessionTimeoutMs * 2, resolve)
    registrationChanges(options)
      .then(resolve, reject)
      .finally(() => patience.cancel())
  }).finally(() => ticks.cancel())
}

/** Resolves when the registration's znode changes or goes; at once when it is gone already. */
async function registrationChanges({ client, brokerId }: RegisterOptions): Promise<void> {
  const path = `${BROKER_IDS_PATH}/${brokerId}`
  const changed = new Promise<void>((resolve) => {
    const stop = client.onWatchEvent((event) => {
      if (event.path !== path) return
      stop()
      resolve()
    })
  })
  if ((await client.exists(path, { watch: true })) !== undefined) await changed
}
