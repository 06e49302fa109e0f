import { ErrorCode } from '../protocol/error-codes'
import { listOffsets } from '../protocol/messages/02-list-offsets'
import { errorCodeOf } from '../replication/error-code-of'
import { handler, type RequestContext } from './handler'

const READ_COMMITTED = 1
/** Older clients do not know OFFSET_NOT_AVAILABLE (KIP-207). */
const OFFSET_NOT_AVAILABLE_FROM_VERSION = 5
/** KIP-734; older ones search for timestamps from -3 on. */
const MAX_TIMESTAMP_FROM_VERSION = 7

interface Query {
  topic: string
  partition: number
  timestamp: number
  currentLeaderEpoch: number
  replicaId: number
  isolationLevel: number
}

async function offsetOf(
  query: Query,
  { broker, apiVersion }: RequestContext,
): Promise<{ errorCode: number; timestamp: number; offset: number; leaderEpoch: number }> {
  const fromConsumer = query.replicaId === -1
  try {
    const partition = broker.replicaManager.partitionOrThrow(query)
    const found = await partition.offsetForTimestamp({
      timestamp: apiVersion >= MAX_TIMESTAMP_FROM_VERSION && query.timestamp === -3 ? 'max' : query.timestamp,
      limit: !fromConsumer
        ? 'logEndOffset'
        : query.isolationLevel === READ_COMMITTED
          ? 'lastStableOffset'
          : 'highWatermark',
      currentLeaderEpoch: query.currentLeaderEpoch,
      // -2 is the debugging consumer, which may ask a follower.
      requireLeader: query.replicaId !== -2,
    })
    return { errorCode: ErrorCode.NONE, ...(found ?? { timestamp: -1, offset: -1, leaderEpoch: -1 }) }
  } catch (error) {
    let errorCode = errorCodeOf(error)
    if (errorCode === ErrorCode.UNKNOWN_SERVER_ERROR) {
      broker.runtime.logger.error(
        `Error while responding to offset request of ${query.topic}-${query.partition}`,
        error,
      )
    }
    if (errorCode === ErrorCode.OFFSET_NOT_AVAILABLE && apiVersion < OFFSET_NOT_AVAILABLE_FROM_VERSION) {
      errorCode = ErrorCode.LEADER_NOT_AVAILABLE
    }
    return { errorCode, timestamp: -1, offset: -1, leaderEpoch: -1 }
  }
}

/** Earliest (-2), latest (-1), of the largest timestamp (-3) or by timestamp. Version 0 answers with a list that holds the one offset found. */
export const listOffsetsHandler = handler(listOffsets, [0, 7], async (request, context) => {
  const { replicaId, isolationLevel } = request
  const topics = []
  for (const { name, partitions } of request.topics) {
    const answers = []
    for (const { partitionIndex, timestamp, currentLeaderEpoch, maxNumOffsets } of partitions) {
      const query = { topic: name, partition: partitionIndex, timestamp, currentLeaderEpoch, replicaId, isolationLevel }
      const found = await offsetOf(query, context)
      const oldStyle = context.apiVersion === 0
      answers.push({
        partitionIndex,
        errorCode: found.errorCode,
        oldStyleOffsets: oldStyle && found.offset >= 0 && maxNumOffsets > 0 ? [found.offset] : [],
        ...(oldStyle ? {} : { timestamp: found.timestamp, offset: found.offset }),
        ...(context.apiVersion >= 4 ? { leaderEpoch: found.leaderEpoch } : {}),
      })
    }
    topics.push({ name, partitions: answers })
  }
  return { topics }
})
