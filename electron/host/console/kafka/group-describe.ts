import type { ClusterClient } from '../../client/cluster-client'
import { LATEST, leadersOf, offsetsAt, partitionKey, type TopicPartition } from '../../client/partition-offsets'
import type { CommandContext } from '../command'
import { describedGroup, groupOffsets } from './group-calls'
import { membersTable, type OffsetRow, offsetsTable, stateTable } from './group-tables'

type Group = Awaited<ReturnType<typeof describedGroup>>

/** What each `--describe` prints about one group: what is odd about its state, and then the table. */
export async function describeGroup(
  client: ClusterClient,
  groupId: string,
  what: 'offsets' | 'members' | 'state',
  options: { verbose: boolean; patienceMs: number },
  context: CommandContext,
): Promise<void> {
  const group = await describedGroup(client, groupId, options.patienceMs)
  const rows = what === 'offsets' ? await offsetRows(client, group, options.patienceMs) : []
  const count = what === 'offsets' ? rows.length : what === 'members' ? group.members.length : 1
  if (!announced(group, context) || count === 0) return
  if (what === 'offsets') context.out(offsetsTable(rows))
  else if (what === 'members')
    context.out(
      membersTable(
        group.members.map((member) => ({
          group: groupId,
          consumerId: member.memberId,
          instanceId: member.groupInstanceId ?? '',
          host: `/${member.clientHost}`,
          clientId: member.clientId,
          assignment: member.assignment,
        })),
        options.verbose,
      ),
    )
  else
    context.out(
      stateTable({
        group: groupId,
        coordinator: `${group.coordinator.host}:${group.coordinator.port} (${group.coordinator.id})`,
        strategy: group.protocol ?? '',
        state: group.state,
        members: group.members.length,
      }),
    )
}

/** false: there is no such group. */
function announced({ groupId, state }: Group, { out, error }: CommandContext): boolean {
  if (state === 'Dead') out(`\nError: Consumer group '${groupId}' does not exist.\n`)
  else if (state === 'Empty') error(`\nConsumer group '${groupId}' has no active members.\n`)
  else if (state !== 'Stable') error(`\nWarning: Consumer group '${groupId}' is rebalancing.\n`)
  return state !== 'Dead'
}

/** Partitions of members first, those with the most at the top; then what was committed and nobody reads. */
async function offsetRows(client: ClusterClient, group: Group, patienceMs: number): Promise<OffsetRow[]> {
  const committed = new Map(
    (await groupOffsets(client, group.groupId, patienceMs)).map((each) => [partitionKey(each), each] as const),
  )
  const members = group.members
    .map((member) => ({
      member,
      partitions: member.assignment.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition })),
      ),
    }))
    .filter(({ partitions }) => partitions.length > 0)
    .sort((one, other) => other.partitions.length - one.partitions.length)
  const assigned = new Set(members.flatMap(({ partitions }) => partitions.map(partitionKey)))
  const rest = [...committed.values()].filter((each) => !assigned.has(partitionKey(each))).sort(byName)
  const all = [...members.flatMap(({ partitions }) => partitions), ...rest]
  const ends = await offsetsAt(client, await leadersOf(client, all), LATEST)
  const row = (each: TopicPartition, consumerId: string, host: string, clientId: string): OffsetRow => ({
    group: group.groupId,
    topic: each.topic,
    partition: each.partition,
    offset: committed.get(partitionKey(each))?.offset ?? null,
    logEndOffset: ends.get(partitionKey(each)) ?? null,
    consumerId,
    host,
    clientId,
  })
  return [
    ...members.flatMap(({ member, partitions }) =>
      [...partitions]
        .sort((one, other) => one.partition - other.partition)
        .map((each) => row(each, member.memberId, `/${member.clientHost}`, member.clientId)),
    ),
    ...rest.map((each) => row(each, '-', '-', '-')),
  ]
}

const byName = (one: TopicPartition, other: TopicPartition): number =>
  one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1
