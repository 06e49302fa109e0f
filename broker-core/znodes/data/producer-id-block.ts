import { encodeJson, JsonFields } from '../json'
import { PRODUCER_ID_BLOCK_PATH } from '../paths'

/** Producer ids that one broker may hand out; both bounds belong to the block. */
export interface ProducerIdBlock {
  brokerId: number
  firstProducerId: bigint
  lastProducerId: bigint
}

export const PRODUCER_ID_BLOCK_SIZE = 1000n
const PRODUCER_ID_MAX = 2n ** 63n - 1n

/** `/latest_producer_id_block`: `{"version":1,"broker":1,"block_start":"1000","block_end":"1999"}`. */
export function encodeProducerIdBlock(block: ProducerIdBlock): Buffer {
  return encodeJson({
    version: 1,
    broker: block.brokerId,
    block_start: block.firstProducerId.toString(),
    block_end: block.lastProducerId.toString(),
  })
}

export function decodeProducerIdBlock(data: Buffer): ProducerIdBlock {
  const fields = JsonFields.of(PRODUCER_ID_BLOCK_PATH, data)
  const bound = (name: string): bigint => {
    const text = fields.text(name)
    return /^\d{1,19}$/.test(text) ? BigInt(text) : fields.fail(`"${name}" is not a producer id`)
  }
  return {
    brokerId: fields.integer('broker'),
    firstProducerId: bound('block_start'),
    lastProducerId: bound('block_end'),
  }
}

/** The block after `latest`; the first starts at 0. */
export function nextProducerIdBlock(latest: ProducerIdBlock | undefined, brokerId: number): ProducerIdBlock {
  if (latest === undefined) {
    return { brokerId, firstProducerId: 0n, lastProducerId: PRODUCER_ID_BLOCK_SIZE - 1n }
  }
  if (latest.lastProducerId > PRODUCER_ID_MAX - PRODUCER_ID_BLOCK_SIZE) throw new Error('all producer ids are used up')
  return {
    brokerId,
    firstProducerId: latest.lastProducerId + 1n,
    lastProducerId: latest.lastProducerId + PRODUCER_ID_BLOCK_SIZE,
  }
}
