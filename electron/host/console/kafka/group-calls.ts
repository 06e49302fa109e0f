import { ErrorCode } from '../../../../broker-core/protocol/error-codes'
import { offsetCommit } from '../../../../broker-core/protocol/messages/08-offset-commit'
import { findCoordinator } from '../../../../broker-core/protocol/messages/10-find-coordinator'
import { listGroups } from '../../../../broker-core/protocol/messages/16-list-groups'
import { deleteGroups } from '../../../../broker-core/protocol/messages/42-delete-groups'
import { offsetDelete } from '../../../../broker-core/protocol/messages/47-offset-delete'
import type { ClusterClient } from '../../client/cluster-client'
import {
  committedOffsets,
  type DescribedGroupState,
  describeGroupsOf,
  type ListedGroup,
} from '../../client/group-questions'
import { byTopic, type TopicPartition } from '../../client/partition-offsets'
import { KafkaToolError } from './kafka-error'

const FIND_VERSION = 2
const LIST_VERSION = 3
const LIST_VERSION_WITH_STATES = 4
const COMMIT_VERSION = 7
const RETRY_MS = 100
const AGAIN: readonly number[] = [
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.NOT_COORDINATOR,
]

/** Repeats what a coordinator that moves or loads refuses, as the tools' client does. */
async function whileCoordinatorMoves<Value>(
  patienceMs: number,
  ask: () => Promise<{ errorCode: number; value: Value }>,
): Promise<Value> {
  const deadlineMs = Date.now() + patienceMs
  for (;;) {
    const { errorCode, value } = await ask()
    if (errorCode === 0) return value
    if (!AGAIN.includes(errorCode) || Date.now() > deadlineMs) throw KafkaToolError.ofCode(errorCode, null)
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

export interface Coordinator {
  id: number
  host: string
  port: number
}

export function coordinator(client: ClusterClient, groupId: string, patienceMs: number): Promise<Coordinator> {
  return whileCoordinatorMoves(patienceMs, async () => {
    const answer = await client.any(findCoordinator, FIND_VERSION, { key: groupId, keyType: 0, coordinatorKeys: [] })
    return { errorCode: answer.errorCode, value: { id: answer.nodeId, host: answer.host, port: answer.port } }
  })
}

export async function describedGroup(
  client: ClusterClient,
  groupId: string,
  patienceMs: number,
): Promise<DescribedGroupState & { coordinator: Coordinator }> {
  return whileCoordinatorMoves(patienceMs, async () => {
    const found = await coordinator(client, groupId, patienceMs)
    const group = (await describeGroupsOf(client, found.id, [groupId]))[0]
    if (!group) throw KafkaToolError.ofCode(ErrorCode.GROUP_ID_NOT_FOUND, null)
    return { errorCode: group.errorCode, value: { ...group, coordinator: found } }
  })
}

export async function groupOffsets(client: ClusterClient, groupId: string, patienceMs: number) {
  return committedOffsets(client, (await coordinator(client, groupId, patienceMs)).id, groupId)
}

/** Consumer groups of all brokers, each once, by name. With `states` brokers of before 2.6 cannot answer. */
export async function allGroups(client: ClusterClient, states: readonly string[] | null): Promise<ListedGroup[]> {
  const { brokers } = await client.metadata([])
  const answers = await Promise.all(
    brokers.map(({ nodeId }) =>
      client.broker(nodeId, listGroups, states === null ? LIST_VERSION : LIST_VERSION_WITH_STATES, {
        statesFilter: [...(states ?? [])],
      }),
    ),
  )
  const groups = new Map<string, ListedGroup>()
  for (const { groups: listed } of answers)
    for (const { groupId, protocolType, groupState } of listed)
      if (protocolType === 'consumer' || protocolType === '')
        groups.set(groupId, { groupId, protocolType, state: groupState })
  return [...groups.values()].sort((one, other) => (one.groupId < other.groupId ? -1 : 1))
}

export async function deleteGroup(client: ClusterClient, groupId: string, patienceMs: number): Promise<void> {
  await whileCoordinatorMoves(patienceMs, async () => {
    const { id } = await coordinator(client, groupId, patienceMs)
    const answer = await client.broker(id, deleteGroups, 1, { groupsNames: [groupId] })
    return { errorCode: answer.results[0]?.errorCode ?? 0, value: undefined }
  })
}

/** As nobody's member: the coordinator refuses it while the group has any. */
export async function commitOffsets(
  client: ClusterClient,
  groupId: string,
  offsets: readonly (TopicPartition & { offset: number })[],
  patienceMs: number,
): Promise<void> {
  const { id } = await coordinator(client, groupId, patienceMs)
  const answer = await client.broker(id, offsetCommit, COMMIT_VERSION, {
    groupId,
    generationIdOrMemberEpoch: -1,
    memberId: '',
    topics: byTopic(offsets).map(([name, partitions]) => ({
      name,
      partitions: partitions.map((partitionIndex) => ({
        partitionIndex,
        committedOffset: offsets.find((each) => each.topic === name && each.partition === partitionIndex)?.offset ?? 0,
        committedMetadata: '',
      })),
    })),
  })
  for (const { partitions } of answer.topics)
    for (const { errorCode } of partitions) if (errorCode !== 0) throw KafkaToolError.ofCode(errorCode, null)
}

export interface DeletedOffsets {
  errorCode: number
  partitions: (TopicPartition & { errorCode: number })[]
}

export async function deleteOffsets(
  client: ClusterClient,
  groupId: string,
  partitions: readonly TopicPartition[],
  patienceMs: number,
): Promise<DeletedOffsets> {
  const { id } = await coordinator(client, groupId, patienceMs)
  const answer = await client.broker(id, offsetDelete, 0, {
    groupId,
    topics: byTopic(partitions).map(([name, indexes]) => ({
      name,
      partitions: indexes.map((partitionIndex) => ({ partitionIndex })),
    })),
  })
  return {
    errorCode: answer.errorCode,
    partitions: answer.topics.flatMap(({ name, partitions: answered }) =>
      answered.map(({ partitionIndex, errorCode }) => ({ topic: name, partition: partitionIndex, errorCode })),
    ),
  }
}
