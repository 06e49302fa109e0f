import type { FetchedOffset } from '../groups/requests'
import { ErrorCode } from '../protocol/error-codes'
import { offsetFetch } from '../protocol/messages/09-offset-fetch'
import { groupByTopic } from './group-by-topic'
import { handler, type RequestContext } from './handler'

const GROUP_ERROR_FROM_VERSION = 2
const GROUPS_FROM_VERSION = 8

interface AskedTopic {
  name: string
  partitionIndexes: readonly number[]
}

function fetchGroup(
  groupId: string,
  topics: readonly AskedTopic[] | null,
  requireStable: boolean,
  { broker, apiVersion }: RequestContext,
) {
  const partitions = topics?.flatMap(({ name, partitionIndexes }) =>
    partitionIndexes.map((partition) => ({ topic: name, partition })),
  )
  const fetched = broker.groupCoordinator.fetchOffsets(groupId, partitions, requireStable)
  const { errorCode } = fetched
  // Old versions have no field for the group's error: every partition carries it.
  const offsets =
    errorCode !== ErrorCode.NONE && apiVersion < GROUP_ERROR_FROM_VERSION
      ? (partitions ?? []).map((one) => ({ ...one, errorCode, offset: -1, leaderEpoch: -1, metadata: '' }))
      : fetched.offsets
  return {
    errorCode,
    topics: groupByTopic(offsets).map(([name, found]) => ({ name, partitions: found.map(describe) })),
  }
}

function describe({ partition, offset, leaderEpoch, metadata, errorCode }: FetchedOffset) {
  return {
    partitionIndex: partition,
    committedOffset: offset,
    committedLeaderEpoch: leaderEpoch,
    metadata,
    errorCode,
  }
}

/** A group's committed positions: of the partitions asked for, or of all. */
export const offsetFetchHandler = handler(offsetFetch, [0, 8], (request, context) => {
  const { requireStable } = request
  if (context.apiVersion < GROUPS_FROM_VERSION) {
    return { ...fetchGroup(request.groupId, request.topics, requireStable, context), groups: [] }
  }
  return {
    groups: request.groups.map(({ groupId, topics }) => ({
      groupId,
      ...fetchGroup(groupId, topics, requireStable, context),
    })),
  }
})
