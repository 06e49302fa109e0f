import type { OffsetToCommit, PartitionOutcome } from '../groups/requests'
import { ErrorCode } from '../protocol/error-codes'
import { type OffsetCommitRequest, offsetCommit } from '../protocol/messages/08-offset-commit'
import { groupByTopic } from './group-by-topic'
import { refusesStaticMembers } from './group-requests'
import { handler, type RequestContext } from './handler'
import { commitToZnodes, OFFSETS_IN_ZNODES_VERSION } from './offsets-in-znodes'

const NOT_SAID = -1

/** Old versions can give offsets a time of their own, or a retention. */
function offsetsOf(request: OffsetCommitRequest, { broker }: RequestContext): OffsetToCommit[] {
  const nowMs = broker.runtime.clock.wallMs()
  const { retentionTimeMs } = request
  return request.topics.flatMap(({ name, partitions }) =>
    partitions.map((partition) => ({
      topic: name,
      partition: partition.partitionIndex,
      offset: partition.committedOffset,
      leaderEpoch: partition.committedLeaderEpoch,
      metadata: partition.committedMetadata ?? '',
      commitTimestampMs: partition.commitTimestamp === NOT_SAID ? nowMs : partition.commitTimestamp,
      expireTimestampMs: retentionTimeMs === NOT_SAID ? undefined : nowMs + retentionTimeMs,
    })),
  )
}

async function commit(request: OffsetCommitRequest, context: RequestContext): Promise<PartitionOutcome[]> {
  const { broker } = context
  const asked = offsetsOf(request, context)
  if (refusesStaticMembers(request.groupInstanceId, context)) {
    return asked.map((offset) => ({ ...offset, errorCode: ErrorCode.UNSUPPORTED_VERSION }))
  }
  const isKnown = ({ topic, partition }: OffsetToCommit): boolean =>
    broker.metadataCache.partition(topic, partition) !== undefined
  const unknown = asked
    .filter((offset) => !isKnown(offset))
    .map((offset) => ({ ...offset, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }))
  const offsets = asked.filter(isKnown)
  if (offsets.length === 0) return unknown
  if (context.apiVersion === OFFSETS_IN_ZNODES_VERSION) {
    return [...(await commitToZnodes(request.groupId, offsets, broker)), ...unknown]
  }
  const { groupId, memberId, groupInstanceId, generationIdOrMemberEpoch: generationId } = request
  const stamp = { groupId, memberId, groupInstanceId, generationId }
  return [...(await broker.groupCoordinator.commitOffsets({ ...stamp, offsets })), ...unknown]
}

/** Stores a group's positions, and answers when they are replicated. */
export const offsetCommitHandler = handler(offsetCommit, [0, 8], async (request, context) => ({
  topics: groupByTopic(await commit(request, context)).map(([name, outcomes]) => ({
    name,
    partitions: outcomes.map(({ partition, errorCode }) => ({ partitionIndex: partition, errorCode })),
  })),
}))
