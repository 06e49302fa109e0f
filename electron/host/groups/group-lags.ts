import type { GroupMemberView, GroupPartitionView } from '../api/group-views'
import type { CommittedOffset } from '../client/group-questions'
import { type OffsetsByPartition, partitionKey, type TopicPartition } from '../client/partition-offsets'

export interface LogEnds {
  start: OffsetsByPartition
  end: OffsetsByPartition
}

/** Never negative: a leader that was elected uncleanly may end before what was committed. */
export const lagOf = (committed: number | null, logEndOffset: number | null): number | null =>
  committed === null || logEndOffset === null ? null : Math.max(0, logEndOffset - committed)

/** null when nothing is known to add up. Pure. */
export function totalLag(committed: readonly CommittedOffset[], end: OffsetsByPartition): number | null {
  let total: number | null = null
  for (const each of committed) {
    const lag = lagOf(each.offset, end.get(partitionKey(each)) ?? null)
    if (lag !== null) total = (total ?? 0) + lag
  }
  return total
}

/** What was committed and what somebody reads without having committed, in one order. */
export function partitionsOfGroup(
  committed: readonly CommittedOffset[],
  members: readonly GroupMemberView[],
): TopicPartition[] {
  const all = new Map<string, TopicPartition>()
  for (const { topic, partition } of committed) all.set(`${topic}-${partition}`, { topic, partition })
  for (const { assignment } of members)
    for (const { topic, partitions } of assignment)
      for (const partition of partitions) all.set(`${topic}-${partition}`, { topic, partition })
  return [...all.values()].sort(
    (one, other) => (one.topic < other.topic ? -1 : one.topic > other.topic ? 1 : 0) || one.partition - other.partition,
  )
}

/** The table of a group, still without histories. Pure. */
export function groupPartitions(
  committed: readonly CommittedOffset[],
  members: readonly GroupMemberView[],
  ends: LogEnds,
): Omit<GroupPartitionView, 'history'>[] {
  const byKey = new Map(committed.map((each) => [partitionKey(each), each] as const))
  const readers = new Map<string, string>()
  for (const { memberId, assignment } of members)
    for (const { topic, partitions } of assignment)
      for (const partition of partitions) readers.set(`${topic}-${partition}`, memberId)
  return partitionsOfGroup(committed, members).map((each) => {
    const key = partitionKey(each)
    const own = byKey.get(key)
    const logEndOffset = ends.end.get(key) ?? null
    return {
      ...each,
      committedOffset: own?.offset ?? null,
      committedLeaderEpoch: own?.leaderEpoch ?? null,
      metadata: own?.metadata ?? '',
      logStartOffset: ends.start.get(key) ?? null,
      logEndOffset,
      lag: lagOf(own?.offset ?? null, logEndOffset),
      memberId: readers.get(key) ?? null,
    }
  })
}
