import type {
  GroupDetailView,
  GroupEntryView,
  GroupMemberView,
  GroupPartitionView,
  GroupState,
} from '../../electron/host/api/group-views'
import type { TimelineEvent } from '../../electron/host/api/views'
import type { LampGlyph } from './broker-state'

const glyphs: Readonly<Record<string, LampGlyph>> = {
  Stable: 'running',
  PreparingRebalance: 'half',
  CompletingRebalance: 'half',
  Empty: 'empty',
  Dead: 'empty',
}

export const groupGlyph = (state: GroupState): LampGlyph => glyphs[state] ?? 'empty'

/** Nobody is a member: only then can offsets be set and the group be deleted. */
export const isInactive = (state: GroupState): boolean => state === 'Empty' || state === 'Dead'

/** Values older than this are marked: three rounds of lags were missed. */
export const GROUPS_STALE_AFTER_MS = 7000

export const staleSince = (readMs: number | null, nowMs: number): number | null =>
  readMs === null || nowMs - readMs <= GROUPS_STALE_AFTER_MS ? null : nowMs - readMs

export const filterGroups = (groups: readonly GroupEntryView[], search: string): GroupEntryView[] =>
  groups.filter(({ groupId, state }) => groupId.includes(search) || state.toLowerCase() === search.toLowerCase())

/** [0, 1, 2, 5] is `0–2, 5`. */
export function partitionRanges(partitions: readonly number[]): string {
  const sorted = [...partitions].sort((left, right) => left - right)
  const ranges: [number, number][] = []
  for (const partition of sorted) {
    const last = ranges.at(-1)
    if (last && partition === last[1] + 1) last[1] = partition
    else ranges.push([partition, partition])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
}

/** How a table names a member: by what its owner chose, as far as there is something. */
export const memberName = (member: GroupMemberView): string => member.groupInstanceId ?? member.clientId

/** A member's id without its client id in front: what tells members of one client apart. */
export const memberSuffix = (member: GroupMemberView): string =>
  (member.memberId.startsWith(`${member.clientId}-`)
    ? member.memberId.slice(member.clientId.length + 1)
    : member.memberId
  ).slice(0, 8)

export interface GroupTopic {
  topic: string
  partitions: GroupPartitionView[]
  lag: number | null
}

export function topicsOfGroup({ partitions }: Pick<GroupDetailView, 'partitions'>): GroupTopic[] {
  const topics = new Map<string, GroupTopic>()
  for (const partition of partitions) {
    const topic = topics.get(partition.topic) ?? { topic: partition.topic, partitions: [], lag: null }
    topics.set(partition.topic, topic)
    topic.partitions.push(partition)
    if (partition.lag !== null) topic.lag = (topic.lag ?? 0) + partition.lag
  }
  return [...topics.values()]
}

export function lagOfGroup(detail: Pick<GroupDetailView, 'partitions'>): number | null {
  const known = detail.partitions.flatMap(({ lag }) => (lag === null ? [] : [lag]))
  return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0)
}

/** What the timeline knows of a group, newest first. */
export const eventsOfGroup = (events: readonly TimelineEvent[], groupId: string, count: number): TimelineEvent[] =>
  events
    .filter(({ kind, details }) => kind === 'groupStateChanged' && details.groupId === groupId)
    .slice(-count)
    .reverse()

/** `0,1, 4-6` as numbers; null when it says something else. An empty text is no choice: all of them. */
export function parsePartitions(text: string): number[] | null {
  const chosen = new Set<number>()
  for (const part of text.split(',').map((raw) => raw.trim())) {
    const match = /^(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?$/.exec(part)
    if (!match) return null
    const from = Number(match[1])
    const to = Number(match[2] ?? match[1])
    if (to < from || to - from > 10_000) return null
    for (let partition = from; partition <= to; partition++) chosen.add(partition)
  }
  return [...chosen].sort((left, right) => left - right)
}
