import type { Logger } from '../logger'
import type { Runtime } from '../runtime'
import type { WorkerProgram } from '../workers'
import { createNodeClock } from './clock'
import { createNodeCodec } from './codec'
import { createNodeDisk } from './disk'
import { createNodeNetwork } from './network'
import { createNodeRandom } from './random'
import { createNodeScheduler } from './scheduler'
import { createNodeWorkers } from './workers'

export { createConsoleLogger, createFileLogger, createLogger, type LogSink, type NodeLogger } from './logger'
export { standBehindOtherThreads } from './thread-priority'

/** The real world behind the runtime interfaces. Asynchronous because one codec (zstd as WebAssembly) loads so. */
export async function createNodeRuntime(options: {
  logger: Logger
  /** Built scripts that run in threads; without them there are no threads. */
  workerPrograms?: Readonly<Record<WorkerProgram, string>>
}): Promise<Runtime> {
  return {
    clock: createNodeClock(),
    scheduler: createNodeScheduler(),
    random: createNodeRandom(),
    disk: createNodeDisk(),
    network: createNodeNetwork(),
    codec: await createNodeCodec(),
    logger: options.logger,
    ...(options.workerPrograms && { workers: createNodeWorkers(options.workerPrograms) }),
  }
}
