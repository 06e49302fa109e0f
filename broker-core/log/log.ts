import type { LogConfig } from '../config/log-config'
import type { TopicPartition } from '../format/topic-partition'
import type { IoAccount } from '../runtime/io-account'
import type { FetchDataInfo, ReadOptions, TimestampAndOffset } from './fetch-data-info'
import type { LeaderEpochCache } from './leader-epoch-cache'
import type { AppendOrigin, LogAppendInfo } from './log-append-info'
import type { LogOffsetMetadata } from './log-offset-metadata'
import type { SegmentSnapshot } from './segment-snapshot'

export interface AppendAsLeaderOptions {
  leaderEpoch: number
  origin: AppendOrigin
}

/**
 * One partition's log: segments in a directory, and the offsets that say what of it counts. Operations that return no promise are
 * done when they return. Refusals are thrown as `LogError`; a failing disk too (KAFKA_STORAGE_ERROR), after the log manager was told.
 *
 * Invariant: logStartOffset <= lastStableOffset <= highWatermark <= logEndOffset.
 */
export interface Log {
  readonly topicPartition: TopicPartition
  /** The partition's directory, absolute; changes when the log is renamed for deletion. */
  readonly directory: string
  /** The log.dirs entry it lies in. */
  readonly parentDirectory: string
  readonly config: LogConfig
  /** What was read and written of its files since the broker began. */
  readonly account: IoAccount
  updateConfig(config: LogConfig): void

  readonly logStartOffset: number
  readonly logEndOffset: number
  readonly logEndOffsetMetadata: LogOffsetMetadata
  readonly highWatermark: number
  /** With its place in a segment; looks it up once when unknown. */
  readonly highWatermarkMetadata: LogOffsetMetadata
  readonly lastStableOffset: number
  readonly lastStableOffsetMetadata: LogOffsetMetadata
  /** First offset of the oldest open transaction, or of a decided one whose marker is not yet replicated. */
  readonly firstUnstableOffset: number | undefined
  /** Everything below is fsynced. */
  readonly recoveryPoint: number
  /** Bytes of all `.log` files. */
  readonly size: number
  readonly leaderEpochs: LeaderEpochCache
  /** Of the topic this log was made for, 22 characters of base64; undefined: none is known. */
  readonly topicId: string | undefined
  /** Gives an id to a log that has none, and to its `partition.metadata`. Nothing where topics have no ids (protocol below 2.8). */
  assignTopicId(topicId: string): void

  /** Sets the high watermark, clamped to [logStartOffset, logEndOffset], also downwards: on loading and on followers. Returns it. */
  updateHighWatermark(offset: number): number
  /** Raises the high watermark on the leader. Returns the old one if it moved. Asserts offset <= logEndOffset. */
  maybeIncrementHighWatermark(offset: LogOffsetMetadata | number): number | undefined

  /**
   * Validates, assigns offsets and leader epoch in place (`records` is modified), writes once. The buffer is the caller's again on
   * return. Exactly one batch (Kafka's rule for format v2).
   */
  appendAsLeader(records: Buffer, options: AppendAsLeaderOptions): LogAppendInfo
  /** Appends batches as the leader made them. A cut batch at the end is ignored. Throws UnexpectedAppendOffsetError below the end offset. */
  appendAsFollower(records: Buffer): LogAppendInfo

  /**
   * Bytes from the batch that holds `startOffset` on. A value at once when the memory tail has them (or there is nothing), a promise
   * when a file is read. OFFSET_OUT_OF_RANGE outside [logStartOffset, logEndOffset].
   */
  read(startOffset: number, maxBytes: number, options: ReadOptions): FetchDataInfo | Promise<FetchDataInfo>
  /** Place of the batch that holds `offset`; OFFSET_OUT_OF_RANGE when there is none. */
  offsetMetadata(offset: number): LogOffsetMetadata

  /** First record with timestamp >= `timestamp`; undefined: none. -1 and -2 (latest, earliest) are the caller's, who knows the isolation. */
  offsetForTimestamp(timestamp: number): Promise<TimestampAndOffset | undefined>
  /** The record with the largest timestamp (ListOffsets -3); undefined when the log is empty. */
  offsetOfMaxTimestamp(): Promise<TimestampAndOffset | undefined>

  /** Records a leader epoch's start, on becoming leader and as batches arrive. */
  assignLeaderEpoch(leaderEpoch: number, startOffset: number): void
  /** Removes everything from `offset` on. Returns false when there was nothing. The manager's `truncateTo` also checkpoints. */
  truncateTo(offset: number): boolean
  /** Drops everything; the log is empty and begins at `offset`. */
  truncateFullyAndStartAt(offset: number): void
  /** OFFSET_OUT_OF_RANGE beyond the high watermark. Returns whether it moved. */
  maybeIncrementLogStartOffset(offset: number, reason: string): boolean

  /** Applies retention.ms, retention.bytes and the log start offset. Returns how many segments went. */
  deleteOldSegments(): number
  /** fsyncs everything below `upToOffset` (default: all) and moves the recovery point there. */
  flush(upToOffset?: number): Promise<void>
  /** Closes the active segment and opens a new one at the log end offset. */
  roll(): void

  /** Producer ids with state, and their number of remembered batches. */
  readonly activeProducers: number
  /** Plain data for telemetry. */
  snapshot(): LogSnapshot
}

export interface LogSnapshot {
  topic: string
  partition: number
  directory: string
  logStartOffset: number
  highWatermark: number
  lastStableOffset: number
  logEndOffset: number
  recoveryPoint: number
  size: number
  leaderEpochs: { epoch: number; startOffset: number }[]
  segments: SegmentSnapshot[]
}

export type { FetchDataInfo, FetchIsolation, ReadOptions, TimestampAndOffset } from './fetch-data-info'
export type { EpochEndOffset, EpochEntry } from './leader-epoch-cache'
export type { AppendOrigin, LogAppendInfo } from './log-append-info'
export type { LogOffsetMetadata } from './log-offset-metadata'
