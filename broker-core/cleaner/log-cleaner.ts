import type { TopicPartition } from '../format/topic-partition'
import type { CleaningControl, CompactedLog } from '../log/cleaning-control'
import type { LogEvents } from '../log/log-events'
import type { Probe } from '../probe/events'
import type { CleanerTelemetry } from '../probe/storage-telemetry'
import type { Logger } from '../runtime/logger'
import type { Runtime } from '../runtime/runtime'
import { CleanerCheckpoints } from './cleaner-checkpoints'
import type { CleanerConfig } from './cleaner-config'
import { CleanerManager, nameOf } from './cleaner-manager'
import { CleanerThread } from './cleaner-thread'
import type { CleanerSituation, LogSituation } from './cleaning-outlook'

export interface LogCleanerOptions {
  runtime: Pick<Runtime, 'clock' | 'scheduler' | 'disk' | 'codec' | 'random' | 'logger' | 'workers'>
  config: CleanerConfig
  /** Live log directories. */
  directories: readonly string[]
  /** All logs of the broker. */
  logs(): readonly CompactedLog[]
  events: LogEvents
  probe: Probe
  onStorageFailure(directory: string, error: Error): void
}

/** The numbers of kafka.log:type=LogCleaner and type=LogCleanerManager. */
export interface CleanerMetrics {
  maxBufferUtilizationPercent: number
  cleanerRecopyPercent: number
  maxCleanTimeSeconds: number
  maxCompactionDelaySeconds: number
  deadThreadCount: number
  maxDirtyPercent: number
  timeSinceLastRunMs: number
  directories: { directory: string; uncleanablePartitions: number; uncleanableBytes: number }[]
}

/**
 * Compacts the logs whose cleanup.policy says so (kafka.log.LogCleaner): threads that each take the dirtiest log, over and over. What
 * other parts of the broker may ask of it is `CleaningControl`.
 */
export class LogCleaner implements CleaningControl {
  private readonly logger: Logger
  private readonly checkpoints: CleanerCheckpoints
  private readonly manager: CleanerManager
  private readonly busy: Int32Array
  private config: CleanerConfig
  private threads: CleanerThread[] = []
  private lastRunMs: number
  private changes: Promise<void> = Promise.resolve()
  private isShutDown = false

  constructor(private readonly options: LogCleanerOptions) {
    const { runtime, config } = options
    this.config = config
    this.logger = runtime.logger.named('kafka.log.LogCleaner')
    this.busy = runtime.workers?.sharedIntegers(1) ?? new Int32Array(1)
    this.lastRunMs = runtime.clock.monotonicMs()
    this.checkpoints = new CleanerCheckpoints({
      disk: runtime.disk,
      logger: this.logger,
      directories: options.directories,
      hasLog: (name) => options.logs().some((log) => nameOf(log.topicPartition) === name),
      events: options.events,
      onFailure: options.onStorageFailure,
    })
    this.manager = new CleanerManager({ logger: this.logger, checkpoints: this.checkpoints, logs: options.logs })
  }

  startup(): void {
    this.logger.info('Starting the log cleaner')
    const { config, manager, checkpoints, busy, logger, options } = this
    for (let id = 0; id < config.threads; id++) {
      const thread = new CleanerThread({
        id,
        runtime: options.runtime,
        logger,
        config,
        manager,
        checkpoints,
        busy,
        probe: options.probe,
        onStorageFailure: options.onStorageFailure,
        onChoice: () => {
          this.lastRunMs = options.runtime.clock.monotonicMs()
        },
      })
      this.threads.push(thread)
      thread.start()
    }
  }

  /** Ends the threads and starts others by the new settings, also in the place of dead ones. */
  reconfigure(config: CleanerConfig): Promise<void> {
    this.changes = this.changes.then(async () => {
      if (this.isShutDown) return
      await this.stopThreads()
      this.config = config
      // A shutdown may have come while the threads ended.
      if (!this.hasShutDown()) this.startup()
    })
    return this.changes
  }

  async shutdown(): Promise<void> {
    this.isShutDown = true
    await this.changes
    await this.stopThreads()
  }

  private hasShutDown(): boolean {
    return this.isShutDown
  }

  private async stopThreads(): Promise<void> {
    this.logger.info('Shutting down the log cleaner.')
    const { threads } = this
    this.threads = []
    await Promise.all(threads.map((thread) => thread.stop()))
  }

  abortAndPause(topicPartition: TopicPartition): void {
    const name = nameOf(topicPartition)
    this.manager.move(name, 'abortAndPause')
    for (const thread of this.threads) thread.abort(name)
    this.logger.info(`The cleaning for partition ${name} is aborted and paused`)
  }

  resume(topicPartition: TopicPartition): void {
    this.manager.move(nameOf(topicPartition), 'resume')
  }

  abort(topicPartition: TopicPartition): void {
    const name = nameOf(topicPartition)
    this.manager.move(name, 'abort')
    for (const thread of this.threads) thread.abort(name)
    this.logger.info(`The cleaning for partition ${name} is aborted`)
  }

  isCleaning(topicPartition: TopicPartition): boolean {
    const state = this.manager.stateOf(nameOf(topicPartition))
    return state !== undefined && state.kind !== 'paused'
  }

  truncateCheckpoint(log: CompactedLog, offset: number): void {
    if (!log.config.cleanupPolicy.compact) return
    const checkpoint = this.checkpoints.get(log.parentDirectory, nameOf(log.topicPartition))
    if (checkpoint === undefined || checkpoint <= offset) return
    this.checkpoints.setSync(log.parentDirectory, log.topicPartition, offset)
  }

  forget(topicPartition: TopicPartition, directory: string): void {
    this.manager.forget(directory, topicPartition)
    void this.checkpoints.remove(directory, topicPartition)
  }

  handleLogDirFailure(directory: string): void {
    this.logger.warn(`Stopping cleaning logs in dir ${directory}`)
    for (const log of this.options.logs()) if (log.parentDirectory === directory) this.abort(log.topicPartition)
    this.checkpoints.drop(directory)
  }

  /** First dirty offset of a log as its checkpoint has it; undefined: it was never cleaned. */
  firstDirtyOffset(log: CompactedLog): number | undefined {
    return this.checkpoints.get(log.parentDirectory, nameOf(log.topicPartition))
  }

  /** Names of the partitions of a directory that cannot be cleaned. */
  uncleanablePartitions(directory: string): readonly string[] {
    return this.manager.uncleanablePartitions(directory)
  }

  situation(): CleanerSituation {
    const live = this.threads.filter(({ isDead }) => !isDead)
    const looks = live.flatMap(({ nextLookMs }) => nextLookMs ?? [])
    return {
      enabled: true,
      liveThreads: live.length,
      nextCheckMs: looks.length === 0 ? null : Math.min(...looks),
    }
  }

  situationOf({ topicPartition, parentDirectory }: CompactedLog): Omit<LogSituation, 'position'> {
    const name = nameOf(topicPartition)
    return {
      state: this.manager.stateOf(name),
      uncleanable: this.manager.whyUncleanable(parentDirectory, topicPartition),
      progress: this.threads.map((thread) => thread.progressOf(name)).find((progress) => progress !== undefined),
    }
  }

  describe(): CleanerTelemetry {
    const { config, options, manager } = this
    const { nextCheckMs, liveThreads } = this.situation()
    const nowMs = options.runtime.clock.wallMs()
    return {
      enabled: true,
      threads: config.threads,
      deadThreads: this.threads.length - liveThreads,
      nextCheckMs,
      backoffMs: config.backoffMs,
      ioMaxBytesPerSecond: config.ioMaxBytesPerSecond < Number.MAX_VALUE ? config.ioMaxBytesPerSecond : null,
      dedupeBufferBytes: config.dedupeBufferSize,
      uncleanable: options.directories.map((logDir) => ({
        logDir,
        partitions: [...manager.uncleanablePartitions(logDir)],
        bytes: manager.uncleanableBytes(logDir, nowMs),
      })),
      maxDirtyRatio: manager.dirtiestRatio,
    }
  }

  metrics(): CleanerMetrics {
    const { clock } = this.options.runtime
    const stats = this.threads.map(({ lastStats }) => lastStats)
    const most = (measure: (thread: CleanerThread) => number | undefined): number =>
      this.threads.reduce((sum, thread) => Math.max(sum, measure(thread) ?? 0), 0)
    const sum = (key: 'bytesRead' | 'bytesWritten'): number =>
      stats.reduce((total, one) => total + (one?.[key] ?? 0), 0)
    return {
      maxBufferUtilizationPercent: 100 * most(({ lastStats }) => lastStats?.bufferUtilization),
      cleanerRecopyPercent: Math.floor((100 * sum('bytesWritten')) / Math.max(1, sum('bytesRead'))),
      maxCleanTimeSeconds: Math.floor(most(({ lastStats }) => lastStats?.elapsedSeconds)),
      maxCompactionDelaySeconds: Math.floor(most(({ lastChoice }) => lastChoice?.maxCompactionDelayMs) / 1000),
      deadThreadCount: this.threads.filter(({ isDead }) => isDead).length,
      maxDirtyPercent: Math.floor(100 * this.manager.dirtiestRatio),
      timeSinceLastRunMs: Math.round(clock.monotonicMs() - this.lastRunMs),
      directories: this.options.directories.map((directory) => ({
        directory,
        uncleanablePartitions: this.manager.uncleanablePartitions(directory).length,
        uncleanableBytes: this.manager.uncleanableBytes(directory, clock.wallMs()),
      })),
    }
  }
}
