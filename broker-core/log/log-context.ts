import type { LogConfig } from '../config/log-config'
import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import { type AccountedDisk, accountedPart } from '../runtime/accounted-disk'
import type { IoAccount } from '../runtime/io-account'
import type { Logger } from '../runtime/logger'
import type { LogEvent, LogEvents } from './log-events'
import type { LogRuntime } from './log-manager'
import { LogSegment } from './log-segment'
import type { TailBudget } from './memory-tail'

export interface LogContextOptions {
  runtime: LogRuntime
  topicPartition: TopicPartition
  directory: string
  parentDirectory: string
  config: LogConfig
  producerIdExpirationMs: number
  tailBudget: TailBudget
  /** false: `partition.metadata` is neither written nor kept. */
  keepTopicIds?: boolean
  events: LogEvents
  /** A file operation failed; told before the failure is thrown. */
  onStorageFailure(error: Error): void
}

/** What the parts of one log share: where it lies, how it is configured, and the world it runs in. */
export class LogContext {
  readonly runtime: LogRuntime
  readonly topicPartition: TopicPartition
  readonly name: string
  readonly logger: Logger
  readonly parentDirectory: string
  /** What was read and written of this log's files since the broker began. */
  readonly account: IoAccount
  readonly options: LogContextOptions
  directory: string
  config: LogConfig
  private readonly disk: AccountedDisk

  constructor(options: LogContextOptions) {
    this.options = options
    this.disk = accountedPart(options.runtime.disk)
    this.account = this.disk.account
    this.runtime = { ...options.runtime, disk: this.disk }
    this.topicPartition = options.topicPartition
    this.name = topicPartitionName(options.topicPartition.topic, options.topicPartition.partition)
    this.logger = options.runtime.logger.named('kafka.log.Log')
    this.parentDirectory = options.parentDirectory
    this.directory = options.directory
    this.config = options.config
  }

  /** What is read of segments before the log is in service belongs to its recovery. */
  recovering(isRecovering: boolean): void {
    this.disk.segmentCause = isRecovering ? 'recovery' : 'other'
  }

  nowMs(): number {
    return this.runtime.clock.wallMs()
  }

  emit(event: LogEvent): void {
    this.options.events(event)
  }

  info(message: string): void {
    this.logger.info(`[Log partition=${this.name}, dir=${this.parentDirectory}] ${message}`)
  }

  warn(message: string, cause?: unknown): void {
    this.logger.warn(`[Log partition=${this.name}, dir=${this.parentDirectory}] ${message}`, cause)
  }

  /** A segment over the files that are there; nothing is opened yet. */
  segment(baseOffset: number, mark?: string): LogSegment {
    const { segmentJitterMs, segmentMs } = this.config
    const jitterMax = Math.min(segmentJitterMs, segmentMs)
    return new LogSegment({
      disk: this.runtime.disk,
      directory: this.directory,
      baseOffset,
      config: this.config,
      createdMs: this.nowMs(),
      rollJitterMs: jitterMax > 0 ? this.runtime.random.integer(Math.min(jitterMax, 2 ** 47)) : 0,
      ...(mark === undefined ? {} : { mark }),
    })
  }
}
