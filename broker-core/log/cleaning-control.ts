import type { LogConfig } from '../config/log-config'
import type { TopicPartition } from '../format/topic-partition'
import type { IoAccount } from '../runtime/io-account'
import type { LogCompaction } from './log-compaction'

/** A log as the cleaner sees it. */
export interface CompactedLog {
  readonly topicPartition: TopicPartition
  readonly directory: string
  readonly parentDirectory: string
  readonly config: LogConfig
  readonly compaction: LogCompaction
  readonly account: IoAccount
  deleteOldSegments(): number
  /** Files of deleted segments that wait for their removal; wall time. */
  pendingRemovals(): { path: string; bytes: number; removeMs: number }[]
}

/**
 * What the log manager asks of the log cleaner (kafka.log.LogCleaner). Nothing here waits: a cleaning that is aborted changes nothing of
 * the log any more from the moment this returns, and its partition is not cleaned again before its thread has let go of it.
 */
export interface CleaningControl {
  /** Stops a cleaning of the partition and keeps it from being cleaned until as many `resume`. */
  abortAndPause(topicPartition: TopicPartition): void
  resume(topicPartition: TopicPartition): void
  /** Only stops what runs now: its topic is no longer compacted, or is being deleted. */
  abort(topicPartition: TopicPartition): void
  /** Whether a thread works on it: retention leaves its segments alone. */
  isCleaning(topicPartition: TopicPartition): boolean
  /** The log was truncated and its active segment now begins at `offset`: what lies there is dirty again. */
  truncateCheckpoint(log: CompactedLog, offset: number): void
  /** The log is gone from the manager: its entry leaves the checkpoint of the directory. */
  forget(topicPartition: TopicPartition, directory: string): void
  /** The directory failed: its logs are not cleaned and its checkpoint is not written again. */
  handleLogDirFailure(directory: string): void
  /** Stops what runs; resolves when no thread touches a file any more. */
  shutdown(): Promise<void>
}
