import { CheckpointError } from '../format/checkpoint-lines'
import { deletedDirectoryName } from '../format/file-names'
import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import { DiskError } from '../runtime/disk'
import type { Logger } from '../runtime/logger'
import { CorruptBatchError, OldMessageFormatError } from './batch-scanner'
import type { CleaningControl } from './cleaning-control'
import { createLog } from './create-log'
import { DeletedDirectories } from './deleted-directories'
import { inParallel, loadDirectory, readDirectory } from './load-directory'
import { LogCheckpoints } from './log-checkpoints'
import { LogContext } from './log-context'
import type { LogDirectory } from './log-directory'
import { LogError } from './log-error'
import { type Maintenance, startMaintenance } from './log-maintenance'
import { type LogManager, type LogManagerOptions, LogStartupError } from './log-manager'
import { TailBudget } from './memory-tail'
import type { PartitionLog } from './partition-log'

const MEBIBYTE = 1024 * 1024
const PREFERENCES_MAX = 100_000
const SEVEN_DAYS_MS = 7 * 24 * 60 * 60 * 1000

/** The logs of a broker by partition name, and the directories they lie in. */
export class BrokerLogManager implements LogManager {
  readonly logDirs: readonly string[]
  private readonly live = new Map<string, LogDirectory>()
  private readonly logs = new Map<string, PartitionLog>()
  /** Where logs that are not here yet shall come to lie, by partition name. */
  private readonly preferred = new Map<string, string>()
  private readonly deleted: DeletedDirectories
  private readonly checkpoints: LogCheckpoints
  private readonly tailBudget: TailBudget
  private readonly logger: Logger
  private maintenance: Maintenance | undefined
  private cleaner: CleaningControl | undefined
  private isStopping = false

  constructor(private readonly options: LogManagerOptions) {
    const { runtime } = options
    this.logDirs = options.logDirs
    this.logger = runtime.logger.named('kafka.log.LogManager')
    this.tailBudget = new TailBudget(options.tailBytesPerLog ?? MEBIBYTE, options.tailBytesTotal ?? 32 * MEBIBYTE)
    this.deleted = new DeletedDirectories({
      disk: runtime.disk,
      scheduler: runtime.scheduler,
      delayMs: options.fileDeleteDelayMs ?? 60_000,
      onRemoved: (path) => {
        this.logger.info(`Deleted log directory ${path}`)
        options.events?.({ kind: 'logDeleted', directory: path })
      },
      onFailure: (path, error) => this.handleLogDirFailure(parentOf(path), error),
    })
    this.checkpoints = new LogCheckpoints({
      events: (event) => options.events?.(event),
      onFailure: (directory, error) => this.handleLogDirFailure(directory, error),
    })
  }

  get liveLogDirs(): readonly string[] {
    return this.logDirs.filter((directory) => this.live.has(directory))
  }

  get offlineLogDirs(): readonly string[] {
    return this.logDirs.filter((directory) => !this.live.has(directory))
  }

  isLogDirOnline(directory: string): boolean {
    return this.live.has(directory)
  }

  /** Takes directories that are locked into service and loads their logs. */
  async load(directories: readonly LogDirectory[]): Promise<void> {
    for (const directory of directories) this.live.set(directory.path, directory)
    this.options.onLoading?.(directories.every((directory) => directory.isClean))
    const startMs = this.options.runtime.clock.monotonicMs()
    await Promise.all(directories.map((directory) => this.loadOne(directory)))
    if (this.live.size === 0) throw noDirectoryLeft(this.logDirs)
    const tookMs = Math.round(this.options.runtime.clock.monotonicMs() - startMs)
    this.logger.info(`Loaded ${this.logs.size} logs in ${tookMs}ms.`)
  }

  private async loadOne(directory: LogDirectory): Promise<void> {
    const { runtime, recoveryThreadsPerDataDir, onProgress } = this.options
    try {
      const content = readDirectory(runtime.disk, directory.path)
      const how = directory.isClean ? 'Skipping recovery for' : 'Attempting recovery for'
      this.logger.info(`${how} all logs in ${directory.path} (${content.partitions.length})`)
      for (const path of content.future) this.logger.warn(`${path} belongs to an unfinished move and is left alone`)
      await loadDirectory({
        directory,
        content,
        parallel: recoveryThreadsPerDataDir ?? 1,
        contextFor: (topicPartition, path) => this.context(topicPartition, directory.path, path),
        onLoaded: (log, loaded, total) => {
          this.register(log)
          onProgress?.({ directory: directory.path, loaded, total })
        },
      })
      for (const path of content.deleted) this.deleted.add(path)
      directory.removeCleanMark()
    } catch (error) {
      if (error instanceof OldMessageFormatError) throw new LogStartupError(error.message, error)
      if (!isStorageFailure(error)) throw error
      this.handleLogDirFailure(directory.path, error)
    }
  }

  private register(log: PartitionLog): void {
    const name = nameOf(log.topicPartition)
    const other = this.logs.get(name)
    if (other !== undefined) {
      throw new LogStartupError(
        `Duplicate log directories for ${name} are found in both ${other.directory} and ${log.directory}: delete the one that failed before, it is the older.`,
      )
    }
    this.logs.set(name, log)
  }

  startMaintenance(): void {
    this.maintenance = startMaintenance(this.options.runtime.scheduler, this, this.options)
  }

  get nextRetentionCheckMs(): number | undefined {
    return this.maintenance?.nextRetentionCheckMs()
  }

  useCleaner(cleaner: CleaningControl): void {
    this.cleaner = cleaner
  }

  logsForCleaning(): readonly PartitionLog[] {
    return this.allLogs()
  }

  getLog(topicPartition: TopicPartition): PartitionLog | undefined {
    return this.logs.get(nameOf(topicPartition))
  }

  allLogs(): readonly PartitionLog[] {
    return [...this.logs.values()]
  }

  getOrCreateLog(topicPartition: TopicPartition, options: { isNew: boolean; topicId?: string }): PartitionLog {
    const name = nameOf(topicPartition)
    const existing = this.logs.get(name)
    if (existing !== undefined) return existing
    if (!options.isNew && this.offlineLogDirs.length > 0) {
      const offline = this.offlineLogDirs.join(',')
      throw new LogError(
        'KAFKA_STORAGE_ERROR',
        `Can not create log for ${name} because log directories ${offline} are offline`,
      )
    }
    for (const directory of this.directoriesFor(name)) {
      try {
        const log = createLog(this.context(topicPartition, directory, `${directory}/${name}`), options.topicId)
        this.logs.set(name, log)
        this.preferred.delete(name)
        this.logger.info(`Created log for partition ${name} in ${log.directory}`)
        return log
      } catch (error) {
        if (!isStorageFailure(error)) throw error
        this.handleLogDirFailure(directory, error)
      }
    }
    throw new LogError('KAFKA_STORAGE_ERROR', `No log directory is able to hold ${name}`)
  }

  preferLogDir(topicPartition: TopicPartition, directory: string): void {
    const name = nameOf(topicPartition)
    if (this.preferred.size < PREFERENCES_MAX || this.preferred.has(name)) this.preferred.set(name, directory)
  }

  private directoriesFor(name: string): string[] {
    const preferred = this.preferred.get(name)
    return preferred !== undefined && this.live.has(preferred) ? [preferred] : this.directoriesByLoad()
  }

  private directoriesByLoad(): string[] {
    const counts = new Map(this.liveLogDirs.map((directory) => [directory, 0]))
    for (const log of this.logs.values()) counts.set(log.parentDirectory, (counts.get(log.parentDirectory) ?? 0) + 1)
    return [...counts].sort((one, other) => one[1] - other[1]).map(([directory]) => directory)
  }

  private context(topicPartition: TopicPartition, parentDirectory: string, directory: string): LogContext {
    const { options } = this
    return new LogContext({
      runtime: options.runtime,
      topicPartition,
      directory,
      parentDirectory,
      config: options.configOf(topicPartition.topic),
      producerIdExpirationMs: options.producerIdExpirationMs ?? SEVEN_DAYS_MS,
      tailBudget: this.tailBudget,
      ...(options.keepTopicIds === undefined ? {} : { keepTopicIds: options.keepTopicIds }),
      events: (event) => options.events?.(event),
      onStorageFailure: (error) => this.handleLogDirFailure(parentDirectory, error),
    })
  }

  asyncDelete(topicPartition: TopicPartition): PartitionLog | undefined {
    const log = this.getLog(topicPartition)
    if (log === undefined) return undefined
    this.logs.delete(nameOf(topicPartition))
    this.cleaner?.abort(topicPartition)
    const uuid = this.options.runtime.random.bytes(16).toString('hex')
    const directory = `${log.parentDirectory}/${deletedDirectoryName(topicPartition, uuid)}`
    log.renameForDelete(directory)
    this.deleted.add(directory)
    this.logger.info(
      `Log for partition ${nameOf(topicPartition)} is renamed to ${directory} and is scheduled for deletion`,
    )
    this.options.events?.({ kind: 'logRenamedForDeletion', topicPartition, directory })
    this.cleaner?.forget(topicPartition, log.parentDirectory)
    const parent = this.live.get(log.parentDirectory)
    if (parent !== undefined) {
      void this.checkpoints.writeRecoveryPoints(parent, this.logsIn(parent))
      void this.checkpoints.writeLogStartOffsets(parent, this.logsIn(parent))
    }
    return log
  }

  truncateTo(offsets: readonly { topicPartition: TopicPartition; offset: number }[]): void {
    const affected = new Set<string>()
    for (const { topicPartition, offset } of offsets) {
      const log = this.getLog(topicPartition)
      if (log === undefined) continue
      // Of the active segment the cleaner knows nothing.
      const reachesCleaned = offset < log.activeSegmentBaseOffset
      const truncate = () => log.truncateTo(offset)
      const changed = reachesCleaned ? this.withoutCleaner(log, truncate) : truncate()
      if (changed) affected.add(log.parentDirectory)
    }
    this.checkpointNow(affected)
  }

  truncateFullyAndStartAt(topicPartition: TopicPartition, offset: number): void {
    const log = this.getLog(topicPartition)
    if (log === undefined) return
    this.withoutCleaner(log, () => log.truncateFullyAndStartAt(offset))
    this.checkpointNow(new Set([log.parentDirectory]))
  }

  /** Takes the log from the cleaner while batches that it may be cleaning are cut off. */
  private withoutCleaner<T>(log: PartitionLog, truncate: () => T): T {
    const { cleaner } = this
    if (cleaner === undefined) return truncate()
    cleaner.abortAndPause(log.topicPartition)
    try {
      const result = truncate()
      cleaner.truncateCheckpoint(log, log.activeSegmentBaseOffset)
      return result
    } finally {
      cleaner.resume(log.topicPartition)
    }
  }

  private checkpointNow(directories: ReadonlySet<string>): void {
    for (const path of directories) {
      const directory = this.live.get(path)
      if (directory !== undefined) this.checkpoints.writeRecoveryPointsSync(directory, this.logsIn(directory))
    }
  }

  updateTopicConfig(topic: string): void {
    for (const log of this.logs.values()) {
      if (log.topicPartition.topic === topic) this.updateConfig(log)
    }
  }

  updateAllConfigs(): void {
    for (const log of this.logs.values()) this.updateConfig(log)
  }

  private updateConfig(log: PartitionLog): void {
    const wasCompacted = log.config.cleanupPolicy.compact
    log.updateConfig(this.options.configOf(log.topicPartition.topic))
    if (wasCompacted && !log.config.cleanupPolicy.compact) this.cleaner?.abort(log.topicPartition)
  }

  handleLogDirFailure(path: string, error: Error): void {
    const directory = this.live.get(path)
    if (directory === undefined) return
    this.live.delete(path)
    this.logger.error(`Stopping serving logs in dir ${path}`, error)
    this.cleaner?.handleLogDirFailure(path)
    const offline = this.logsIn(directory)
    for (const log of offline) {
      this.logs.delete(nameOf(log.topicPartition))
      log.closeHandles()
    }
    this.deleted.dropBelow(path)
    directory.unlock()
    this.options.events?.({ kind: 'logDirFailed', directory: path, message: error.message })
    const failure = { directory: path, error, partitions: offline.map((log) => log.topicPartition) }
    // Not from within the operation that failed: whoever hears of it may want to use other logs.
    const { onLogDirFailure, onAllLogDirsFailed } = this.options
    const tell = this.live.size > 0 ? onLogDirFailure : onAllLogDirsFailed
    this.options.runtime.scheduler.soon(() => tell.call(this.options, failure))
  }

  private logsIn(directory: LogDirectory): PartitionLog[] {
    return this.allLogs().filter((log) => log.parentDirectory === directory.path)
  }

  deleteOldSegments(): number {
    let deleted = 0
    for (const log of this.allLogs()) {
      // The cleaner's threads do it for compacted logs, between two cleanings.
      if (log.config.cleanupPolicy.compact || this.cleaner?.isCleaning(log.topicPartition)) continue
      try {
        deleted += log.deleteOldSegments()
      } catch (error) {
        // A failing disk has been dealt with by its directory; the others' logs go on.
        this.logger.error(`Retention of ${nameOf(log.topicPartition)} failed`, error)
      }
    }
    return deleted
  }

  async checkpointRecoveryPoints(): Promise<void> {
    for (const directory of [...this.live.values()]) {
      await this.checkpoints.writeRecoveryPoints(directory, this.logsIn(directory))
    }
  }

  async checkpointLogStartOffsets(): Promise<void> {
    for (const directory of [...this.live.values()]) {
      await this.checkpoints.writeLogStartOffsets(directory, this.logsIn(directory))
    }
  }

  async shutdown(): Promise<void> {
    if (this.isStopping) return
    this.isStopping = true
    this.logger.info('Shutting down.')
    this.stopTimers()
    await this.cleaner?.shutdown()
    await Promise.all([...this.live.values()].map((directory) => this.shutDownDirectory(directory)))
    this.logger.info('Shutdown complete.')
  }

  private async shutDownDirectory(directory: LogDirectory): Promise<void> {
    const logs = this.logsIn(directory)
    try {
      await inParallel(this.options.recoveryThreadsPerDataDir ?? 1, logs, async (log) => {
        await log.flush()
        log.close()
      })
      this.checkpoints.writeRecoveryPointsSync(directory, logs)
      this.checkpoints.writeLogStartOffsetsSync(directory, logs)
      if (this.live.has(directory.path)) directory.markClean()
    } catch (error) {
      this.logger.error(
        `${directory.path} could not be closed cleanly: its logs will be recovered at the next start`,
        error,
      )
    } finally {
      directory.unlock()
    }
  }

  abandon(): void {
    this.isStopping = true
    this.stopTimers()
    void this.cleaner?.shutdown()
    for (const log of this.logs.values()) log.closeHandles()
    for (const directory of this.live.values()) directory.unlock()
    this.live.clear()
  }

  private stopTimers(): void {
    for (const timer of this.maintenance?.timers ?? []) timer.cancel()
    this.deleted.stop()
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return topicPartitionName(topic, partition)
}

/** The disk failed, or what it gave back cannot be what was written. */
function isStorageFailure(error: unknown): error is Error {
  return error instanceof DiskError || error instanceof CheckpointError || error instanceof CorruptBatchError
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

export function noDirectoryLeft(logDirs: readonly string[]): LogStartupError {
  return new LogStartupError(
    `None of the specified log dirs from ${logDirs.join(', ')} can be created or validated: see the errors above`,
  )
}
