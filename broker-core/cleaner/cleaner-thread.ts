import type { CompactedLog } from '../log/cleaning-control'
import { LogError } from '../log/log-error'
import type { Probe } from '../probe/events'
import type { CleaningProgress } from '../probe/storage-telemetry'
import { DiskError } from '../runtime/disk'
import type { Logger } from '../runtime/logger'
import type { Runtime } from '../runtime/runtime'
import type { Timer } from '../runtime/time'
import { type CleanedLog, cleanLog } from './clean-log'
import type { CleanerCheckpoints } from './cleaner-checkpoints'
import type { CleanerConfig } from './cleaner-config'
import { type ChoiceStats, type CleanerManager, type LogToClean, nameOf } from './cleaner-manager'
import type { CleanerMoved } from './cleaner-messages'
import { type CleanerStats, cleanerReport } from './cleaner-report'
import { CleanerThreadDiedError, CleanerWorker } from './cleaner-worker'
import { CleaningAbortedError } from './cleaning-aborted'

export interface CleanerThreadOptions {
  id: number
  runtime: Pick<Runtime, 'clock' | 'scheduler' | 'disk' | 'codec' | 'random' | 'workers'>
  logger: Logger
  config: CleanerConfig
  manager: CleanerManager
  checkpoints: CleanerCheckpoints
  busy: Int32Array
  probe: Probe
  onStorageFailure(directory: string, error: Error): void
  /** A log was looked for: [wall time]. */
  onChoice(): void
}

/** After so long without work the thread ends and gives its memory back. */
const IDLE_MS = 30_000

/**
 * One of log.cleaner.threads (LogCleaner.CleanerThread): takes the filthiest log, cleans it, lets retention go over the compacted logs,
 * and sleeps for the backoff when there was nothing to clean. Decisions are made here on the event loop, bytes are moved elsewhere.
 */
export class CleanerThread {
  lastStats: CleanerStats | undefined
  lastChoice: ChoiceStats | undefined
  /** It failed in a way that no log explains, and cleans no more. */
  isDead = false
  private readonly worker: CleanerWorker
  private readonly lines: Pick<Logger, 'info'>
  private current: { name: string; log: CompactedLog } | undefined
  private progressNow: CleaningProgress | undefined
  /** Wall time; undefined: at work. */
  nextLookMs: number | undefined
  private isStopped = false
  private sleep: { timer: Timer; wake: () => void } | undefined
  private running: Promise<void> = Promise.resolve()
  private idleSinceMs: number | undefined

  constructor(private readonly options: CleanerThreadOptions) {
    const { id, logger } = options
    this.worker = new CleanerWorker({ ...options, onMoved: (moved) => this.moved(moved) })
    this.lines = { info: (message) => logger.info(`Cleaner ${id}: ${message}`) }
  }

  /** Of the partition of this name; undefined: it does not work on it. */
  progressOf(name: string): CleaningProgress | undefined {
    return this.current?.name === name ? this.progressNow : undefined
  }

  private beginPhase(phase: 'map' | 'clean', bytesTotal: number): void {
    const startedMs = this.progressNow?.startedMs ?? this.options.runtime.clock.wallMs()
    this.progressNow = { phase, startedMs, bytesTotal, bytesRead: 0, bytesWritten: 0 }
  }

  private moved({ read, written }: CleanerMoved): void {
    const { current, progressNow } = this
    current?.log.account.read('cleaner', read)
    current?.log.account.wrote('cleaner', written)
    if (progressNow === undefined) return
    progressNow.bytesRead += read
    progressNow.bytesWritten += written
  }

  start(): void {
    this.options.logger.info(`[kafka-log-cleaner-thread-${this.options.id}]: Starting`)
    this.running = this.run()
  }

  /** What it does with this partition, if anything, does not count any more. */
  abort(name: string): void {
    if (this.current?.name === name) this.worker.abort()
  }

  /** Resolves when it has let go of everything. The log it was cleaning is free again. */
  async stop(): Promise<void> {
    this.isStopped = true
    this.worker.abort()
    this.sleep?.wake()
    await this.running
    await this.worker.close()
  }

  private async run(): Promise<void> {
    const { logger, id, config } = this.options
    // The broker that starts it has other things to do first.
    await this.pause(0)
    try {
      while (!this.isStopped) {
        const cleaned = await this.cleanFilthiestLog()
        if (!cleaned && !this.isStopped) {
          await this.endIfIdle()
          this.nextLookMs = this.options.runtime.clock.wallMs() + config.backoffMs
          await this.pause(config.backoffMs)
          this.nextLookMs = undefined
        }
      }
    } catch (error) {
      this.isDead = true
      logger.error(`[kafka-log-cleaner-thread-${id}]: Error due to`, error)
    }
  }

  /** Returns whether a log was cleaned. */
  private async cleanFilthiestLog(): Promise<boolean> {
    const { manager, runtime } = this.options
    this.options.onChoice()
    const cleanable = manager.grabFilthiest(runtime.clock.wallMs())
    this.lastChoice = { ...manager.lastChoice }
    const cleaned = cleanable !== undefined && (await this.clean(cleanable))
    if (!this.isStopped) this.deleteOldSegments()
    return cleaned
  }

  private async clean(cleanable: LogToClean): Promise<boolean> {
    const { manager, checkpoints, config, runtime } = this.options
    const { log, firstDirtyOffset } = cleanable
    const name = nameOf(log.topicPartition)
    const isWanted = () => !this.isStopped && manager.stateOf(name)?.kind === 'inProgress'
    this.current = { name, log }
    this.idleSinceMs = undefined
    this.worker.rearm()
    this.tellStarted(cleanable)
    try {
      const cleaned = await cleanLog(cleanable, {
        runtime,
        logger: this.lines,
        worker: this.worker,
        config,
        isWanted,
        onPhase: (phase, bytesTotal) => this.beginPhase(phase, bytesTotal),
      })
      if (isWanted()) await checkpoints.set(log.parentDirectory, log.topicPartition, cleaned.endOffset)
      this.report(name, firstDirtyOffset, cleaned)
      this.tellFinished(cleanable, cleaned)
      return true
    } catch (error) {
      return this.failed(log, error)
    } finally {
      this.current = undefined
      this.progressNow = undefined
      manager.move(name, 'done')
    }
  }

  private failed(log: CompactedLog, error: unknown): boolean {
    const { manager, logger, onStorageFailure } = this.options
    const name = nameOf(log.topicPartition)
    // Aborted, or its disk failed and that has been dealt with.
    if (isOffline(error)) return this.tellStopped(log, 'storage', error)
    if (error instanceof CleaningAbortedError || manager.stateOf(name)?.kind !== 'inProgress') {
      return this.tellStopped(log, 'aborted', error)
    }
    if (error instanceof CleanerThreadDiedError) throw error
    if (error instanceof DiskError) {
      logger.error(`Failed to clean up log for ${name} in dir ${log.parentDirectory} due to IOException`, error)
      onStorageFailure(log.parentDirectory, error)
      return this.tellStopped(log, 'storage', error)
    }
    logger.warn(
      `Unexpected exception thrown when cleaning log ${name}. Marking its partition (${name}) as uncleanable`,
      error,
    )
    manager.markUncleanable(log, error, this.options.runtime.clock.wallMs())
    this.tellStopped(log, 'uncleanable', error)
    return false
  }

  private deleteOldSegments(): void {
    const { manager, logger, runtime } = this.options
    for (const log of manager.freeLogs()) {
      try {
        log.deleteOldSegments()
      } catch (error) {
        if (isOffline(error)) continue
        const name = nameOf(log.topicPartition)
        logger.warn(`Retention of ${name} failed. Marking its partition as uncleanable`, error)
        manager.markUncleanable(log, error, runtime.clock.wallMs())
      }
    }
  }

  private report(name: string, from: number, { endOffset, stats }: CleanedLog): void {
    const { id, logger } = this.options
    this.lastStats = stats
    logger.info(cleanerReport(id, name, from, endOffset, stats))
    const { delayedPartitions, cleanablePartitions, maxCompactionDelayMs } = this.lastChoice ?? {}
    if (delayedPartitions !== undefined && delayedPartitions > 0) {
      logger.info(
        `\tCleanable partitions: ${cleanablePartitions}, Delayed partitions: ${delayedPartitions}, max delay: ${maxCompactionDelayMs}`,
      )
    }
    if (stats.invalidRecords > 0) {
      logger.warn(`\tFound ${stats.invalidRecords} invalid messages during compaction.`)
    }
  }

  private tellStarted({ log, firstDirtyOffset, firstUncleanableOffset, cleanableRatio }: LogToClean): void {
    const { topic, partition } = log.topicPartition
    this.options.probe({
      kind: 'cleanerStarted',
      topic,
      partition,
      firstDirtyOffset,
      firstUncleanableOffset,
      dirtyRatio: cleanableRatio,
    })
  }

  private tellFinished({ log, firstDirtyOffset }: LogToClean, cleaned: CleanedLog): void {
    const { endOffset, stats } = cleaned
    const { topic, partition } = log.topicPartition
    this.options.probe({
      kind: 'cleanerFinished',
      topic,
      partition,
      firstDirtyOffset,
      nextDirtyOffset: endOffset,
      bytesRead: stats.mapBytesRead + stats.bytesRead,
      bytesWritten: stats.bytesWritten,
      sizeBefore: stats.bytesRead,
      sizeAfter: stats.bytesWritten,
      recordsBefore: stats.recordsRead,
      recordsAfter: stats.recordsWritten,
      segmentsBefore: cleaned.segmentsBefore,
      segmentsAfter: cleaned.segmentsAfter,
      tombstones: cleaned.tombstones,
      firstTombstoneDeadlineMs: cleaned.firstDeleteHorizonMs ?? -1,
      durationMs: Math.round(stats.elapsedSeconds * 1000),
    })
  }

  private tellStopped(
    { topicPartition: { topic, partition } }: CompactedLog,
    why: 'aborted' | 'uncleanable' | 'storage',
    error: unknown,
  ): true {
    const message = error instanceof Error ? error.message : String(error)
    this.options.probe({ kind: 'cleanerStopped', topic, partition, why, message })
    return true
  }

  private async endIfIdle(): Promise<void> {
    const nowMs = this.options.runtime.clock.monotonicMs()
    this.idleSinceMs ??= nowMs
    if (this.worker.isRunning && nowMs - this.idleSinceMs >= IDLE_MS) await this.worker.close()
  }

  private async pause(ms: number): Promise<void> {
    if (this.isStopped) return
    await new Promise<void>((wake) => {
      this.sleep = { timer: this.options.runtime.scheduler.after(ms, wake), wake }
    })
    this.sleep?.timer.cancel()
    this.sleep = undefined
  }
}

function isOffline(error: unknown): boolean {
  return error instanceof LogError && error.errorName === 'KAFKA_STORAGE_ERROR'
}
