import { ErrorCode } from '../protocol/error-codes'
import { fetch } from '../protocol/messages/01-fetch'
import type { FetchPartitionRequest } from '../replication/fetch-session'
import { groupBy } from '../replication/group-by'
import { type FetchOptions, type ReadResult, refusal } from '../replication/read-from-partitions'
import { handler } from './handler'

const READ_COMMITTED = 1
/** Below it a client may only understand magic 0 and 1: sending v2 would need down-conversion. */
const V2_RECORDS_FROM_VERSION = 4
/** From here on a consumer may read from a follower (KIP-392). */
const FOLLOWER_READS_FROM_VERSION = 11
const HARD_LIMIT_UP_TO_VERSION = 2

/**
 * Record batches from an offset on, for consumers (below the high watermark) and followers (up to the end). Versions 0-3 get
 * UNSUPPORTED_VERSION where there would be records (docs/deviations.md). Incremental sessions by KIP-227.
 */
export const fetchHandler = handler(fetch, [0, 11], async (request, { broker, apiVersion }) => {
  const { replicaManager, metadataCache } = broker
  const context = replicaManager.fetchSessions.begin({
    sessionId: request.sessionId,
    sessionEpoch: request.sessionEpoch,
    fromFollower: request.replicaId >= 0,
    partitions: request.topics.flatMap((topic) =>
      topic.partitions.map((wanted) => ({
        topic: topic.topic,
        partition: wanted.partition,
        fetchOffset: wanted.fetchOffset,
        logStartOffset: wanted.logStartOffset,
        maxBytes: wanted.partitionMaxBytes,
        currentLeaderEpoch: wanted.currentLeaderEpoch,
      })),
    ),
    forgotten: request.forgottenTopicsData.flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    ),
  })
  if (typeof context === 'string') return { errorCode: ErrorCode[context], sessionId: 0, responses: [] }

  const fromConsumer = request.replicaId < 0
  const maxBytes = Math.min(request.maxBytes, broker.config().fetchMaxBytes)
  const options: FetchOptions = {
    replicaId: request.replicaId,
    maxWaitMs: request.maxWaitMs,
    minBytes: Math.min(request.minBytes, maxBytes),
    maxBytes,
    hardMaxBytesLimit: apiVersion <= HARD_LIMIT_UP_TO_VERSION,
    isolation: !fromConsumer ? 'logEnd' : request.isolationLevel === READ_COMMITTED ? 'txnCommitted' : 'highWatermark',
    leaderOnly: !fromConsumer || apiVersion < FOLLOWER_READS_FROM_VERSION,
  }
  const known: FetchPartitionRequest[] = []
  const results: ReadResult[] = []
  for (const wanted of context.partitions()) {
    if (metadataCache.partition(wanted.topic, wanted.partition) !== undefined) known.push(wanted)
    else results.push(refusal(wanted, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION))
  }
  // An unknown partition beside known ones does not end the wait: a client that fetches on would ask without pause.
  results.push(...(await replicaManager.reads.fetch(known, options)))
  const { sessionId, answers } = context.select(apiVersion < V2_RECORDS_FROM_VERSION ? results.map(withoutV2) : results)
  const responses = [...groupBy(answers, (result) => result.topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map((result) => ({
      partitionIndex: result.partition,
      errorCode: result.errorCode,
      highWatermark: result.highWatermark,
      lastStableOffset: result.lastStableOffset,
      logStartOffset: result.logStartOffset,
      abortedTransactions: result.abortedTransactions,
      records: result.records,
    })),
  }))
  return { errorCode: ErrorCode.NONE, sessionId, responses }
})

function withoutV2(result: ReadResult): ReadResult {
  return result.recordBytes === 0 ? result : refusal(result, ErrorCode.UNSUPPORTED_VERSION)
}
