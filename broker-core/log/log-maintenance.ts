import type { Scheduler, Timer } from '../runtime/time'
import type { BrokerLogManager } from './broker-log-manager'
import type { LogManagerOptions } from './log-manager'

const INITIAL_TASK_DELAY_MS = 30_000
export const RETENTION_CHECK_INTERVAL_MS = 300_000
const PRODUCER_EXPIRATION_CHECK_INTERVAL_MS = 10 * 60_000

export interface Maintenance {
  timers: Timer[]
  /** When retention is checked next, wall time. */
  nextRetentionCheckMs(): number
}

/** The periodic tasks of a log manager: retention, scheduled flush, checkpoints, expiry of idle producers. */
export function startMaintenance(
  scheduler: Scheduler,
  manager: BrokerLogManager,
  options: LogManagerOptions,
): Maintenance {
  const firstMs = options.initialTaskDelayMs ?? INITIAL_TASK_DELAY_MS
  const { clock } = options.runtime
  const retentionCheckIntervalMs = options.retentionCheckIntervalMs ?? RETENTION_CHECK_INTERVAL_MS
  let nextRetentionCheckMs = clock.wallMs() + firstMs
  const timers = [
    periodic(scheduler, firstMs, retentionCheckIntervalMs, () => {
      manager.deleteOldSegments()
      nextRetentionCheckMs = clock.wallMs() + retentionCheckIntervalMs
    }),
    periodic(scheduler, firstMs, options.flushOffsetCheckpointIntervalMs ?? 60_000, () =>
      manager.checkpointRecoveryPoints(),
    ),
    periodic(scheduler, firstMs, options.flushStartOffsetCheckpointIntervalMs ?? 60_000, () =>
      manager.checkpointLogStartOffsets(),
    ),
    periodic(scheduler, PRODUCER_EXPIRATION_CHECK_INTERVAL_MS, PRODUCER_EXPIRATION_CHECK_INTERVAL_MS, () => {
      for (const log of manager.allLogs()) log.removeExpiredProducers(clock.wallMs())
    }),
  ]
  const flushMs = options.flushSchedulerIntervalMs
  if (flushMs !== undefined)
    timers.push(periodic(scheduler, firstMs, flushMs, () => flushDirtyLogs(manager, clock.wallMs())))
  return { timers, nextRetentionCheckMs: () => nextRetentionCheckMs }
}

/** flush.ms: a log is flushed once its last flush is that old. */
async function flushDirtyLogs(manager: BrokerLogManager, nowMs: number): Promise<void> {
  for (const log of manager.allLogs()) {
    if (nowMs - log.lastFlushMs >= log.config.flushMs) await log.flush()
  }
}

/** Runs `task` after `firstMs`, then `intervalMs` after each end: a slow run is never overtaken by the next. */
function periodic(scheduler: Scheduler, firstMs: number, intervalMs: number, task: () => unknown): Timer {
  let isCancelled = false
  let timer: Timer
  const run = () => {
    const again = () => {
      if (!isCancelled) timer = scheduler.after(intervalMs, run)
    }
    // Failures were reported where they happened: a task that failed once may succeed the next time.
    Promise.resolve(task()).then(again, again)
  }
  timer = scheduler.after(firstMs, run)
  return {
    cancel: () => {
      isCancelled = true
      timer.cancel()
    },
  }
}
