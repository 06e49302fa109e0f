import type { ZnodeOperations } from '../client'
import { ANY_VERSION } from '../client'
import { isCoordinationError } from '../errors'
import { consumerOffsetPath } from '../paths'
import { createWithParents } from './recursive'

/** `/consumers/G/offsets/T/P`: committed offsets as clients of before 0.8.2 keep them, decimal text (kafka.zk.ConsumerOffset). */
export class ConsumerOffsetZnodes {
  constructor(private readonly client: ZnodeOperations) {}

  /** undefined: none, or nothing that is an offset. */
  async get(group: string, topic: string, partition: number): Promise<number | undefined> {
    const found = await this.client.getData(consumerOffsetPath(group, topic, partition))
    const offset = Number.parseInt(found?.data?.toString('utf8') ?? '', 10)
    return Number.isSafeInteger(offset) ? offset : undefined
  }

  async set(group: string, topic: string, partition: number, offset: number): Promise<void> {
    const path = consumerOffsetPath(group, topic, partition)
    const data = Buffer.from(String(offset))
    try {
      await this.client.setData(path, data, ANY_VERSION)
    } catch (error) {
      if (!isCoordinationError(error, 'NONODE')) throw error
      await createWithParents(this.client, path, data)
    }
  }
}
