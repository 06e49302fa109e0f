import { ErrorCode } from '../protocol/error-codes'
import { type FetchRequest, fetch } from '../protocol/messages/01-fetch'
import { ZERO_UUID } from '../protocol/primitives'
import type { FetchPartitionRequest, FetchSessionRequest } from '../replication/fetch-session'
import { groupBy } from '../replication/group-by'
import {
  type FetchOptions,
  type NamedFetchRequest,
  type ReadResult,
  refusal,
} from '../replication/read-from-partitions'
import { CurrentLeaders, isOfOtherLeader } from './current-leader'
import { handler, type RequestContext } from './handler'

const READ_COMMITTED = 1
/** Below it a client may only understand magic 0 and 1: sending v2 would need down-conversion. */
const V2_RECORDS_FROM_VERSION = 4
/** Below it a client may not know KAFKA_STORAGE_ERROR. */
const STORAGE_ERROR_FROM_VERSION = 6
/** From here on a consumer may read from a follower (KIP-392). */
const FOLLOWER_READS_FROM_VERSION = 11
const HARD_LIMIT_UP_TO_VERSION = 2
/** Topics are named by id. */
const IDS_FROM_VERSION = 13
/** The id of a follower is in a tag, absent from consumers. */
const REPLICA_STATE_FROM_VERSION = 15
/** KIP-951. */
const CURRENT_LEADER_FROM_VERSION = 16

/**
 * Record batches from an offset on, for consumers (below the high watermark) and followers (up to the end). Versions 0-3 get
 * UNSUPPORTED_VERSION where there would be records (docs/deviations.md). Incremental sessions by KIP-227; version 12 tells where logs
 * diverge, version 13 knows topics by id (KIP-516).
 */
export const fetchHandler = handler(fetch, [0, 17], async (request, requestContext) => {
  const { broker, apiVersion } = requestContext
  const { replicaManager, metadataCache } = broker
  const replicaId = apiVersion < REPLICA_STATE_FROM_VERSION ? request.replicaId : request.replicaState.replicaId
  const context = replicaManager.fetchSessions.begin(sessionRequest(request, replicaId >= 0, requestContext))
  if (typeof context === 'string') return { errorCode: ErrorCode[context], sessionId: 0, responses: [] }

  const known: NamedFetchRequest[] = []
  const results: ReadResult[] = []
  for (const wanted of context.partitions()) {
    if (!isNamed(wanted)) results.push(refusal(wanted, ErrorCode.UNKNOWN_TOPIC_ID))
    else if (metadataCache.partition(wanted.topic, wanted.partition) !== undefined) known.push(wanted)
    else results.push(refusal(wanted, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION))
  }
  // An unknown partition beside known ones does not end the wait: a client that fetches on would ask without pause.
  results.push(...(await replicaManager.reads.fetch(known, optionsOf(request, replicaId, requestContext))))
  const { sessionId, answers } = context.select(results.map((result) => forVersion(result, apiVersion)))
  const leaders = new CurrentLeaders(requestContext)
  const responses = [...groupBy(answers, (result) => result.topicId ?? result.topic)].map(([, partitions]) => ({
    topic: partitions[0]?.topic ?? '',
    topicId: partitions[0]?.topicId ?? ZERO_UUID,
    partitions: partitions.map((result) => ({
      partitionIndex: result.partition,
      errorCode: result.errorCode,
      highWatermark: result.highWatermark,
      lastStableOffset: result.lastStableOffset,
      logStartOffset: result.logStartOffset,
      ...(result.divergingEpoch && {
        divergingEpoch: { epoch: result.divergingEpoch.leaderEpoch, endOffset: result.divergingEpoch.endOffset },
      }),
      ...(apiVersion >= CURRENT_LEADER_FROM_VERSION &&
        result.topic !== null &&
        isOfOtherLeader(result.errorCode) && { currentLeader: leaders.of(result.topic, result.partition) }),
      abortedTransactions: result.abortedTransactions,
      records: result.records,
    })),
  }))
  return { errorCode: ErrorCode.NONE, sessionId, responses, nodeEndpoints: leaders.endpoints }
})

function isNamed(wanted: FetchPartitionRequest): wanted is NamedFetchRequest {
  return wanted.topic !== null
}

function sessionRequest(
  request: FetchRequest,
  fromFollower: boolean,
  { broker, apiVersion }: RequestContext,
): FetchSessionRequest {
  const byId = apiVersion >= IDS_FROM_VERSION
  const nameOfId = (id: string) => broker.metadataCache.topicOfId(id)
  const keyOf = ({ topic, topicId }: { topic: string; topicId: string }) =>
    byId ? { topic: nameOfId(topicId) ?? null, topicId } : { topic }
  return {
    sessionId: request.sessionId,
    sessionEpoch: request.sessionEpoch,
    fromFollower,
    nameOfId: byId ? nameOfId : undefined,
    partitions: request.topics.flatMap((topic) =>
      topic.partitions.map((wanted) => ({
        ...keyOf(topic),
        partition: wanted.partition,
        fetchOffset: wanted.fetchOffset,
        logStartOffset: wanted.logStartOffset,
        maxBytes: wanted.partitionMaxBytes,
        currentLeaderEpoch: wanted.currentLeaderEpoch,
        lastFetchedEpoch: wanted.lastFetchedEpoch,
      })),
    ),
    forgotten: request.forgottenTopicsData.flatMap((topic) =>
      topic.partitions.map((partition) => ({ ...keyOf(topic), partition })),
    ),
  }
}

function optionsOf(request: FetchRequest, replicaId: number, { broker, apiVersion }: RequestContext): FetchOptions {
  const fromConsumer = replicaId < 0
  const maxBytes = Math.min(request.maxBytes, broker.config().fetchMaxBytes)
  return {
    replicaId,
    maxWaitMs: request.maxWaitMs,
    minBytes: Math.min(request.minBytes, maxBytes),
    maxBytes,
    hardMaxBytesLimit: apiVersion <= HARD_LIMIT_UP_TO_VERSION,
    isolation: !fromConsumer ? 'logEnd' : request.isolationLevel === READ_COMMITTED ? 'txnCommitted' : 'highWatermark',
    leaderOnly: !fromConsumer || apiVersion < FOLLOWER_READS_FROM_VERSION,
  }
}

/** What an older client cannot read is said in a way it understands. */
function forVersion(result: ReadResult, apiVersion: number): ReadResult {
  if (apiVersion < V2_RECORDS_FROM_VERSION && result.recordBytes > 0) {
    return refusal(result, ErrorCode.UNSUPPORTED_VERSION)
  }
  if (apiVersion < STORAGE_ERROR_FROM_VERSION && result.errorCode === ErrorCode.KAFKA_STORAGE_ERROR) {
    return { ...result, errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER }
  }
  return result
}
