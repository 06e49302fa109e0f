import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { offsetFetch } from '../../../broker-core/protocol/messages/09-offset-fetch'
import { findCoordinator } from '../../../broker-core/protocol/messages/10-find-coordinator'
import { type DescribedGroup, describeGroups } from '../../../broker-core/protocol/messages/15-describe-groups'
import { listGroups } from '../../../broker-core/protocol/messages/16-list-groups'
import type { GroupMemberView } from '../api/group-views'
import { names } from '../words/names'
import type { ClusterClient } from './cluster-client'
import { assignedPartitions, subscribedTopics } from './consumer-protocol'
import { kafkaFailure } from './kafka-failure'

/** Versions of a 2.6 broker. */
const OFFSET_FETCH_VERSION = 5
const FIND_COORDINATOR_VERSION = 2
const DESCRIBE_VERSION = 4
const LIST_VERSION = 4
const GROUP_KEY = 0

export interface ListedGroup {
  groupId: string
  protocolType: string
  state: string
}

export interface DescribedGroupState extends ListedGroup {
  protocol: string | null
  members: GroupMemberView[]
  /** Not 0: the coordinator could not say, because it loads or is no longer the coordinator. */
  errorCode: number
}

export interface CommittedOffset {
  topic: string
  partition: number
  offset: number
  leaderEpoch: number | null
  metadata: string
}

export async function listGroupsOf(client: ClusterClient, broker: number): Promise<ListedGroup[]> {
  const answer = await client.broker(broker, listGroups, LIST_VERSION, { statesFilter: [] })
  if (answer.errorCode !== 0) throw kafkaFailure(answer.errorCode, null, names.groupsOf(broker))
  return answer.groups.map(({ groupId, protocolType, groupState }) => ({ groupId, protocolType, state: groupState }))
}

export async function coordinatorOf(client: ClusterClient, groupId: string): Promise<number> {
  const answer = await client.any(findCoordinator, FIND_COORDINATOR_VERSION, {
    key: groupId,
    keyType: GROUP_KEY,
    coordinatorKeys: [],
  })
  if (answer.errorCode !== 0) throw kafkaFailure(answer.errorCode, answer.errorMessage, names.group(groupId))
  return answer.nodeId
}

export async function describeGroupsOf(
  client: ClusterClient,
  broker: number,
  groupIds: string[],
): Promise<DescribedGroupState[]> {
  const answer = await client.broker(broker, describeGroups, DESCRIBE_VERSION, {
    groups: groupIds,
    includeAuthorizedOperations: false,
  })
  return answer.groups.map(described)
}

function described(group: DescribedGroup): DescribedGroupState {
  return {
    groupId: group.groupId,
    errorCode: group.errorCode,
    state: group.groupState,
    protocolType: group.protocolType,
    protocol: group.protocolData === '' ? null : group.protocolData,
    members: group.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost.replace(/^\//, ''),
      subscription: subscribedTopics(member.memberMetadata),
      assignment: assignedPartitions(member.memberAssignment),
    })),
  }
}

/** All that the group has committed. */
export async function committedOffsets(
  client: ClusterClient,
  broker: number,
  groupId: string,
): Promise<CommittedOffset[]> {
  const answer = await client.broker(broker, offsetFetch, OFFSET_FETCH_VERSION, { groupId, topics: null, groups: [] })
  if (answer.errorCode !== 0) throw kafkaFailure(answer.errorCode, null, names.group(groupId))
  return answer.topics.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ errorCode, committedOffset }) => errorCode === ErrorCode.NONE && committedOffset >= 0)
      .map(({ partitionIndex, committedOffset, committedLeaderEpoch, metadata }) => ({
        topic: name,
        partition: partitionIndex,
        offset: committedOffset,
        leaderEpoch: committedLeaderEpoch < 0 ? null : committedLeaderEpoch,
        metadata: metadata ?? '',
      })),
  )
}
