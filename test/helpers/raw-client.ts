import { eventually } from './eventually'
import { RawConnection } from './raw-connection'
import { type RawBatch, type RawRecord, readBatches, readRecords } from './raw-records'
import {
  type ClusterMetadata,
  createTopics,
  fetch,
  listOffset,
  metadata,
  type NewTopic,
  type PartitionMetadata,
} from './raw-requests'

const TOPIC_ALREADY_EXISTS = 36

/** Asks a cluster questions over connections it opens and drops as needed; every call finds the leader or controller anew. */
export class RawClient {
  private readonly connections = new Map<string, RawConnection>()

  /** The newest leader epoch seen of each partition: a broker that was asleep answers with an older one (KIP-320). */
  private readonly newestEpochs = new Map<string, number>()
  /** Those that answered last come first. */
  private readonly order: string[]

  constructor(private readonly bootstrap: readonly string[]) {
    this.order = [...bootstrap]
  }

  /** An open connection to one address. */
  async to(address: string): Promise<RawConnection> {
    const known = this.connections.get(address)
    if (known && !known.closed) return known
    const opened = await RawConnection.open(address)
    this.connections.set(address, opened)
    return opened
  }

  /** What the first broker that answers, and that `accepts`, knows. */
  async metadata(
    topics: readonly string[] | null = [],
    accepts: (answer: ClusterMetadata) => string | undefined = () => undefined,
  ): Promise<ClusterMetadata> {
    const failures: string[] = []
    for (const address of [...this.order]) {
      try {
        const answer = await metadata(await this.to(address), topics)
        const refusal = accepts(answer)
        if (refusal === undefined) return answer
        failures.push(`${address}: ${refusal}`)
      } catch (error) {
        this.drop(address)
        failures.push((error as Error).message)
      }
      this.order.push(...this.order.splice(this.order.indexOf(address), 1))
    }
    throw new Error(`no broker answered: ${failures.join('; ')}`)
  }

  /** One partition as the first broker sees it whose knowledge is not older than what was seen before. */
  async partition(topic: string, partition: number): Promise<PartitionMetadata & { address: string | undefined }> {
    const key = `${topic}-${partition}`
    const find = (answer: ClusterMetadata) =>
      answer.topics.get(topic)?.partitions.find((candidate) => candidate.partition === partition)
    const answer = await this.metadata([topic], (seen) => {
      const found = find(seen)
      if (!found) return `${key} is not known (error ${seen.topics.get(topic)?.error})`
      const newest = this.newestEpochs.get(key) ?? -1
      return found.leaderEpoch < newest
        ? `${key} in leader epoch ${found.leaderEpoch}, older than ${newest}`
        : undefined
    })
    const found = find(answer)!
    this.newestEpochs.set(key, found.leaderEpoch)
    return { ...found, address: answer.brokers.get(found.leader) }
  }

  async leader(topic: string, partition: number): Promise<RawConnection> {
    const { address, leader } = await this.partition(topic, partition)
    if (!address) throw new Error(`${topic}-${partition} has no leader (${leader})`)
    return this.to(address)
  }

  async controller(): Promise<RawConnection> {
    const { controllerId, brokers } = await this.metadata()
    const address = brokers.get(controllerId)
    if (!address) throw new Error(`no controller (${controllerId})`)
    return this.to(address)
  }

  /** Creates a topic and waits until every replica of every partition is in sync and every broker knows it. */
  createTopic(topic: NewTopic): Promise<void> {
    return this.createTopics([topic])
  }

  /** The same for many at once. */
  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    await eventually(async () => {
      for (const { name, error, message } of await createTopics(await this.controller(), topics)) {
        if (error !== 0 && error !== TOPIC_ALREADY_EXISTS) throw new Error(`cannot create ${name}: ${error} ${message}`)
      }
    })
    await this.whenComplete(topics.map(({ name }) => name))
  }

  /** When every replica of every partition is in sync and every broker knows it. */
  async whenComplete(names: readonly string[]): Promise<void> {
    for (const address of this.bootstrap) await eventually(() => this.expectComplete(address, names), 20_000)
  }

  async endOffset(topic: string, partition: number): Promise<number> {
    const { error, offset } = await listOffset(await this.leader(topic, partition), topic, partition, -1)
    if (error !== 0) throw new Error(`ListOffsets of ${topic}-${partition}: error ${error}`)
    return offset
  }

  /**
   * All batches from the start of the log (or `from`) to the end offset that the leader tells. A new leader refuses to tell one while
   * its high watermark is still behind where its epoch began (KIP-207): until its followers have fetched, the last committed records
   * are not to be seen.
   */
  async readBatches(topic: string, partition: number, from?: number): Promise<RawBatch[]> {
    const end = await eventually(() => this.endOffset(topic, partition))
    const leader = await this.leader(topic, partition)
    let offset = from ?? (await listOffset(leader, topic, partition, -2)).offset
    const batches: RawBatch[] = []
    for (;;) {
      const { error, highWatermark, records } = await fetch(leader, topic, partition, offset)
      if (error !== 0) throw new Error(`Fetch of ${topic}-${partition} at ${offset}: error ${error}`)
      if (offset >= end) return batches
      const got = [...readBatches(records)]
      if (got.length === 0)
        throw new Error(`Fetch of ${topic}-${partition} at ${offset} below ${highWatermark} gave nothing`)
      batches.push(...got)
      offset = got.at(-1)!.lastOffset + 1
    }
  }

  async readRecords(topic: string, partition: number, from?: number): Promise<RawRecord[]> {
    return (await this.readBatches(topic, partition, from)).flatMap(readRecords)
  }

  close(): void {
    for (const connection of this.connections.values()) connection.close()
    this.connections.clear()
  }

  private drop(address: string): void {
    this.connections.get(address)?.close()
    this.connections.delete(address)
  }

  private async expectComplete(address: string, names: readonly string[]): Promise<void> {
    const { topics } = await metadata(await this.to(address), names)
    for (const name of names) {
      const found = topics.get(name)
      if (found?.error !== 0 || found.partitions.length === 0)
        throw new Error(`${address} does not know ${name}: ${found?.error}`)
      for (const { partition, leader, replicas, isr } of found.partitions) {
        if (leader < 0 || isr.length < replicas.length)
          throw new Error(`${name}-${partition}: leader ${leader}, ISR ${isr} of ${replicas}`)
      }
    }
  }
}
