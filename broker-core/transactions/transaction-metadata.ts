import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import type { TransactionState, TransactionStateValue } from '../internal-topics/transaction-state-records'

export const NO_PRODUCER_ID = -1n
export const NO_PRODUCER_EPOCH = -1
/** Of a transaction that has not begun. */
export const NOT_STARTED = -1

/** Partitions by their name, `orders-0`. */
export type PartitionSet = ReadonlyMap<string, TopicPartition>

export interface ProducerIdAndEpoch {
  producerId: bigint
  producerEpoch: number
}

/** What of a transactional id is kept: the state it has, or the one it is to have once that is in the log (TxnTransitMetadata). */
export interface TransactionFields extends ProducerIdAndEpoch {
  /** The id before the last change; only known to the coordinator that made the change. */
  lastProducerId: bigint
  /** The epoch before the last bump that the producer itself asked for: it may ask again (KIP-360). -1: none. */
  lastProducerEpoch: number
  transactionTimeoutMs: number
  state: TransactionState
  /** Those without a marker yet. */
  partitions: PartitionSet
  startMs: number
  lastUpdateMs: number
}

export type TransitMetadata = Readonly<TransactionFields>

/** A transactional id in its coordinator's memory (kafka.coordinator.transaction.TransactionMetadata). */
export interface TransactionMetadata extends TransactionFields {
  readonly transactionalId: string
  partitions: Map<string, TopicPartition>
  /** The state being written; until that has an outcome every other request is told to come again. */
  pendingState: TransactionState | undefined
  /** A fence bumped the epoch but could not be written: the next one does not bump it again. */
  hasFailedEpochFence: boolean
}

export function partitionSet(partitions: Iterable<TopicPartition>): Map<string, TopicPartition> {
  const set = new Map<string, TopicPartition>()
  for (const { topic, partition } of partitions) set.set(topicPartitionName(topic, partition), { topic, partition })
  return set
}

/** An id never seen before; its first epoch will be 0. */
export function newTransactionMetadata(
  transactionalId: string,
  producerId: bigint,
  transactionTimeoutMs: number,
  nowMs: number,
): TransactionMetadata {
  return {
    transactionalId,
    producerId,
    lastProducerId: NO_PRODUCER_ID,
    producerEpoch: NO_PRODUCER_EPOCH,
    lastProducerEpoch: NO_PRODUCER_EPOCH,
    transactionTimeoutMs,
    state: 'Empty',
    partitions: new Map(),
    startMs: NOT_STARTED,
    lastUpdateMs: nowMs,
    pendingState: undefined,
    hasFailedEpochFence: false,
  }
}

export function metadataFromRecord(transactionalId: string, value: TransactionStateValue): TransactionMetadata {
  const { producerId, transactionTimeoutMs, lastUpdateMs, startMs } = value
  return {
    ...newTransactionMetadata(transactionalId, producerId, transactionTimeoutMs, lastUpdateMs),
    producerEpoch: value.producerEpoch,
    state: value.state,
    partitions: partitionSet(value.partitions),
    startMs,
  }
}

export function recordOf(transit: TransitMetadata): TransactionStateValue {
  const { producerId, producerEpoch, transactionTimeoutMs, state, startMs, lastUpdateMs } = transit
  const partitions = [...transit.partitions.values()]
  return { producerId, producerEpoch, transactionTimeoutMs, state, partitions, lastUpdateMs, startMs }
}
