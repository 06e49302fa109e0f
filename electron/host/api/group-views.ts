/** Consumer groups as a screen may see them. Every value came from a broker over the wire; null: not known. */

import type { InBothLanguages } from './exercise-functions'

/** Kafka's own words (GroupState), and what a broker newer than this lab may say. */
export type GroupState = 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead' | 'Empty' | (string & {})

export interface GroupEntryView {
  groupId: string
  state: GroupState
  /** `consumer` for consumers; empty for a group that only holds offsets. */
  protocolType: string
  /** The assignor that was agreed on, `range` for example. */
  protocol: string | null
  members: number | null
  /** Sum over the partitions with a committed offset; null until it was asked for. */
  totalLag: number | null
  /** The broker that coordinates the group: the leader of its partition of __consumer_offsets. */
  coordinator: number
  /** When members and lag were last asked for. */
  readMs: number | null
}

export interface GroupMemberView {
  memberId: string
  groupInstanceId: string | null
  clientId: string
  clientHost: string
  subscription: string[]
  assignment: { topic: string; partitions: number[] }[]
}

export interface GroupPartitionView {
  topic: string
  partition: number
  /** null: the group has committed nothing here. */
  committedOffset: number | null
  committedLeaderEpoch: number | null
  metadata: string
  logStartOffset: number | null
  /** What a consumer can read up to: the leader's high watermark, as kafka-consumer-groups.sh prints it. */
  logEndOffset: number | null
  /** logEndOffset minus committedOffset. */
  lag: number | null
  /** Who reads it now. */
  memberId: string | null
  /** The last lags, oldest first, null where none was known. Kept only while somebody looks. */
  history: (number | null)[]
}

export interface GroupDetailView {
  groupId: string
  state: GroupState
  protocolType: string
  protocol: string | null
  coordinator: number | null
  members: GroupMemberView[]
  partitions: GroupPartitionView[]
  /** Why the values are old or missing: the coordinator is loading, or cannot be reached. */
  problem: InBothLanguages | null
  readMs: number | null
}

/** What the Groups page shows now. */
export interface GroupsView {
  /** When every broker had last answered; null before. */
  readMs: number | null
  groups: GroupEntryView[]
  /** Groups beyond those in the list. */
  more: number
  problem: InBothLanguages | null
  opened: GroupDetailView | null
  /** Time between two values of a lag's history. */
  historyIntervalMs: number
}

export type OffsetResetTarget =
  | { kind: 'earliest' }
  | { kind: 'latest' }
  | { kind: 'offset'; offset: number }
  | { kind: 'shiftBy'; by: number }
  | { kind: 'datetime'; timestampMs: number }

export interface OffsetResetRow {
  topic: string
  partition: number
  current: number | null
  target: number
  /** The wish lay outside the log and was moved to its nearest end. */
  adjusted: 'toEarliest' | 'toLatest' | 'noRecordAfter' | null
}
