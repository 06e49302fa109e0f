import { ErrorCode, errorName } from '../protocol/error-codes'
import { produce } from '../protocol/messages/00-produce'
import type { AppendRequest, AppendResult } from '../replication/append-to-partitions'
import { groupBy } from '../replication/group-by'
import { handler } from './handler'

const OLD_MESSAGE_SETS_UP_TO_VERSION = 2
const ACKS = [-1, 0, 1]

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
 * Versions 0-2 carry message sets of magic 0 or 1, which are refused (docs/deviations.md).
 */
export const produceHandler = handler(produce, [0, 8], async (request, { broker, apiVersion, clientId }) => {
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
      else if (apiVersion < 7 && isZstd(records)) {
        results.push(refused(topic.name, index, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE))
      } else appends.push({ topic: topic.name, partition: index, records })
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
  return {
    responses: [...groupBy(results, (result) => result.topic)].map(([name, partitions]) => ({
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
      })),
    })),
  }
})

/** Attributes of a v2 batch are at byte 21, the codec in their lowest three bits. */
function isZstd(records: Buffer): boolean {
  return records.length > 22 && (records.readInt8(22) & 7) === 4
}
