import type { Codec } from '../../../broker-core/runtime/codec'
import { createNodeClock } from '../../../broker-core/runtime/node/clock'
import { createNodeCodec } from '../../../broker-core/runtime/node/codec'
import { createNodeNetwork } from '../../../broker-core/runtime/node/network'
import { createNodeRandom } from '../../../broker-core/runtime/node/random'
import { createNodeScheduler } from '../../../broker-core/runtime/node/scheduler'
import type { Runtime } from '../../../broker-core/runtime/runtime'

/** What the lab's own client needs of the machine. */
export const clientRuntime: Pick<Runtime, 'clock' | 'scheduler' | 'network' | 'random'> = {
  clock: createNodeClock(),
  scheduler: createNodeScheduler(),
  network: createNodeNetwork(),
  random: createNodeRandom(),
}

let codec: Promise<Codec> | undefined

/** Loaded once, when somebody first reads records. */
export function clientCodec(): Promise<Codec> {
  codec ??= createNodeCodec()
  return codec
}
