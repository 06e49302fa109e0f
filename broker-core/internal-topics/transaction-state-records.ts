import { Reader } from '../bytes/reader'
import { Writer } from '../bytes/writer'
import type { TopicPartition } from '../format/topic-partition'
import { array, type Infer, int8, int16, int32, int64, int64Big, message, string, struct } from '../protocol/schema'

/**
 * Records of `__transaction_state` (kafka.coordinator.transaction.TransactionLog): the newest value of a transactional id is the state
 * of its producer; no value means that the id has expired.
 *
 *     key    int16 version 0 | transactional_id string
 *     value  int16 version 0 | producer_id int64 | producer_epoch int16 | timeout int32, ms | status int8 | partitions, null when Empty:
 *            []{topic string, partition_ids []int32} | last update int64, ms | start int64, ms, -1: none yet
 */
const RECORD_VERSION = 0

/** In the order of the status byte. `Dead` and `PrepareEpochFence` are never written. */
export const TRANSACTION_STATES = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
] as const

export type TransactionState = (typeof TRANSACTION_STATES)[number]

export interface TransactionStateValue {
  producerId: bigint
  producerEpoch: number
  transactionTimeoutMs: number
  state: TransactionState
  /** Partitions that need a marker. */
  partitions: readonly TopicPartition[]
  /** When it last changed, wall clock. */
  lastUpdateMs: number
  /** When its first partition was added, wall clock; -1: never. */
  startMs: number
}

const keySchema = message('TransactionLogKey', { versions: '0', flexible: 'none' }, { transactionalId: string() })

const valueSchema = message(
  'TransactionLogValue',
  { versions: '0', flexible: 'none' },
  {
    producerId: int64Big(),
    producerEpoch: int16(),
    transactionTimeoutMs: int32(),
    transactionStatus: int8(),
    transactionPartitions: array(struct('PartitionsSchema', { topic: string(), partitionIds: array(int32()) }), {
      nullable: '0',
    }),
    transactionLastUpdateTimestampMs: int64(),
    transactionStartTimestampMs: int64(),
  },
)

type StoredPartitions = Infer<typeof valueSchema>['transactionPartitions']

export function encodeTransactionStateKey(transactionalId: string): Buffer {
  const writer = new Writer().int16(RECORD_VERSION)
  keySchema.write(writer, RECORD_VERSION, { transactionalId })
  return Buffer.concat(writer.buffers())
}

/** The transactional id. Throws on bytes that are no such key. */
export function decodeTransactionStateKey(key: Buffer): string {
  const reader = new Reader(key)
  requireVersion(reader.int16(), 'key')
  return keySchema.read(reader, RECORD_VERSION).transactionalId
}

export function encodeTransactionStateValue(value: TransactionStateValue): Buffer {
  const writer = new Writer().int16(RECORD_VERSION)
  valueSchema.write(writer, RECORD_VERSION, {
    producerId: value.producerId,
    producerEpoch: value.producerEpoch,
    transactionTimeoutMs: value.transactionTimeoutMs,
    transactionStatus: TRANSACTION_STATES.indexOf(value.state),
    transactionPartitions: value.state === 'Empty' ? null : byTopic(value.partitions),
    transactionLastUpdateTimestampMs: value.lastUpdateMs,
    transactionStartTimestampMs: value.startMs,
  })
  return Buffer.concat(writer.buffers())
}

/** Throws on bytes that are no such value. A tombstone (null) has none: ask before. */
export function decodeTransactionStateValue(bytes: Buffer): TransactionStateValue {
  const reader = new Reader(bytes)
  requireVersion(reader.int16(), 'value')
  const stored = valueSchema.read(reader, RECORD_VERSION)
  const state = TRANSACTION_STATES[stored.transactionStatus]
  if (state === undefined)
    throw new Error(`a transaction state record has the unknown status ${stored.transactionStatus}`)
  return {
    producerId: stored.producerId,
    producerEpoch: stored.producerEpoch,
    transactionTimeoutMs: stored.transactionTimeoutMs,
    state,
    partitions: (stored.transactionPartitions ?? []).flatMap(({ topic, partitionIds }) =>
      partitionIds.map((partition) => ({ topic, partition })),
    ),
    lastUpdateMs: stored.transactionLastUpdateTimestampMs,
    startMs: stored.transactionStartTimestampMs,
  }
}

function requireVersion(version: number, part: string): void {
  if (version === RECORD_VERSION) return
  throw new Error(`a transaction state ${part} has version ${version}; known is ${RECORD_VERSION}`)
}

function byTopic(partitions: readonly TopicPartition[]): NonNullable<StoredPartitions> {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of partitions) {
    const ids = topics.get(topic) ?? []
    topics.set(topic, ids)
    ids.push(partition)
  }
  return [...topics].map(([topic, partitionIds]) => ({ topic, partitionIds }))
}
