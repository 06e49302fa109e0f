import { BATCH_HEADER_SIZE, RecordBatchView } from '../format/record-batch'
import { ErrorCode, errorName } from '../protocol/error-codes'
import { produce } from '../protocol/messages/00-produce'
import type { AppendRequest, AppendResult } from '../replication/append-to-partitions'
import { groupBy } from '../replication/group-by'
import { CurrentLeaders } from './current-leader'
import { handler } from './handler'

const OLD_MESSAGE_SETS_UP_TO_VERSION = 2
const ACKS = [-1, 0, 1]
/** KIP-951. */
const CURRENT_LEADER_FROM_VERSION = 10

function refused(topic: string, partition: number, errorCode: number): AppendResult {
  return {
    topic,
    partition,
    errorCode,
    errorMessage: null,
    recordErrors: [],
    baseOffset: -1,
    logAppendTime: -1,
    logStartOffset: -1,
  }
}

/**
 * Appends to partitions this broker leads. acks=0 gets no answer; a failure then can only be told by closing the connection.
 * From version 10 on a refusal for want of leadership names the leader. Versions 0-2 carry message sets of magic 0 or 1, which are refused (docs/deviations.md).
 */
export const produceHandler = handler(produce, [0, 11], async (request, context) => {
  const { broker, apiVersion, clientId } = context
  const appends: AppendRequest[] = []
  const results: AppendResult[] = []
  for (const topic of request.topicData) {
    for (const { index, records } of topic.partitionData) {
      if (broker.metadataCache.partition(topic.name, index) === undefined) {
        results.push(refused(topic.name, index, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION))
      } else if (!ACKS.includes(request.acks)) results.push(refused(topic.name, index, ErrorCode.INVALID_REQUIRED_ACKS))
      else if (apiVersion <= OLD_MESSAGE_SETS_UP_TO_VERSION) {
        results.push(refused(topic.name, index, ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT))
      } else if (records === null) results.push(refused(topic.name, index, ErrorCode.INVALID_RECORD))
      else {
        const batch = firstBatch(records)
        if (apiVersion < 7 && batch?.codec === 'zstd') {
          results.push(refused(topic.name, index, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE))
        } else if (request.transactionalId === null && batch?.isTransactional) {
          // Only who names a transactional id may write into its transaction.
          results.push(refused(topic.name, index, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED))
        } else appends.push({ topic: topic.name, partition: index, records })
      }
    }
  }
  results.push(
    ...(await broker.replicaManager.appends.append(appends, {
      requiredAcks: request.acks,
      timeoutMs: request.timeoutMs,
      origin: 'client',
      internalTopicsAllowed: clientId === '__admin_client',
    })),
  )
  if (request.acks === 0) {
    const failed = results.find((result) => result.errorCode !== ErrorCode.NONE)
    if (failed === undefined) return 'noResponse'
    broker.runtime.logger.info(
      `Closing connection due to error during produce request of ${clientId ?? 'a client'} with acks=0: ${failed.topic}-${failed.partition} ${errorName(failed.errorCode)}`,
    )
    return 'close'
  }
  const leaders = new CurrentLeaders(context)
  const tellsLeader = (errorCode: number): boolean =>
    apiVersion >= CURRENT_LEADER_FROM_VERSION && errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER
  const responses = [...groupBy(results, (result) => result.topic)].map(([name, partitions]) => ({
    name,
    partitionResponses: partitions.map((result) => ({
      index: result.partition,
      errorCode: result.errorCode,
      baseOffset: result.baseOffset,
      logAppendTimeMs: result.logAppendTime,
      logStartOffset: result.logStartOffset,
      recordErrors: result.recordErrors.map(({ batchIndex, message }) => ({
        batchIndex,
        batchIndexErrorMessage: message,
      })),
      errorMessage: result.errorMessage,
      ...(tellsLeader(result.errorCode) && { currentLeader: leaders.of(name, result.partition) }),
    })),
  }))
  return { responses, nodeEndpoints: leaders.endpoints }
})

/** undefined: too short to have a header, which the append refuses. */
function firstBatch(records: Buffer): RecordBatchView | undefined {
  return records.length < BATCH_HEADER_SIZE ? undefined : new RecordBatchView(records)
}
