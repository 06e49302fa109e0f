import { RecordBatchView } from '../../../broker-core/format/record-batch'
import { buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { completeBatchSize } from '../../../broker-core/format/record-batch-reader'
import { InterBrokerClient } from '../../../broker-core/network/inter-broker-client'
import { produce } from '../../../broker-core/protocol/messages/00-produce'
import { fetch } from '../../../broker-core/protocol/messages/01-fetch'
import { metadata } from '../../../broker-core/protocol/messages/03-metadata'
import { LongestGap } from './longest-gap'
import { clientRuntime } from './node-runtime'
import { PARTITION_FETCH_VERSION, partitionFetch } from './partition-fetch'

const PRODUCE_VERSION = 8
const METADATA_VERSION = 9
const INTERVAL_MS = 10
/** A silent broker is given up after this: real clients wait for request.timeout.ms, 30 s. */
const PATIENCE_MS = 2000
const METADATA_PATIENCE_MS = 1000
const FETCH_WAIT_MS = 100
const FETCH_BYTES_MAX = 1024 * 1024
/** retry.backoff.ms */
const BACKOFF_MS = 50
const KEPT_RECORD = Buffer.from('steady')

interface Address {
  host: string
  port: number
}

export interface SteadyTrafficOptions {
  /** `host:port,…` */
  bootstrap: string
  topic: string
  partition: number
  /** Something was acknowledged or consumed. */
  moved(): void
}

/**
 * A producer (acks=all, one record after the other) and a consumer without a group, each with connections of its own. They know the
 * cluster as any client does: by asking a broker for metadata, again after each failure. Measures the longest pause of both.
 */
export class SteadyTraffic {
  readonly acknowledged = new LongestGap()
  readonly consumed = new LongestGap()
  private readonly sides: TrafficSide[]
  private readonly loops: Promise<void>[]
  private position: number | undefined

  constructor(private readonly options: SteadyTrafficOptions) {
    const producer = new TrafficSide(options)
    const consumer = new TrafficSide(options)
    this.sides = [producer, consumer]
    this.loops = [
      producer.repeat((leader) => this.produceOne(leader)),
      consumer.repeat((leader) => this.fetchOnce(leader)),
    ]
  }

  /** Pauses count from now on. */
  begin(): void {
    this.acknowledged.begin()
    this.consumed.begin()
  }

  async stop(): Promise<void> {
    for (const side of this.sides) side.close()
    await Promise.all(this.loops)
  }

  private async produceOne(leader: InterBrokerClient): Promise<boolean> {
    const { topic, partition } = this.options
    const timestamp = clientRuntime.clock.wallMs()
    const records = buildRecordBatch([{ key: null, value: KEPT_RECORD, headers: [], timestamp }])
    const answer = await leader.send(produce, PRODUCE_VERSION, {
      transactionalId: null,
      acks: -1,
      timeoutMs: PATIENCE_MS,
      topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
    })
    if (answer.responses[0]?.partitionResponses[0]?.errorCode !== 0) return false
    this.happened(this.acknowledged)
    await clientRuntime.scheduler.sleep(INTERVAL_MS)
    return true
  }

  private async fetchOnce(leader: InterBrokerClient): Promise<boolean> {
    const { topic, partition } = this.options
    const fetchOffset = this.position ?? 0
    const [maxWaitMs, maxBytes] = [FETCH_WAIT_MS, FETCH_BYTES_MAX]
    const request = partitionFetch({ topic, partition, fetchOffset, maxWaitMs, maxBytes, readCommitted: false })
    const answer = await leader.send(fetch, PARTITION_FETCH_VERSION, request)
    const found = answer.responses[0]?.partitions[0]
    if (found?.errorCode !== 0) return false
    const next = endOf(found.records, fetchOffset)
    this.position = next
    for (let offset = fetchOffset; offset < next; offset++) this.happened(this.consumed)
    return true
  }

  private happened(gap: LongestGap): void {
    gap.happened(clientRuntime.clock.monotonicMs())
    this.options.moved()
  }
}

/** Where the next fetch goes on. */
function endOf(records: Buffer | readonly Buffer[] | null, from: number): number {
  const bytes = records === null ? Buffer.alloc(0) : Buffer.isBuffer(records) ? records : Buffer.concat(records)
  let next = from
  for (let at = 0, size = completeBatchSize(bytes, 0); size > 0; at += size, size = completeBatchSize(bytes, at))
    next = Math.max(next, new RecordBatchView(bytes, at).nextOffset)
  return next
}

/** One client: finds the leader, works with it until that fails, and looks for the leader again. */
class TrafficSide {
  private closed = false
  private readonly bootstrap: Address[]
  private asked = 0
  private readonly open = new Set<InterBrokerClient>()

  constructor(private readonly options: SteadyTrafficOptions) {
    this.bootstrap = options.bootstrap.split(',').map(addressOf)
  }

  async repeat(work: (leader: InterBrokerClient) => Promise<boolean>): Promise<void> {
    while (!this.closed) {
      const address = await this.leader()
      if (address === undefined) await clientRuntime.scheduler.sleep(BACKOFF_MS)
      else await this.with(address, PATIENCE_MS, (leader) => this.untilFailure(leader, work))
    }
  }

  close(): void {
    this.closed = true
    for (const client of this.open) client.close()
  }

  private async untilFailure(leader: InterBrokerClient, work: (leader: InterBrokerClient) => Promise<boolean>) {
    while (!this.closed && (await work(leader)));
    if (!this.closed) await clientRuntime.scheduler.sleep(BACKOFF_MS)
  }

  /** As the next broker in the row tells it; undefined: it does not answer, or knows of none. */
  private async leader(): Promise<Address | undefined> {
    const { topic, partition } = this.options
    const address = this.bootstrap[this.asked++ % this.bootstrap.length]!
    const answer = await this.with(address, METADATA_PATIENCE_MS, (broker) =>
      broker.send(metadata, METADATA_VERSION, {
        topics: [{ name: topic }],
        allowAutoTopicCreation: false,
        includeClusterAuthorizedOperations: false,
        includeTopicAuthorizedOperations: false,
      }),
    )
    const found = answer?.topics[0]?.partitions.find(({ partitionIndex }) => partitionIndex === partition)
    return answer?.brokers.find(({ nodeId }) => nodeId === found?.leaderId)
  }

  /** undefined: the broker could not be reached, or did not answer in time. */
  private async with<Result>(
    { host, port }: Address,
    requestTimeoutMs: number,
    work: (client: InterBrokerClient) => Promise<Result>,
  ): Promise<Result | undefined> {
    const client = new InterBrokerClient({
      runtime: clientRuntime,
      host,
      port,
      name: `${host}:${port}`,
      clientId: 'highwater-traffic',
      requestTimeoutMs,
      responseSizeMax: 2 * FETCH_BYTES_MAX,
    })
    this.open.add(client)
    try {
      return await work(client)
    } catch {
      return undefined
    } finally {
      client.close()
      this.open.delete(client)
    }
  }
}

function addressOf(text: string): Address {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) }
}
