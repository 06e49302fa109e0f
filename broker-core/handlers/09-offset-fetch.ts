import type { FetchedOffset } from '../groups/requests'
import { ErrorCode } from '../protocol/error-codes'
import { offsetFetch } from '../protocol/messages/09-offset-fetch'
import { groupByTopic } from './group-by-topic'
import { handler, type RequestContext } from './handler'
import { fetchFromZnodes, OFFSETS_IN_ZNODES_VERSION } from './offsets-in-znodes'

const GROUP_ERROR_FROM_VERSION = 2
const GROUPS_FROM_VERSION = 8

interface AskedTopic {
  name: string
  partitionIndexes: readonly number[]
}

function partitionsOf(topics: readonly AskedTopic[]): { topic: string; partition: number }[] {
  return topics.flatMap(({ name, partitionIndexes }) =>
    partitionIndexes.map((partition) => ({ topic: name, partition })),
  )
}

function fetchGroup(
  groupId: string,
  topics: readonly AskedTopic[] | null,
  requireStable: boolean,
  { broker, apiVersion }: RequestContext,
) {
  const partitions = topics === null ? undefined : partitionsOf(topics)
  const { errorCode, offsets } = broker.groupCoordinator.fetchOffsets(groupId, partitions, requireStable)
  // Old versions have no field for the group's error: every partition carries it.
  const spread = errorCode !== ErrorCode.NONE && apiVersion < GROUP_ERROR_FROM_VERSION
  const nothing = { errorCode, offset: -1, leaderEpoch: -1, metadata: '' }
  return answer(errorCode, spread ? (partitions ?? []).map((one) => ({ ...one, ...nothing })) : offsets)
}

function answer(errorCode: number, offsets: readonly FetchedOffset[]) {
  return {
    errorCode,
    topics: groupByTopic(offsets).map(([name, found]) => ({
      name,
      partitions: found.map(({ partition, offset, leaderEpoch, metadata, errorCode }) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedLeaderEpoch: leaderEpoch,
        metadata,
        errorCode,
      })),
    })),
  }
}

/** A group's committed positions: of the partitions asked for, or of all. */
export const offsetFetchHandler = handler(offsetFetch, [0, 8], async (request, context) => {
  const { requireStable, groupId, topics } = request
  if (context.apiVersion === OFFSETS_IN_ZNODES_VERSION) {
    const offsets = await fetchFromZnodes(groupId, partitionsOf(topics ?? []), context.broker)
    return { ...answer(ErrorCode.NONE, offsets), groups: [] }
  }
  if (context.apiVersion < GROUPS_FROM_VERSION) {
    return { ...fetchGroup(groupId, topics, requireStable, context), groups: [] }
  }
  return {
    groups: request.groups.map((group) => ({
      groupId: group.groupId,
      ...fetchGroup(group.groupId, group.topics, requireStable, context),
    })),
  }
})
