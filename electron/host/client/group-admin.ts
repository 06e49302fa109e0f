import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { offsetCommit } from '../../../broker-core/protocol/messages/08-offset-commit'
import { deleteGroups } from '../../../broker-core/protocol/messages/42-delete-groups'
import { offsetDelete } from '../../../broker-core/protocol/messages/47-offset-delete'
import type { ActionResult, LabFunctions } from '../api/functions'
import type { OffsetResetRow } from '../api/group-views'
import { deleteGroupLine, deleteOffsetsLine, resetOffsetsLine } from '../api/tool-lines'
import { clientWords } from '../words/client-words'
import { names } from '../words/names'
import { failure } from '../words/wording'
import type { ClusterClient } from './cluster-client'
import { committedOffsets, coordinatorOf, describeGroupsOf } from './group-questions'
import { kafkaFailure } from './kafka-failure'
import {
  byTopic,
  EARLIEST,
  LATEST,
  leadersOf,
  type OffsetsByPartition,
  offsetsAt,
  partitionKey,
  type TopicPartition,
} from './partition-offsets'
import { planReset } from './reset-plan'

const OFFSET_COMMIT_VERSION = 7
const DELETE_GROUPS_VERSION = 1
const OFFSET_DELETE_VERSION = 0
/** Whoever is no member commits with these; a group with members refuses it. */
const NO_GENERATION = -1
const NO_MEMBER = ''

type ResetRequest = Parameters<LabFunctions['resetGroupOffsets']>[0]
type DeleteOffsetsRequest = Parameters<LabFunctions['deleteGroupOffsets']>[0]

export async function resetGroupOffsets(
  client: ClusterClient,
  bootstrap: string,
  request: ResetRequest,
): Promise<ActionResult & { rows: OffsetResetRow[] }> {
  const { groupId, to, dryRun } = request
  const coordinator = await coordinatorOf(client, groupId)
  await requireInactive(client, coordinator, groupId)
  const committed = new Map(
    (await committedOffsets(client, coordinator, groupId)).map((each) => [partitionKey(each), each] as const),
  )
  const partitions = await wantedPartitions(client, request.topics, [...committed.values()])
  if (partitions.length === 0) throw failure('BAD_REQUEST', clientWords.notCommitted, { groupId })
  const leaders = await leadersOf(client, partitions)
  const none: OffsetsByPartition = new Map()
  const [earliest, latest, atTime] = await Promise.all([
    offsetsAt(client, leaders, EARLIEST),
    offsetsAt(client, leaders, LATEST),
    to.kind === 'datetime' ? offsetsAt(client, leaders, to.timestampMs) : none,
  ])
  const offsets = new Map([...committed].map(([key, { offset }]) => [key, offset] as const))
  const rows = planReset(partitions, to, { committed: offsets, earliest, latest, atTime })
  if (!dryRun) await commitAsNoMember(client, coordinator, groupId, rows)
  return { command: resetOffsetsLine(bootstrap, request), rows }
}

/** Kafka's tool refuses it before it asks for anything; the coordinator would refuse the commit. */
async function requireInactive(client: ClusterClient, coordinator: number, groupId: string): Promise<void> {
  const group = (await describeGroupsOf(client, coordinator, [groupId]))[0]
  if (group?.errorCode !== 0) throw kafkaFailure(group?.errorCode ?? -1, null, names.group(groupId))
  if (group.state === 'Empty' || group.state === 'Dead') return
  throw failure('BAD_REQUEST', clientWords.groupActive, { groupId, state: group.state, count: group.members.length })
}

async function wantedPartitions(
  client: ClusterClient,
  topics: ResetRequest['topics'],
  committed: readonly TopicPartition[],
): Promise<TopicPartition[]> {
  if (topics.length === 0)
    return committed
      .map(({ topic, partition }) => ({ topic, partition }))
      .sort((one, other) =>
        one.topic < other.topic ? -1 : one.topic > other.topic ? 1 : one.partition - other.partition,
      )
  const answer = await client.metadata(topics.map(({ topic }) => topic))
  return topics.flatMap(({ topic, partitions }) => {
    const known = answer.topics.find(({ name }) => name === topic)
    if (known?.errorCode !== 0) throw kafkaFailure(known?.errorCode ?? 3, null, names.topic(topic))
    const all = known.partitions.map(({ partitionIndex }) => partitionIndex).sort((one, other) => one - other)
    const missing = partitions?.find((partition) => !all.includes(partition))
    if (missing !== undefined)
      throw failure('NOT_FOUND', clientWords.noPartition, { topic, count: all.length, partition: missing })
    return (partitions ?? all).map((partition) => ({ topic, partition }))
  })
}

async function commitAsNoMember(
  client: ClusterClient,
  coordinator: number,
  groupId: string,
  rows: readonly OffsetResetRow[],
): Promise<void> {
  const targets = new Map(rows.map((row) => [partitionKey(row), row.target] as const))
  const answer = await client.broker(coordinator, offsetCommit, OFFSET_COMMIT_VERSION, {
    groupId,
    generationIdOrMemberEpoch: NO_GENERATION,
    memberId: NO_MEMBER,
    topics: byTopic(rows).map(([name, partitions]) => ({
      name,
      partitions: partitions.map((partitionIndex) => ({
        partitionIndex,
        committedOffset: targets.get(`${name}-${partitionIndex}`) ?? 0,
        committedMetadata: '',
      })),
    })),
  })
  for (const { name, partitions } of answer.topics)
    for (const { partitionIndex, errorCode } of partitions)
      if (errorCode !== 0)
        throw kafkaFailure(errorCode, null, names.partitionOfGroup(groupId, `${name}-${partitionIndex}`))
}

export async function deleteGroup(client: ClusterClient, bootstrap: string, groupId: string): Promise<ActionResult> {
  const coordinator = await coordinatorOf(client, groupId)
  const answer = await client.broker(coordinator, deleteGroups, DELETE_GROUPS_VERSION, { groupsNames: [groupId] })
  for (const { errorCode } of answer.results)
    if (errorCode === ErrorCode.NON_EMPTY_GROUP) throw failure('BAD_REQUEST', clientWords.groupNotEmpty, { groupId })
    else if (errorCode !== 0) throw kafkaFailure(errorCode, null, names.group(groupId))
  return { command: deleteGroupLine(bootstrap, groupId) }
}

export async function deleteGroupOffsets(
  client: ClusterClient,
  bootstrap: string,
  { groupId, topic, partitions }: DeleteOffsetsRequest,
): Promise<ActionResult> {
  const coordinator = await coordinatorOf(client, groupId)
  const committed = await committedOffsets(client, coordinator, groupId)
  const indexes = partitions ?? committed.filter((each) => each.topic === topic).map(({ partition }) => partition)
  const answer = await client.broker(coordinator, offsetDelete, OFFSET_DELETE_VERSION, {
    groupId,
    topics: [{ name: topic, partitions: indexes.map((partitionIndex) => ({ partitionIndex })) }],
  })
  const codes = [
    answer.errorCode,
    ...answer.topics.flatMap((each) => each.partitions.map(({ errorCode }) => errorCode)),
  ]
  for (const code of codes)
    if (code === ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC)
      throw failure('BAD_REQUEST', clientWords.groupSubscribed, { groupId, topic })
    else if (code !== 0) throw kafkaFailure(code, null, names.partitionOfGroup(groupId, topic))
  return { command: deleteOffsetsLine(bootstrap, groupId, topic, partitions) }
}
