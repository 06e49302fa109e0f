import type { TimestampedRecord } from '../format/record-batch-builder'
import { appendToInternalTopic, type InternalTopicLogs } from '../internal-topics/append-to-internal-topic'
import { TRANSACTION_STATE_TOPIC } from '../internal-topics/internal-topics'
import { replayPartition } from '../internal-topics/replay-partition'
import type { Log } from '../log/log'
import type { Scheduler } from '../runtime/time'

const ALL_IN_SYNC_REPLICAS = -1

/** `__transaction_state` as the coordinator sees it. */
export interface TransactionLog {
  /** Written when this returns; resolves with the log's error code once replicated, or not within `timeoutMs`. */
  append(partition: number, records: readonly TimestampedRecord[], timeoutMs: number): Promise<number>
  /** Keys and values from the log start to the log end offset; nothing where this broker has no replica. */
  replay(partition: number, isCurrent: () => boolean): AsyncIterable<{ key: Buffer | null; value: Buffer | null }>
}

export interface TransactionLogOptions {
  logs: InternalTopicLogs
  logOf: (topicPartition: { topic: string; partition: number }) => Log | undefined
  scheduler: Pick<Scheduler, 'soon'>
  /** transaction.state.log.load.buffer.size */
  loadBufferSize: () => number
}

/** Over this broker's replicas; uncompressed and acknowledged by all in-sync replicas, whatever the topic's settings say. */
export function createTransactionLog({
  logs,
  logOf,
  scheduler,
  loadBufferSize,
}: TransactionLogOptions): TransactionLog {
  const topic = TRANSACTION_STATE_TOPIC
  return {
    append: async (partition, records, timeoutMs) => {
      const { errorCode } = await appendToInternalTopic(logs, {
        topic,
        partition,
        records,
        requiredAcks: ALL_IN_SYNC_REPLICAS,
        timeoutMs,
      })
      return errorCode
    },
    replay: async function* (partition, isCurrent) {
      const log = logOf({ topic, partition })
      if (log === undefined) return
      const options = { codec: logs.codec, scheduler, bufferSize: loadBufferSize(), isCurrent }
      for await (const batch of replayPartition(log, options)) if (!batch.isControl) yield* batch.records
    },
  }
}
