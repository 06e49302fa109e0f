/** The log cleaner and retention as a broker sees them, computed there by the rules it cleans and deletes by. null: not known. */

/** Offsets [from, to) and the bytes of the segments between. Empty: from = to. */
export interface LogSection {
  fromOffset: number
  toOffset: number
  bytes: number
}

/** Why a log is not being cleaned at this moment. The first one that applies. */
export type NotCleanedReason =
  /** cleanup.policy is without compact. */
  | { kind: 'policy' }
  /** log.cleaner.enable is false on this broker. */
  | { kind: 'cleanerDisabled' }
  /** All cleaner threads have died. */
  | { kind: 'noThread' }
  | { kind: 'inProgress'; progress: CleaningProgress | null }
  /** The log is being truncated or its settings change. */
  | { kind: 'paused' }
  /** A cleaning failed: the partition is left alone until the broker starts again. */
  | { kind: 'uncleanable'; message: string; sinceMs: number | null }
  /** Nothing was appended since the last cleaning, or all of it lies in the active segment, which is never cleaned. */
  | { kind: 'nothingNew' }
  | { kind: 'onlyActiveSegment' }
  /** A transaction is open: cleaning stops at the last stable offset. */
  | { kind: 'openTransaction'; lastStableOffset: number }
  /** What is closed is not on all in-sync replicas yet. */
  | { kind: 'aboveHighWatermark'; highWatermark: number }
  /** Records must rest for min.compaction.lag.ms first. */
  | { kind: 'compactionLag'; untilMs: number; minCompactionLagMs: number }
  /** Not above min.cleanable.dirty.ratio. `forcedAtMs`: when max.compaction.lag.ms cleans it all the same; null: never. */
  | { kind: 'ratioTooLow'; ratio: number; threshold: number; forcedAtMs: number | null }
  /** Eligible: a thread takes it at its next look, or after the log it works on. `position`: place in the queue, 0 is next. */
  | { kind: 'waitingForThread'; nextCheckMs: number | null; position: number }

export interface CleaningProgress {
  phase: 'map' | 'clean'
  startedMs: number
  /** Of the phase. */
  bytesRead: number
  bytesTotal: number
  bytesWritten: number
}

/** A finished cleaning. */
export interface CleaningRun {
  brokerId: number
  topic: string
  partition: number
  startedMs: number
  finishedMs: number
  firstDirtyOffset: number
  nextDirtyOffset: number
  bytesRead: number
  bytesWritten: number
  /** Of the segments that were cleaned. */
  sizeBefore: number
  sizeAfter: number
  recordsBefore: number
  recordsAfter: number
  segmentsBefore: number | null
  segmentsAfter: number | null
  /** Records with a null value that stayed, and when the first of them may go. */
  tombstonesKept: number | null
  firstTombstoneDeadlineMs: number | null
}

export interface CleaningSegment {
  baseOffset: number
  /** Base of the next one; of the last one the log end offset. */
  nextOffset: number
  bytes: number
  /** Largest record timestamp, or the file's time. */
  largestTimestampMs: number
  section: 'clean' | 'dirty' | 'uncleanable' | 'active'
  retention: SegmentRetention
}

/** What keeps a segment, or lets it go. */
export type SegmentRetention =
  /** Goes at the next check. */
  | { kind: 'eligible'; rule: 'retention.ms' | 'retention.bytes' | 'log start offset' }
  /** Old enough at that time, if nothing in front of it stays longer. */
  | { kind: 'later'; atMs: number }
  /** `bytes` more must be appended before retention.bytes lets it go. */
  | { kind: 'laterBySize'; bytes: number; atMs: number | null }
  /** It would be allowed to go, but reaches beyond the high watermark. */
  | { kind: 'aboveHighWatermark' }
  /** An older segment stays: nothing behind it may go first. */
  | { kind: 'behindKept' }
  /** No rule lets it go: no limit is set, or cleanup.policy is without delete. */
  | { kind: 'kept' }
  /** An active segment without records. */
  | { kind: 'emptyActive' }

/** A file that was renamed to `.deleted` and goes at `removeMs`. */
export interface PendingDeletion {
  path: string
  bytes: number
  removeMs: number | null
}

export interface RetentionView {
  policyHasDelete: boolean
  retentionMs: number
  retentionBytes: number
  segmentMs: number
  segmentBytes: number
  fileDeleteDelayMs: number
  logStartOffset: number
  highWatermark: number
  /** log.retention.check.interval.ms, and when the next check comes. Compacted logs are checked by the cleaner's threads. */
  checkIntervalMs: number
  nextCheckMs: number | null
  /** When the active segment rolls by segment.ms, if something is appended then; null: it is empty. */
  activeRollsAtMs: number | null
  pending: PendingDeletion[]
}

/** A log with its cleaning, in the list of a page. */
export interface CleaningLogView {
  brokerId: number
  topic: string
  partition: number
  /** `compact`, `delete`, or `compact,delete`. */
  cleanupPolicy: string
  isLeader: boolean
  clean: LogSection
  dirty: LogSection
  /** Closed, but not yet to be cleaned: too young, or behind an open transaction. */
  uncleanable: LogSection
  active: LogSection
  /** Dirty share of clean and dirty, 0 to 1. */
  dirtyRatio: number
  minCleanableDirtyRatio: number
  /** When it becomes eligible if nothing more is appended; null: only more records make it so. */
  nextEligibleMs: number | null
  reason: NotCleanedReason
  lastRun: CleaningRun | null
}

export interface CleaningDetailView extends CleaningLogView {
  logStartOffset: number
  highWatermark: number
  lastStableOffset: number
  logEndOffset: number
  /** What the broker's cleaner-offset-checkpoint holds for it. */
  checkpointOffset: number | null
  minCompactionLagMs: number
  maxCompactionLagMs: number
  deleteRetentionMs: number
  /** At most 1000; `moreSegments`: those left out, the oldest. */
  segments: CleaningSegment[]
  moreSegments: number
  retention: RetentionView
  /** Newest first, since the lab has been open; at most 50. */
  runs: CleaningRun[]
}

/** The cleaner of one broker. */
export interface CleanerBrokerView {
  brokerId: number
  /** log.cleaner.enable */
  enabled: boolean
  threads: number
  deadThreads: number
  /** When an idle thread looks next; null: all are at work. */
  nextCheckMs: number | null
  backoffMs: number
  /** log.cleaner.io.max.bytes.per.second; null: no limit. */
  ioMaxBytesPerSecond: number | null
  dedupeBufferBytes: number
  /** Names, by log directory. */
  uncleanable: { logDir: string; partitions: string[]; bytes: number }[]
  maxDirtyRatio: number
}

export interface CleaningView {
  readMs: number
  brokers: CleanerBrokerView[]
  /** Every replica whose policy has compact, internal topics too; at most 2000. */
  logs: CleaningLogView[]
  moreLogs: number
  /** The replica asked for, whatever its policy. null: not asked for, not hosted there, or not told yet. */
  opened: CleaningDetailView | null
  /** Newest first, of all brokers; at most 200. */
  runs: CleaningRun[]
}

export interface CleaningInterest {
  opened: { brokerId: number; topic: string; partition: number } | null
}
