import { buildRecordBatch, type TimestampedRecord } from '../format/record-batch-builder'
import type { TopicPartition } from '../format/topic-partition'
import type { AppendToPartitions } from '../replication/append-to-partitions'
import type { Codec, CompressionCodec } from '../runtime/codec'

export interface InternalTopicAppend extends TopicPartition {
  /** At least one. */
  records: readonly TimestampedRecord[]
  /** 0, 1 or -1. */
  requiredAcks: number
  timeoutMs: number
  compression?: CompressionCodec
  /** The records belong to this producer's open transaction. */
  transaction?: { producerId: bigint; producerEpoch: number }
}

export interface InternalTopicAppendResult {
  /** Of the log or the replication, not yet what a client is told. */
  errorCode: number
  /** -1 when nothing was appended. */
  baseOffset: number
}

export interface InternalTopicLogs {
  appends: Pick<AppendToPartitions, 'append'>
  codec: Codec
}

/**
 * Appends one batch as the leader, with the coordinator's rights, and resolves when it is replicated as `requiredAcks` wants. The append
 * itself is done before this returns, so calls one after the other lie in the log in that order.
 */
export async function appendToInternalTopic(
  { appends, codec }: InternalTopicLogs,
  append: InternalTopicAppend,
): Promise<InternalTopicAppendResult> {
  const { topic, partition, transaction } = append
  const records = buildRecordBatch(append.records, {
    codec,
    ...(append.compression !== undefined && { compression: append.compression }),
    ...(transaction !== undefined && { ...transaction, transactional: true, baseSequence: 0 }),
  })
  const [result] = await appends.append([{ topic, partition, records }], {
    requiredAcks: append.requiredAcks,
    timeoutMs: append.timeoutMs,
    origin: 'coordinator',
    internalTopicsAllowed: true,
  })
  if (result === undefined) throw new Error(`append to ${topic}-${partition} got no answer`)
  return { errorCode: result.errorCode, baseOffset: result.baseOffset }
}
