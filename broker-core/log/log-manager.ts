import type { LogConfig } from '../config/log-config'
import type { TopicPartition } from '../format/topic-partition'
import type { Runtime } from '../runtime/runtime'
import type { CleaningControl, CompactedLog } from './cleaning-control'
import type { Log } from './log'
import type { LogEvents } from './log-events'

/** What the log manager takes from the runtime. */
export type LogRuntime = Pick<Runtime, 'clock' | 'scheduler' | 'random' | 'disk' | 'codec' | 'logger'>

export interface LogManagerOptions {
  runtime: LogRuntime
  /** Absolute, without duplicates (log.dirs). Missing ones are made. */
  logDirs: readonly string[]
  /** Directories that already failed, while meta.properties was read. */
  offlineLogDirs?: readonly string[]
  /** Effective configuration of a topic, now. */
  configOf(topic: string): LogConfig
  /** num.recovery.threads.per.data.dir: logs of one directory loaded (and flushed at shutdown) side by side. Default 1. */
  recoveryThreadsPerDataDir?: number
  /** log.flush.scheduler.interval.ms; unset: no scheduled flush. */
  flushSchedulerIntervalMs?: number
  /** log.flush.offset.checkpoint.interval.ms, default 60000. */
  flushOffsetCheckpointIntervalMs?: number
  /** log.flush.start.offset.checkpoint.interval.ms, default 60000. */
  flushStartOffsetCheckpointIntervalMs?: number
  /** log.retention.check.interval.ms, default 300000. */
  retentionCheckIntervalMs?: number
  /** Kafka waits 30 s before its periodic tasks run the first time. */
  initialTaskDelayMs?: number
  /** transactional.id.expiration.ms: idle producer ids are forgotten after it. Default 7 days. */
  producerIdExpirationMs?: number
  /** Delay before a `-delete` directory is removed (log.segment.delete.delay.ms), default 60000. */
  fileDeleteDelayMs?: number
  /** Bytes of recent appends kept in memory for fetches: per log (default 1 MiB) and in all (default 32 MiB). */
  tailBytesPerLog?: number
  tailBytesTotal?: number
  /** false (protocol below 2.8): topics have no ids; `partition.metadata` of earlier days is removed. Default true. */
  keepTopicIds?: boolean
  events?: LogEvents
  /** Loading began: `clean` when every directory has its clean shutdown marker; else logs are recovered. */
  onLoading?(clean: boolean): void
  /** `loaded` of `total` logs of a directory are loaded. */
  onProgress?(progress: { directory: string; loaded: number; total: number }): void
  /** A directory failed (KIP-112): its logs are gone from the manager. Not called when it was the last one. */
  onLogDirFailure(failure: LogDirFailure): void
  /** No directory is left: the process must end. */
  onAllLogDirsFailed(failure: LogDirFailure): void
}

export interface LogDirFailure {
  directory: string
  error: Error
  /** Partitions that went offline with it. */
  partitions: readonly TopicPartition[]
}

/** Start-up cannot go on, for a reason that the message explains to the operator. */
export class LogStartupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'LogStartupError'
  }
}

/** All logs of a broker, over its log directories (kafka.log.LogManager). Made by `startLogManager`. */
export interface LogManager {
  readonly logDirs: readonly string[]
  /** Absolute paths of the directories in service. */
  readonly liveLogDirs: readonly string[]
  readonly offlineLogDirs: readonly string[]
  isLogDirOnline(directory: string): boolean

  /** Compaction asks for these; retention and truncation tell `cleaner` before they touch a log. At most one, for the manager's life. */
  logsForCleaning(): readonly CompactedLog[]
  useCleaner(cleaner: CleaningControl): void

  getLog(topicPartition: TopicPartition): Log | undefined
  allLogs(): readonly Log[]
  /**
   * The existing log, or a new empty one in the live directory with the fewest logs. KAFKA_STORAGE_ERROR when it does not exist, is not
   * `isNew` and a directory is offline: it may hold this log. `topicId` (base64) writes partition.metadata.
   */
  getOrCreateLog(topicPartition: TopicPartition, options: { isNew: boolean; topicId?: string }): Log
  /** A directory for a log that is not here yet, asked for before its replica is assigned (KIP-113); kept until it is made. */
  preferLogDir(topicPartition: TopicPartition, directory: string): void
  /** Takes the log out of service and renames its directory to `-delete`; removed after file.delete.delay.ms. undefined: no such log. */
  asyncDelete(topicPartition: TopicPartition): Log | undefined
  /** Truncates and writes the recovery point checkpoint before it returns: nothing may be recovered beyond it later. */
  truncateTo(offsets: readonly { topicPartition: TopicPartition; offset: number }[]): void
  truncateFullyAndStartAt(topicPartition: TopicPartition, offset: number): void
  /** Gives the logs of a topic its configuration as `configOf` has it now. */
  updateTopicConfig(topic: string): void
  /** The same for all topics: the broker's defaults changed. */
  updateAllConfigs(): void

  /** Takes a directory out of service. Also called from within, when a file operation of a log fails. */
  handleLogDirFailure(directory: string, error: Error): void

  /** When retention is checked next, wall time; undefined: not yet scheduled. */
  readonly nextRetentionCheckMs: number | undefined
  /** Now, outside the schedule. */
  deleteOldSegments(): number
  checkpointRecoveryPoints(): Promise<void>
  checkpointLogStartOffsets(): Promise<void>
  /** Flushes and closes every log, writes checkpoints, marks the directories as cleanly shut down, unlocks them. */
  shutdown(): Promise<void>
  /** Stops timers, closes files and releases locks without flush, checkpoints and marker: what kill -9 leaves. */
  abandon(): void
}
