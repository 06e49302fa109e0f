import { SWAP_SUFFIX } from '../format/file-names'
import { scanDirectory } from './directory-scan'
import { LeaderEpochCache } from './leader-epoch-cache'
import { LeaderEpochFile } from './leader-epoch-file'
import type { LogContext } from './log-context'
import type { LogParts } from './log-core'
import type { LogSegment } from './log-segment'
import { LogSegments } from './log-segments'
import { PartitionLog } from './partition-log'
import { rebuildProducerState } from './producer-replay'
import { ProducerStateManager } from './producer-state-manager'
import { recoverSegment } from './recover-segment'
import { SegmentDeletion } from './segment-deletion'
import { loadTopicId } from './topic-id-file'

/** Longest stretch of work between two turns of the event loop. */
const SLICE_MS = 10

export interface LoadOptions {
  context: LogContext
  /** From log-start-offset-checkpoint; 0 when absent. */
  logStartOffset: number
  /** From recovery-point-offset-checkpoint; 0 when absent. */
  recoveryPoint: number
  /** The directory was shut down cleanly: nothing is read that need not be. */
  isClean: boolean
}

/** A log from what its directory holds, repaired where needed (kafka.log.Log's construction). Rejects with DiskError. */
export async function loadLog(options: LoadOptions): Promise<PartitionLog> {
  return new LogLoader(options).load()
}

class LogLoader {
  private readonly context: LogContext
  private readonly segments = new LogSegments()
  private readonly leaderEpochFile: LeaderEpochFile
  private readonly leaderEpochs: LeaderEpochCache
  private readonly deletion: SegmentDeletion
  private logEndOffset = (): number => 0

  constructor(private readonly options: LoadOptions) {
    const { context } = options
    this.context = context
    this.deletion = new SegmentDeletion(context)
    this.leaderEpochFile = new LeaderEpochFile(context.runtime.disk, context.directory)
    this.leaderEpochs = new LeaderEpochCache({
      entries: this.leaderEpochFile.read(),
      logEndOffset: () => this.logEndOffset(),
      persist: (entries) => this.leaderEpochFile.write(entries),
    })
  }

  async load(): Promise<PartitionLog> {
    const { context, segments, options } = this
    context.recovering(true)
    try {
      await this.loadSegments()
      const recovered = await this.recover()
      this.dropAllBelowLogStart()
      const logEndOffset = segments.active.readNextOffset()
      segments.active.openForAppend(context.config)
      this.leaderEpochs.truncateFromEnd(logEndOffset)
      const logStartOffset = Math.max(options.logStartOffset, segments.first.baseOffset)
      this.leaderEpochs.truncateFromStart(logStartOffset)
      const producers = recovered ?? producerStateFor(this.context)
      await this.rebuild(producers, logStartOffset, logEndOffset, options.isClean)
      producers.removeExpired(context.nowMs())
      return this.finish({ logStartOffset, logEndOffset, producers, topicId: loadTopicId(context) })
    } catch (error) {
      for (const segment of segments.all()) segment.closeHandles()
      throw error
    } finally {
      context.recovering(false)
    }
  }

  private finish(loaded: Pick<LogParts, 'logStartOffset' | 'logEndOffset' | 'producers' | 'topicId'>): PartitionLog {
    const { context, segments, leaderEpochs, leaderEpochFile, deletion, options } = this
    const log = new PartitionLog({ context, segments, leaderEpochs, leaderEpochFile, deletion, ...loaded })
    this.logEndOffset = () => log.logEndOffset
    const { topicPartition } = context
    const { logStartOffset, logEndOffset } = loaded
    context.emit({ kind: 'logLoaded', topicPartition, logStartOffset, logEndOffset, recovered: !options.isClean })
    return log
  }

  private async loadSegments(): Promise<void> {
    const { context } = this
    const { disk } = context.runtime
    const scan = scanDirectory(disk, context.directory)
    for (const name of scan.toRemove) disk.removeSync(`${context.directory}/${name}`)
    for (const baseOffset of scan.baseOffsets) {
      this.segments.add(context.segment(baseOffset))
    }
    const unflushed = new Set(this.unflushedSegments())
    for (const segment of this.segments.all()) {
      const problem = indexProblem(segment)
      // Those that are recovered anyway get new indexes then.
      if (problem === undefined || unflushed.has(segment)) continue
      context.warn(`${problem}, recovering segment and rebuilding index files...`)
      await this.recoverWithOwnState(segment)
    }
    for (const baseOffset of scan.swaps) await this.completeSwap(baseOffset)
  }

  /** Finishes a replacement that a crash interrupted: the swap file is complete, the segments it covers go. */
  private async completeSwap(baseOffset: number): Promise<void> {
    const { context, segments } = this
    context.info(`Found log file ${baseOffset} from interrupted swap operation, repairing.`)
    const swap = context.segment(baseOffset, SWAP_SUFFIX)
    await this.recoverWithOwnState(swap)
    const end = swap.readNextOffset()
    const replaced = segments
      .between(baseOffset, end)
      .filter((segment) => segment.readNextOffset() > baseOffset || segment.baseOffset === baseOffset)
    for (const segment of replaced) segments.remove(segment)
    this.deletion.delete(replaced, 'recovery')
    swap.renameWithMark(context.directory, '')
    segments.add(swap)
  }

  /**
   * Unclean end: checks every segment from the one that holds the recovery point on; after the first damage nothing is kept. Returns the
   * producer state at the end. It knows five batches of each producer, a snapshot only the last: a producer that had more in flight
   * when all replicas died sends them again, and must be answered as for duplicates.
   */
  private async recover(): Promise<ProducerStateManager | undefined> {
    const { context } = this
    const unflushed = this.unflushedSegments()
    let producers: ProducerStateManager | undefined
    for (const [index, segment] of unflushed.entries()) {
      context.info(`Recovering unflushed segment ${segment.baseOffset}`)
      const recovered = await this.recoverWithOwnState(segment, this.leaderEpochs)
      producers = recovered.producers
      if (recovered.bytesCut === 0) continue
      const next = segment.readNextOffset()
      context.warn(`Corruption found in segment ${segment.baseOffset}, truncating to offset ${next}`)
      for (const later of unflushed.slice(index + 1)) this.discard(later)
      break
    }
    return producers
  }

  private unflushedSegments(): LogSegment[] {
    const { isClean, recoveryPoint } = this.options
    return isClean ? [] : this.segments.between(recoveryPoint, Number.POSITIVE_INFINITY)
  }

  private discard(segment: LogSegment): void {
    const { topicPartition } = this.context
    this.segments.remove(segment)
    this.deletion.delete([segment], 'recovery')
    this.context.emit({ kind: 'segmentDiscarded', topicPartition, baseOffset: segment.baseOffset, bytes: segment.size })
  }

  private dropAllBelowLogStart(): void {
    const { context, segments, options } = this
    if (segments.count > 0) {
      const end = segments.active.readNextOffset()
      if (end < options.logStartOffset) {
        context.warn(
          `Deleting all segments because logEndOffset (${end}) is smaller than logStartOffset (${options.logStartOffset}).`,
        )
        for (const segment of segments.all()) this.discard(segment)
      }
    }
    if (segments.count > 0) return
    const segment = context.segment(options.logStartOffset)
    segment.create(context.config)
    segments.add(segment)
  }

  private async recoverWithOwnState(segment: LogSegment, leaderEpochs?: LeaderEpochCache) {
    const producers = producerStateFor(this.context)
    await this.rebuild(producers, this.options.logStartOffset, segment.baseOffset, false)
    const bytesCut = await recoverSegment(this.context, segment, producers, leaderEpochs)
    // So that the next segment's recovery begins here.
    producers.takeSnapshot()
    return { bytesCut, producers }
  }

  private async rebuild(
    producers: ProducerStateManager,
    logStartOffset: number,
    endOffset: number,
    isCleanStart: boolean,
  ): Promise<void> {
    const { context, segments } = this
    const { clock, scheduler } = context.runtime
    let sliceEndMs = clock.monotonicMs() + SLICE_MS
    for (const _ of rebuildProducerState({ context, segments, producers, logStartOffset, endOffset, isCleanStart })) {
      if (clock.monotonicMs() < sliceEndMs) continue
      await new Promise<void>((resolve) => scheduler.soon(resolve))
      sliceEndMs = clock.monotonicMs() + SLICE_MS
    }
  }
}

/** State of no producers yet, over the snapshots in the log's directory. */
export function producerStateFor(context: LogContext): ProducerStateManager {
  return new ProducerStateManager({
    disk: context.runtime.disk,
    logger: context.logger,
    directory: context.directory,
    partitionName: context.name,
    expirationMs: context.options.producerIdExpirationMs,
    onSnapshotWritten: (offset) =>
      context.emit({ kind: 'producerSnapshotWritten', topicPartition: context.topicPartition, offset }),
  })
}

/** What is wrong with the indexes of a segment on disk; undefined: they can be used. */
function indexProblem(segment: LogSegment): string | undefined {
  if (!segment.hasIndexFiles) return `Could not find the index files corresponding to log file ${segment.logPath}`
  try {
    segment.checkIndexes()
    return undefined
  } catch (error) {
    return `Found a corrupted index file corresponding to log file ${segment.logPath}: ${String(error)}`
  }
}
