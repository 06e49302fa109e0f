import type { PartitionOutcome } from '../groups/requests'
import { ErrorCode } from '../protocol/error-codes'
import { type TxnOffsetCommitRequest, txnOffsetCommit } from '../protocol/messages/28-txn-offset-commit'
import { groupByTopic } from './group-by-topic'
import { handler, type RequestContext } from './handler'

const LOADING_KNOWN_FROM_VERSION = 2

async function commit(request: TxnOffsetCommitRequest, { broker }: RequestContext): Promise<PartitionOutcome[]> {
  const nowMs = broker.runtime.clock.wallMs()
  const asked = request.topics.flatMap(({ name, partitions }) =>
    partitions.map((partition) => ({
      topic: name,
      partition: partition.partitionIndex,
      offset: partition.committedOffset,
      leaderEpoch: partition.committedLeaderEpoch,
      metadata: partition.committedMetadata ?? '',
      commitTimestampMs: nowMs,
      expireTimestampMs: undefined,
    })),
  )
  const isKnown = ({ topic, partition }: { topic: string; partition: number }): boolean =>
    broker.metadataCache.partition(topic, partition) !== undefined
  const unknown = asked
    .filter((offset) => !isKnown(offset))
    .map((offset) => ({ ...offset, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }))
  const offsets = asked.filter(isKnown)
  if (offsets.length === 0) return unknown
  return [...(await broker.groupCoordinator.commitTransactionalOffsets({ ...request, offsets })), ...unknown]
}

/** Producers of before 2.0 stop at a COORDINATOR_LOAD_IN_PROGRESS, so they are told something else that passes. */
function told(errorCode: number, apiVersion: number): number {
  return errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS && apiVersion < LOADING_KNOWN_FROM_VERSION
    ? ErrorCode.COORDINATOR_NOT_AVAILABLE
    : errorCode
}

/** Stores a group's positions as part of a producer's transaction: they count when that is committed. */
export const txnOffsetCommitHandler = handler(txnOffsetCommit, [0, 3], async (request, context) => ({
  topics: groupByTopic(await commit(request, context)).map(([name, outcomes]) => ({
    name,
    partitions: outcomes.map(({ partition, errorCode }) => ({
      partitionIndex: partition,
      errorCode: told(errorCode, context.apiVersion),
    })),
  })),
}))
