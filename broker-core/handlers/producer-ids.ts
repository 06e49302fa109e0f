import type { ClusterZnodes } from '../znodes/cluster-znodes'

/** Hands out producer ids for idempotent producers, from blocks of 1000 claimed in the coordination server (ProducerIdManager). */
export class ProducerIds {
  private next = 0n
  private last = -1n
  private claiming: Promise<void> | undefined

  constructor(
    private readonly brokerId: number,
    private readonly znodes: ClusterZnodes,
  ) {}

  async generate(): Promise<bigint> {
    while (this.next > this.last) {
      this.claiming ??= this.claim()
      await this.claiming
    }
    return this.next++
  }

  private async claim(): Promise<void> {
    try {
      const block = await this.znodes.identity.allocateProducerIds(this.brokerId)
      this.next = block.firstProducerId
      this.last = block.lastProducerId
    } finally {
      this.claiming = undefined
    }
  }
}
