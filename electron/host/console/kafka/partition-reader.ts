import { RecordBatchView } from '../../../../broker-core/format/record-batch'
import { completeBatchSize, recordsOf } from '../../../../broker-core/format/record-batch-reader'
import { ErrorCode } from '../../../../broker-core/protocol/error-codes'
import { fetch } from '../../../../broker-core/protocol/messages/01-fetch'
import type { ClusterClient } from '../../client/cluster-client'
import { clientCodec } from '../../client/node-runtime'
import { PARTITION_FETCH_VERSION, partitionFetch } from '../../client/partition-fetch'
import { KafkaToolError } from './kafka-error'
import type { ConsumedRecord } from './record-format'
import { listedOffsets } from './topic-offsets'

const BYTES_MAX = 1024 * 1024
const WAIT_MS = 500
const RETRY_MS = 200
const RETRIABLE: readonly number[] = [
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.FENCED_LEADER_EPOCH,
  ErrorCode.UNKNOWN_LEADER_EPOCH,
  ErrorCode.OFFSET_NOT_AVAILABLE,
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
]

export interface ReadFrom {
  topic: string
  partition: number
  /** -2 the beginning, -1 the end. */
  offset: number
  readCommitted: boolean
}

/** Records of one partition from an offset on, for ever: the way of a consumer that is assigned a partition. Ends with `signal`. */
export async function* partitionRecords(
  client: ClusterClient,
  from: ReadFrom,
  signal: AbortSignal,
): AsyncGenerator<ConsumedRecord> {
  const { partition } = from
  const codec = await clientCodec()
  let next = from.offset < 0 ? await listed(client, from) : from.offset
  while (!signal.aborted) {
    const { data, errorCode } = await fetched(client, from, next)
    if (errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) {
      // auto.offset.reset: latest, unless the beginning was asked for.
      next = await listed(client, { ...from, offset: from.offset === -2 ? -2 : -1 })
      continue
    }
    if (RETRIABLE.includes(errorCode)) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      continue
    }
    if (errorCode !== 0) throw KafkaToolError.ofCode(errorCode, null)
    const skip = abortedBatches(from.readCommitted ? (data?.abortedTransactions ?? []) : [])
    const bytes = joined(data?.records ?? null)
    for (let at = 0, size = completeBatchSize(bytes, 0); size > 0; at += size, size = completeBatchSize(bytes, at)) {
      const batch = new RecordBatchView(bytes, at)
      if (!skip(batch) && !batch.isControlBatch)
        for (const record of recordsOf(batch, codec)) {
          if (record.offset < next) continue
          const timestampType = batch.isLogAppendTime ? 'LogAppendTime' : 'CreateTime'
          yield {
            offset: record.offset,
            partition,
            timestampMs: record.timestamp,
            timestampType,
            key: record.key,
            value: record.value,
          }
          if (signal.aborted) return
        }
      next = Math.max(next, batch.nextOffset)
    }
  }
}

/** Batches of transactions that were aborted: from the first offset the broker names to the producer's next marker. */
function abortedBatches(
  transactions: readonly { producerId: bigint; firstOffset: number }[],
): (batch: RecordBatchView) => boolean {
  const waiting = [...transactions].sort((one, other) => one.firstOffset - other.firstOffset)
  const open = new Set<bigint>()
  return (batch) => {
    while (waiting.length > 0 && waiting[0]!.firstOffset <= batch.lastOffset) open.add(waiting.shift()!.producerId)
    if (batch.isControlBatch) open.delete(batch.producerId)
    return batch.isTransactional && open.has(batch.producerId)
  }
}

async function listed(client: ClusterClient, { topic, partition, offset }: ReadFrom): Promise<number> {
  const [found] = await listedOffsets(client, [{ topic, partition }], offset)
  if (found === undefined) throw KafkaToolError.ofCode(ErrorCode.LEADER_NOT_AVAILABLE, null)
  if (found.errorCode !== 0) throw KafkaToolError.ofCode(found.errorCode, null)
  return found.offset
}

async function fetched(client: ClusterClient, { topic, partition, readCommitted }: ReadFrom, fetchOffset: number) {
  const leader = await client.leader(topic, partition)
  const [maxWaitMs, maxBytes] = [WAIT_MS, BYTES_MAX]
  const request = partitionFetch({ topic, partition, fetchOffset, maxWaitMs, maxBytes, readCommitted })
  const answer = await client.broker(leader, fetch, PARTITION_FETCH_VERSION, request)
  const data = answer.responses[0]?.partitions[0]
  return { data, errorCode: data?.errorCode ?? answer.errorCode }
}

const joined = (records: Buffer | readonly Buffer[] | null): Buffer =>
  records === null ? Buffer.alloc(0) : Buffer.isBuffer(records) ? records : Buffer.concat(records)
