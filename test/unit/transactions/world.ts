import type { TimestampedRecord } from '../../../broker-core/format/record-batch-builder'
import { type TopicPartition, topicPartitionName } from '../../../broker-core/format/topic-partition'
import {
  decodeTransactionStateKey,
  decodeTransactionStateValue,
  encodeTransactionStateKey,
  encodeTransactionStateValue,
} from '../../../broker-core/internal-topics/transaction-state-records'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import type { WriteTxnMarkersRequestInput } from '../../../broker-core/protocol/messages/27-write-txn-markers'
import { groupBy } from '../../../broker-core/replication/group-by'
import type { Logger } from '../../../broker-core/runtime/logger'
import type { LeaderPlace } from '../../../broker-core/transactions/marker-channel'
import type { MarkerConnection } from '../../../broker-core/transactions/marker-sender'
import { TransactionCoordinator } from '../../../broker-core/transactions/transaction-coordinator'
import type { TransactionLog } from '../../../broker-core/transactions/transaction-log'
import { recordOf, type TransactionMetadata } from '../../../broker-core/transactions/transaction-metadata'
import { VirtualTime } from '../../helpers/virtual-time'
import { ID } from './entries'

/** Lets everything that waits for nothing but its turn have it. */
export const turns = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A log in memory. Appends are answered at once with `outcome`, or one by one while `held`. */
export class MemoryTransactionLog implements TransactionLog {
  readonly records: { partition: number; key: Buffer | null; value: Buffer | null }[] = []
  outcome: number = ErrorCode.NONE
  held: ((errorCode: number) => void)[] | undefined
  failReplay = false
  /** What was not written, as `lines` tells it. */
  readonly refused: string[] = []

  append(partition: number, records: readonly TimestampedRecord[]): Promise<number> {
    const { held } = this
    if (held === undefined) {
      if (this.outcome === ErrorCode.NONE) this.write(partition, records)
      else this.refused.push(...records.map(line))
      return Promise.resolve(this.outcome)
    }
    this.write(partition, records)
    return new Promise((resolve) => held.push(resolve))
  }

  private write(partition: number, records: readonly TimestampedRecord[]): void {
    for (const { key, value } of records) this.records.push({ partition, key, value })
  }

  async *replay(partition: number) {
    for (const record of [...this.records]) {
      await turns()
      if (this.failReplay) throw new Error('the disk is gone')
      if (record.partition === partition) yield record
    }
  }

  store(metadata: TransactionMetadata): void {
    const key = encodeTransactionStateKey(metadata.transactionalId)
    this.records.push({ partition: 0, key, value: encodeTransactionStateValue(recordOf(metadata)) })
  }

  get lines(): string[] {
    return this.records.map(line)
  }
}

/** `copier Ongoing 7/3 orders-0` */
function line({ key, value }: { key: Buffer | null; value: Buffer | null }): string {
  const id = decodeTransactionStateKey(key!)
  if (value === null) return `${id} gone`
  const { state, producerId, producerEpoch, partitions } = decodeTransactionStateValue(value)
  const names = partitions.map(({ topic, partition }) => topicPartitionName(topic, partition))
  return [id, state, `${producerId}/${producerEpoch}`, ...names].join(' ')
}

export interface SentMarkers {
  brokerId: number
  request: WriteTxnMarkersRequestInput
  /** `orders-0 commit 7/3`, one a partition. */
  lines: string[]
  /** The same error for every partition, or one for each by name. */
  answer: (errorCode: number | Readonly<Record<string, number>>) => Promise<void>
  fail: () => Promise<void>
}

const silent: Logger = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
  named: () => silent,
}

/** A coordinator of one partition of `__transaction_state`, on virtual time, with brokers whose answers the test gives. */
export class World {
  readonly time = new VirtualTime()
  readonly log = new MemoryTransactionLog()
  readonly sent: SentMarkers[] = []
  readonly facts: string[] = []
  readonly leaders = new Map<string, LeaderPlace>()
  readonly dead = new Set<number>()
  readonly coordinator: TransactionCoordinator
  nextProducerId = 100n
  producerIdsFail = false
  deletedIsUnknown = false
  private readonly listeners = new Set<() => void>()

  constructor() {
    for (const partition of [0, 1, 2]) this.lead(`orders-${partition}`, partition + 1)
    this.coordinator = new TransactionCoordinator({
      clock: this.time,
      scheduler: this.time,
      logger: silent,
      probe: (fact) => {
        if (fact.kind === 'transactionStateChanged') this.facts.push(`${fact.from} → ${fact.to}`)
      },
      settings: () => ({
        transactionMaxTimeoutMs: 900_000,
        transactionalIdExpirationMs: 7 * 86_400_000,
        transactionAbortTimedOutTransactionCleanupIntervalMs: 10_000,
        transactionRemoveExpiredTransactionCleanupIntervalMs: 3_600_000,
        requestTimeoutMs: 30_000,
      }),
      log: this.log,
      partitionFor: () => 0,
      generateProducerId: async () => {
        if (this.producerIdsFail) throw new Error('no session')
        return this.nextProducerId++
      },
      markers: {
        leaderOf: ({ topic, partition }) => this.leaders.get(topicPartitionName(topic, partition)) ?? 'unknown',
        isDeleted: async ({ topic, partition }) => {
          if (this.deletedIsUnknown) throw new Error('no session')
          return this.leaders.get(topicPartitionName(topic, partition)) === undefined
        },
        isAlive: (brokerId) => !this.dead.has(brokerId),
        connect: ({ brokerId }) => this.connection(brokerId),
        onMetadataChange: (listener) => {
          this.listeners.add(listener)
          return () => this.listeners.delete(listener)
        },
      },
    })
    this.coordinator.startup()
  }

  static async elected(leaderEpoch = 5): Promise<World> {
    const world = new World()
    await world.elect(leaderEpoch)
    return world
  }

  async elect(leaderEpoch: number): Promise<void> {
    this.coordinator.onElection(0, leaderEpoch)
    await this.coordinator.states.partitions.settled()
    this.time.advance(0)
    await turns()
  }

  lead(name: string, place: number | 'deleted' | 'unknown' | 'unavailable'): void {
    if (place === 'deleted') this.leaders.delete(name)
    else
      this.leaders.set(
        name,
        typeof place === 'number' ? { brokerId: place, host: 'localhost', port: 9000 + place } : place,
      )
  }

  async metadataChanges(): Promise<void> {
    for (const listener of this.listeners) listener()
    await turns()
  }

  async pass(ms: number): Promise<void> {
    this.time.advance(ms)
    await turns()
  }

  init(transactionalId = ID, transactionTimeoutMs = 60_000) {
    return this.coordinator.initProducerId({ transactionalId, transactionTimeoutMs, expected: undefined })
  }

  /** A transaction over `partitions` of `orders` that runs. */
  async begin(
    partitions: readonly number[] = [0],
  ): Promise<{ transactionalId: string; producerId: bigint; producerEpoch: number }> {
    const { producerId, producerEpoch } = await this.init()
    const producer = { transactionalId: ID, producerId, producerEpoch }
    const added: TopicPartition[] = partitions.map((partition) => ({ topic: 'orders', partition }))
    if ((await this.coordinator.addPartitions(producer, added)) !== ErrorCode.NONE) throw new Error('not added')
    return producer
  }

  entry(transactionalId = ID): TransactionMetadata {
    const found = this.coordinator.states.find(transactionalId)
    if (!('metadata' in found) || found.metadata === undefined) throw new Error(`no entry: ${found.errorCode}`)
    return found.metadata
  }

  private connection(brokerId: number): MarkerConnection {
    const open = new Set<(error: Error) => void>()
    const send = (_api: unknown, _version: number, request: WriteTxnMarkersRequestInput): Promise<unknown> =>
      new Promise((resolve, reject) => {
        open.add(reject)
        this.sent.push({
          brokerId,
          request,
          lines: markerLines(request),
          answer: (errors) => {
            resolve({ markers: request.markers.map((marker) => answerTo(marker, errors)) })
            return turns()
          },
          fail: () => {
            reject(new Error('the connection ended'))
            return turns()
          },
        })
      })
    const close = () => {
      for (const reject of open) reject(new Error('closed'))
    }
    return { send, close } as unknown as MarkerConnection
  }
}

type Marker = WriteTxnMarkersRequestInput['markers'][number]

function partitionsOf(marker: Marker): TopicPartition[] {
  return marker.topics.flatMap(({ name, partitionIndexes }) =>
    partitionIndexes.map((partition) => ({ topic: name, partition })),
  )
}

function markerLines(request: WriteTxnMarkersRequestInput): string[] {
  return request.markers.flatMap((marker) =>
    partitionsOf(marker).map(({ topic, partition }) => {
      const result = marker.transactionResult ? 'commit' : 'abort'
      return `${topicPartitionName(topic, partition)} ${result} ${marker.producerId}/${marker.producerEpoch}`
    }),
  )
}

function answerTo(marker: Marker, errors: number | Readonly<Record<string, number>>) {
  const errorOf = ({ topic, partition }: TopicPartition) =>
    typeof errors === 'number' ? errors : (errors[topicPartitionName(topic, partition)] ?? ErrorCode.NONE)
  return {
    producerId: marker.producerId,
    topics: [...groupBy(partitionsOf(marker), ({ topic }) => topic)].map(([name, partitions]) => ({
      name,
      partitions: partitions.map((one) => ({ partitionIndex: one.partition, errorCode: errorOf(one) })),
    })),
  }
}
