import type { ZnodeOperations } from '../client'
import { decodeClusterId, encodeClusterId } from '../data/cluster-id'
import {
  decodeProducerIdBlock,
  encodeProducerIdBlock,
  nextProducerIdBlock,
  type ProducerIdBlock,
} from '../data/producer-id-block'
import { CoordinationError, isCoordinationError } from '../errors'
import { CLUSTER_ID_PATH, PRODUCER_ID_BLOCK_PATH } from '../paths'
import { createWithParents, ensurePersistentPath } from './recursive'

/** `/cluster/id` and `/latest_producer_id_block`. */
export class IdentityZnodes {
  private allocation: Promise<unknown> = Promise.resolve()

  constructor(private readonly client: ZnodeOperations) {}

  async clusterId(): Promise<string | undefined> {
    const found = await this.client.getData(CLUSTER_ID_PATH)
    return found === undefined ? undefined : decodeClusterId(found.data)
  }

  /** The cluster's id; the first broker's proposal (a base64 uuid, 22 characters) becomes it. */
  async clusterIdOrElse(proposed: string): Promise<string> {
    try {
      await createWithParents(this.client, CLUSTER_ID_PATH, encodeClusterId(proposed))
      return proposed
    } catch (error) {
      if (!isCoordinationError(error, 'NODEEXISTS')) throw error
      const stored = await this.clusterId()
      if (stored === undefined) throw new CoordinationError('NONODE', CLUSTER_ID_PATH, 'deleted while being read')
      return stored
    }
  }

  /**
   * Takes the next block of producer ids for a broker, against any number of brokers that do the same. One at a time here: two
   * attempts of one broker would write the same block, and each would take the other's for its own.
   */
  allocateProducerIds(brokerId: number): Promise<ProducerIdBlock> {
    const allocated = this.allocation.catch(() => undefined).then(() => this.takeBlock(brokerId))
    this.allocation = allocated
    return allocated
  }

  private async takeBlock(brokerId: number): Promise<ProducerIdBlock> {
    for (;;) {
      const found = await this.client.getData(PRODUCER_ID_BLOCK_PATH)
      if (found === undefined) {
        await ensurePersistentPath(this.client, PRODUCER_ID_BLOCK_PATH)
        continue
      }
      const latest = found.data === null || found.data.length === 0 ? undefined : decodeProducerIdBlock(found.data)
      const block = nextProducerIdBlock(latest, brokerId)
      if (await this.claim(block, found.stat.version)) return block
    }
  }

  /** A BADVERSION after a lost reply is still ours when the znode holds exactly this block. */
  private async claim(block: ProducerIdBlock, version: number): Promise<boolean> {
    const data = encodeProducerIdBlock(block)
    try {
      await this.client.setData(PRODUCER_ID_BLOCK_PATH, data, version)
      return true
    } catch (error) {
      if (!isCoordinationError(error, 'BADVERSION')) throw error
      const stored = (await this.client.getData(PRODUCER_ID_BLOCK_PATH))?.data
      return stored?.equals(data) ?? false
    }
  }
}
