import { CLEANED_SUFFIX } from '../format/file-names'
import type { LogSegment } from '../log/log-segment'
import { allPaths, segmentPaths } from '../log/segment-files'
import type { Logger } from '../runtime/logger'
import type { Runtime } from '../runtime/runtime'
import { segmentsBetween } from './cleanable'
import { type CleanerConfig, dedupeBytesPerThread, readBufferBytesPerThread } from './cleaner-config'
import type { LogToClean } from './cleaner-manager'
import type { GroupResult, IoLimits, MapResult } from './cleaner-messages'
import type { CleanerStats } from './cleaner-report'
import type { CleanerWorker } from './cleaner-worker'
import { CleaningAbortedError } from './cleaning-aborted'
import { javaDate } from './java-date'
import { BYTES_PER_ENTRY } from './offset-map'
import { groupSegments } from './segment-groups'

export interface CleanLogOptions {
  runtime: Pick<Runtime, 'clock' | 'disk' | 'random'>
  /** Lines begin with the thread's name. */
  logger: Pick<Logger, 'info'>
  worker: CleanerWorker
  config: CleanerConfig
  /** The cleaning begins to build its map, or to write; `bytes`: what it will read for that. */
  onPhase(phase: 'map' | 'clean', bytes: number): void
  /** false: somebody wants the log's files for himself. */
  isWanted(): boolean
}

export interface CleanedLog {
  /** First offset that is still dirty. */
  endOffset: number
  /** Of the segments that were cleaned. */
  segmentsBefore: number
  segmentsAfter: number
  tombstones: number
  firstDeleteHorizonMs: number | undefined
  stats: CleanerStats
}

/**
 * Cleans one log (Cleaner.doClean): the thread builds the map, then makes one new segment after the other, each of which is put in the
 * place of its sources here. Rejects with CleaningAbortedError, DiskError, LogError, or whatever makes the log uncleanable.
 */
export function cleanLog(cleanable: LogToClean, options: CleanLogOptions): Promise<CleanedLog> {
  return new LogCleaning(cleanable, options).run()
}

class LogCleaning {
  private readonly directory: string
  private readonly nowMs: number
  private readonly limits: IoLimits

  constructor(
    private readonly cleanable: LogToClean,
    private readonly options: CleanLogOptions,
  ) {
    const { config, runtime } = options
    this.directory = cleanable.log.directory
    this.nowMs = runtime.clock.wallMs()
    this.limits = { bytesPerSecond: config.ioMaxBytesPerSecond, bufferSize: readBufferBytesPerThread(config) }
  }

  async run(): Promise<CleanedLog> {
    const { cleanable, options } = this
    const { runtime, logger } = options
    const { name } = cleanable.log.compaction
    const startMs = runtime.clock.monotonicMs()
    logger.info(`Beginning cleaning of log ${name}.`)
    const map = await this.buildMap()
    const indexedMs = runtime.clock.monotonicMs()
    const endOffset = map.latestOffset + 1
    const sum: GroupResult = {
      kind: 'grouped',
      bytesRead: 0,
      bytesWritten: 0,
      recordsRead: 0,
      recordsWritten: 0,
      invalidRecords: 0,
      tombstones: 0,
      firstDeleteHorizonMs: undefined,
    }
    const groups = this.groups(endOffset)
    logger.info(
      `Cleaning log ${name} (cleaning prior to ${javaDate(this.cleanableHorizonMs())}, discarding tombstones prior to upper bound deletion horizon ${javaDate(this.deletionHorizonMs())})...`,
    )
    options.onPhase('clean', bytesOf(groups.flat()))
    for (const group of groups) addTo(sum, await this.cleanGroup(group))
    // So that the names of the new files survive a power loss before the old files go.
    await runtime.disk.syncDirectory(this.directory)
    const seconds = (ms: number) => (ms - startMs) / 1000
    return {
      endOffset,
      segmentsBefore: groups.flat().length,
      segmentsAfter: groups.length,
      tombstones: sum.tombstones,
      firstDeleteHorizonMs: sum.firstDeleteHorizonMs,
      stats: {
        ...sum,
        mapBytesRead: map.bytesRead,
        mapRecordsRead: map.recordsRead,
        bufferUtilization: map.utilization,
        elapsedIndexSeconds: seconds(indexedMs),
        elapsedSeconds: seconds(runtime.clock.monotonicMs()),
      },
    }
  }

  private async buildMap(): Promise<MapResult> {
    const { cleanable, options } = this
    const { firstDirtyOffset, firstUncleanableOffset, dirtySegments, log } = cleanable
    const { name } = log.compaction
    const { config, runtime, logger, worker } = options
    logger.info(`Building offset map for ${name}...`)
    logger.info(
      `Building offset map for log ${name} for ${dirtySegments.length} segments in offset range [${firstDirtyOffset}, ${firstUncleanableOffset}).`,
    )
    const first = dirtySegments[0]
    options.onPhase('map', bytesOf(dirtySegments))
    const result = await worker.map({
      kind: 'map',
      limits: this.limits,
      map: {
        slotsMax: Math.floor(dedupeBytesPerThread(config) / BYTES_PER_ENTRY),
        loadFactor: config.dedupeBufferLoadFactor,
        keysMax: firstUncleanableOffset - firstDirtyOffset,
        seed: runtime.random.integer(0x7fffffff),
      },
      startOffset: firstDirtyOffset,
      segments: dirtySegments.map((segment, index) => ({
        path: segment.logPath,
        size: segment.size,
        position: segment.offsetIndex.lookup(firstDirtyOffset).position,
        nextSegmentStartOffset: dirtySegments[index + 1]?.baseOffset ?? firstUncleanableOffset,
      })),
      abortedTransactions: first === undefined ? [] : log.compaction.abortedTransactions(first, firstUncleanableOffset),
    })
    this.requireWanted()
    logger.info(`Offset map for log ${name} complete.`)
    if (result.latestOffset < firstDirtyOffset) {
      throw new Error(
        `the first batch from offset ${firstDirtyOffset} on has more keys than the offset map takes; increase log.cleaner.dedupe.buffer.size`,
      )
    }
    return result
  }

  private groups(endOffset: number): LogSegment[][] {
    const { log, firstUncleanableOffset } = this.cleanable
    const { segmentBytes, segmentIndexBytes } = log.config
    const sized = segmentsBetween(log.compaction.segments(), 0, endOffset).map((segment) => ({
      segment,
      baseOffset: segment.baseOffset,
      size: segment.size,
      offsetIndexBytes: segment.offsetIndex.file.sizeInBytes,
      timeIndexBytes: segment.timeIndex.file.sizeInBytes,
    }))
    const groups = groupSegments(sized, { segmentBytes, segmentIndexBytes, firstUncleanableOffset })
    return groups.map((group) => group.map(({ segment }) => segment))
  }

  private cleanableHorizonMs(): number {
    const { log, firstUncleanableOffset } = this.cleanable
    const last = segmentsBetween(log.compaction.segments(), 0, firstUncleanableOffset).pop()
    return last === undefined ? 0 : this.modifiedMs(last)
  }

  /** By what the clean section's files say; each batch has its own (KIP-534). */
  private deletionHorizonMs(): number {
    const { log, firstDirtyOffset } = this.cleanable
    const last = segmentsBetween(log.compaction.segments(), 0, firstDirtyOffset).pop()
    return last === undefined ? 0 : Math.max(0, this.modifiedMs(last) - log.config.deleteRetentionMs)
  }

  private modifiedMs({ logPath }: LogSegment): number {
    return this.options.runtime.disk.stat(logPath)?.modifiedMs ?? 0
  }

  private async cleanGroup(sources: readonly LogSegment[]): Promise<GroupResult> {
    const { log } = this.cleanable
    const { logger, worker } = this.options
    const { name } = log.compaction
    const baseOffset = sources[0]!.baseOffset
    const last = sources[sources.length - 1]!
    const endOffset = this.endOf(last)
    const bases = sources.map((source) => source.baseOffset).join(', ')
    logger.info(`Cleaning segments ${bases} in log ${name} into ${baseOffset}.`)
    const result = await worker.group({
      kind: 'group',
      limits: this.limits,
      nowMs: this.nowMs,
      deleteRetentionMs: log.config.deleteRetentionMs,
      target: {
        directory: this.directory,
        baseOffset,
        indexIntervalBytes: log.config.indexIntervalBytes,
        segmentIndexBytes: log.config.segmentIndexBytes,
      },
      sources: sources.map((source, index) => ({
        path: source.logPath,
        size: source.size,
        abortedTransactions: log.compaction.abortedTransactions(source, sources[index + 1]?.baseOffset ?? endOffset),
      })),
      lastRecords: new Map(
        log.compaction.lastRecordsOfActiveProducers(baseOffset, endOffset).map((record) => [record.producerId, record]),
      ),
      modifiedMs: this.modifiedMs(last),
    })
    if (!this.options.isWanted()) {
      this.removeCleaned(baseOffset)
      throw new CleaningAbortedError()
    }
    logger.info(`Swapping in cleaned segment ${baseOffset} for segment(s) ${bases} in log ${name}`)
    log.compaction.replace(sources)
    return result
  }

  /** Base of the segment behind it. */
  private endOf(source: LogSegment): number {
    const { compaction } = this.cleanable.log
    const next = compaction.segments().find(({ baseOffset }) => baseOffset > source.baseOffset)
    return next?.baseOffset ?? compaction.logEndOffset
  }

  private removeCleaned(baseOffset: number): void {
    for (const path of allPaths(segmentPaths(this.directory, baseOffset, CLEANED_SUFFIX))) {
      this.options.runtime.disk.removeSync(path)
    }
  }

  private requireWanted(): void {
    if (!this.options.isWanted()) throw new CleaningAbortedError()
  }
}

function addTo(sum: GroupResult, result: GroupResult): void {
  sum.bytesRead += result.bytesRead
  sum.bytesWritten += result.bytesWritten
  sum.recordsRead += result.recordsRead
  sum.recordsWritten += result.recordsWritten
  sum.invalidRecords += result.invalidRecords
  sum.tombstones += result.tombstones
  const { firstDeleteHorizonMs } = result
  if (firstDeleteHorizonMs !== undefined)
    sum.firstDeleteHorizonMs = Math.min(sum.firstDeleteHorizonMs ?? firstDeleteHorizonMs, firstDeleteHorizonMs)
}

function bytesOf(segments: readonly LogSegment[]): number {
  return segments.reduce((sum, { size }) => sum + size, 0)
}
