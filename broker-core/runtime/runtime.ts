import type { Codec } from './codec'
import type { Disk } from './disk'
import type { Logger } from './logger'
import type { Network } from './network'
import type { Random } from './random'
import type { Clock, Scheduler } from './time'
import type { Workers } from './workers'

/**
 * Everything of the outside world that the core may touch, handed in by the composition root. Only `runtime/node` and `bin/` know
 * Date, timers, node:fs, node:net and process; whole clusters run on a simulated runtime instead.
 */
export interface Runtime {
  clock: Clock
  scheduler: Scheduler
  random: Random
  disk: Disk
  network: Network
  codec: Codec
  logger: Logger
  /** undefined: there are no threads here, long work runs in slices on the event loop. */
  workers?: Workers
}
