/** What a broker says of its cleaner, of retention and of bytes moved, when it is asked. Times are wall times in milliseconds. */

/** Bytes of files by cause, since the broker began, in the order of `ioCauses` of the runtime. */
export interface IoCountsTelemetry {
  read: number[]
  written: number[]
  /** Of files that were removed. */
  deleted: number
}

/** Everything a broker moves. */
export interface IoTelemetry {
  /** The causes that the counts stand for. */
  causes: readonly string[]
  files: IoCountsTelemetry
  socketsIn: number
  socketsOut: number
  channelIn: number
  channelOut: number
  logLines: number
}

export interface CleaningProgress {
  phase: 'map' | 'clean'
  /** The whole cleaning's. */
  startedMs: number
  /** Of this phase. */
  bytesRead: number
  bytesTotal: number
  bytesWritten: number
}

/** Why a log is not being cleaned at this moment: the first that applies. */
export type NotCleanedReason =
  | { kind: 'policy' }
  | { kind: 'cleanerDisabled' }
  | { kind: 'noThread' }
  | { kind: 'inProgress'; progress: CleaningProgress | null }
  | { kind: 'paused' }
  | { kind: 'uncleanable'; message: string; sinceMs: number | null }
  | { kind: 'nothingNew' }
  | { kind: 'onlyActiveSegment' }
  | { kind: 'openTransaction'; lastStableOffset: number }
  /** What is closed is not on all in-sync replicas yet. */
  | { kind: 'aboveHighWatermark'; highWatermark: number }
  | { kind: 'compactionLag'; untilMs: number; minCompactionLagMs: number }
  | { kind: 'ratioTooLow'; ratio: number; threshold: number; forcedAtMs: number | null }
  | { kind: 'waitingForThread'; nextCheckMs: number | null; position: number }

/** Offsets [from, to) and the bytes of their segments. */
export interface LogSection {
  fromOffset: number
  toOffset: number
  bytes: number
}

export type SectionName = 'clean' | 'dirty' | 'uncleanable' | 'active'

/** What keeps a segment, or lets it go. */
export type SegmentRetention =
  | { kind: 'eligible'; rule: 'retention.ms' | 'retention.bytes' | 'log start offset' }
  | { kind: 'later'; atMs: number }
  | { kind: 'laterBySize'; bytes: number; atMs: number | null }
  | { kind: 'aboveHighWatermark' }
  | { kind: 'behindKept' }
  | { kind: 'kept' }
  | { kind: 'emptyActive' }

export interface CleaningSegment {
  baseOffset: number
  nextOffset: number
  bytes: number
  largestTimestampMs: number
  section: SectionName
  retention: SegmentRetention
}

export interface RetentionTelemetry {
  policyHasDelete: boolean
  retentionMs: number
  retentionBytes: number
  segmentMs: number
  segmentBytes: number
  fileDeleteDelayMs: number
  logStartOffset: number
  highWatermark: number
  checkIntervalMs: number
  nextCheckMs: number | null
  activeRollsAtMs: number | null
  pending: { path: string; bytes: number; removeMs: number | null }[]
}

export interface CleaningLogTelemetry extends Record<SectionName, LogSection> {
  topic: string
  partition: number
  cleanupPolicy: string
  isLeader: boolean
  dirtyRatio: number
  minCleanableDirtyRatio: number
  nextEligibleMs: number | null
  reason: NotCleanedReason
}

export interface CleaningDetailTelemetry extends CleaningLogTelemetry {
  logStartOffset: number
  highWatermark: number
  lastStableOffset: number
  logEndOffset: number
  checkpointOffset: number | null
  minCompactionLagMs: number
  maxCompactionLagMs: number
  deleteRetentionMs: number
  segments: CleaningSegment[]
  moreSegments: number
  retention: RetentionTelemetry
  io: IoCountsTelemetry
}

export interface CleanerTelemetry {
  enabled: boolean
  threads: number
  deadThreads: number
  nextCheckMs: number | null
  backoffMs: number
  ioMaxBytesPerSecond: number | null
  dedupeBufferBytes: number
  uncleanable: { logDir: string; partitions: string[]; bytes: number }[]
  maxDirtyRatio: number
}

/** Answer to one question about a broker's storage. */
export interface StorageTelemetry {
  wallMs: number
  /** Present when asked for. */
  cleaner?: CleanerTelemetry
  logs?: CleaningLogTelemetry[]
  /** Compacted logs beyond those in `logs`. */
  moreLogs?: number
  /** Of the partition asked for; absent: not hosted here. */
  opened?: CleaningDetailTelemetry
  /** Of the partitions asked for, those hosted here, by name. */
  io: Record<string, IoCountsTelemetry>
}

export interface StorageQuestion {
  /** Cleaner, compacted logs, and this one in detail. */
  cleaning?: { opened: { topic: string; partition: number } | null }
  /** Partitions whose bytes are asked for. */
  io: { topic: string; partition: number }[]
}
