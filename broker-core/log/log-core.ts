import { MalformedBytesError } from '../bytes/reader'
import { BATCH_HEADER_SIZE, RecordBatchView } from '../format/record-batch'
import { DiskError } from '../runtime/disk'
import { CorruptBatchError } from './batch-scanner'
import type { LeaderEpochCache } from './leader-epoch-cache'
import type { LeaderEpochFile } from './leader-epoch-file'
import type { LogContext } from './log-context'
import { LogError } from './log-error'
import type { RollReason, SegmentDeletionReason } from './log-events'
import { isOffsetOnly, type LogOffsetMetadata, offsetOnly } from './log-offset-metadata'
import type { LogSegment } from './log-segment'
import type { LogSegments } from './log-segments'
import { MemoryTail } from './memory-tail'
import type { ProducerStateManager } from './producer-state-manager'
import type { SegmentDeletion } from './segment-deletion'
import { allPaths, segmentPaths } from './segment-files'

/** The parts of a log as loading left them. */
export interface LogParts {
  context: LogContext
  segments: LogSegments
  leaderEpochs: LeaderEpochCache
  leaderEpochFile: LeaderEpochFile
  producers: ProducerStateManager
  deletion: SegmentDeletion
  logStartOffset: number
  logEndOffset: number
  topicId?: string | undefined
}

/**
 * The state of one log and the rules that keep its offsets in order; appending, reading and truncating are built on it.
 *
 * Invariant: logStartOffset <= highWatermark <= logEndOffset, recoveryPoint <= logEndOffset, the active segment ends at logEndOffset.
 */
export class LogCore {
  readonly context: LogContext
  readonly segments: LogSegments
  readonly leaderEpochs: LeaderEpochCache
  readonly leaderEpochFile: LeaderEpochFile
  readonly producers: ProducerStateManager
  readonly tail: MemoryTail
  readonly deletion: SegmentDeletion
  logStartOffset: number
  logEndOffsetMetadata: LogOffsetMetadata
  recoveryPoint: number
  lastFlushMs: number
  topicId: string | undefined
  /** Counts truncations: a flush that spans one must not trust what it saw before. */
  truncations = 0
  /** Counts whatever moves batches to other places: truncation and compaction. A read that spans one begins again. */
  layoutVersion = 0
  isClosed = false
  private highWatermarkKnown: LogOffsetMetadata
  private lastStableKnown: LogOffsetMetadata

  constructor(parts: LogParts) {
    this.context = parts.context
    this.segments = parts.segments
    this.leaderEpochs = parts.leaderEpochs
    this.leaderEpochFile = parts.leaderEpochFile
    this.producers = parts.producers
    this.tail = new MemoryTail(parts.context.options.tailBudget)
    this.deletion = parts.deletion
    this.logStartOffset = parts.logStartOffset
    this.logEndOffsetMetadata = this.endMetadata(parts.logEndOffset)
    this.recoveryPoint = parts.logEndOffset
    this.lastFlushMs = parts.context.nowMs()
    this.topicId = parts.topicId
    this.highWatermarkKnown = offsetOnly(parts.logStartOffset)
    this.lastStableKnown = this.highWatermarkKnown
  }

  get logEndOffset(): number {
    return this.logEndOffsetMetadata.messageOffset
  }

  get highWatermark(): number {
    return this.highWatermarkKnown.messageOffset
  }

  get firstUnstableOffset(): number | undefined {
    const offset = this.producers.firstUnstableOffset
    return offset === undefined ? undefined : Math.max(offset, this.logStartOffset)
  }

  get lastStableOffset(): number {
    const unstable = this.firstUnstableOffset
    return unstable !== undefined && unstable < this.highWatermark ? unstable : this.highWatermark
  }

  get highWatermarkMetadata(): LogOffsetMetadata {
    if (isOffsetOnly(this.highWatermarkKnown)) this.highWatermarkKnown = this.offsetMetadata(this.highWatermark)
    return this.highWatermarkKnown
  }

  get lastStableOffsetMetadata(): LogOffsetMetadata {
    const offset = this.lastStableOffset
    if (offset === this.highWatermark) return this.highWatermarkMetadata
    if (this.lastStableKnown.messageOffset !== offset) this.lastStableKnown = this.offsetMetadata(offset)
    return this.lastStableKnown
  }

  setHighWatermark(metadata: LogOffsetMetadata): void {
    this.highWatermarkKnown = metadata
    this.producers.onHighWatermarkUpdated(metadata.messageOffset)
  }

  /** The log ends at `offset`, in the active segment as it is now. */
  setLogEndOffset(offset: number): void {
    this.logEndOffsetMetadata = this.endMetadata(offset)
    if (this.highWatermark >= offset) this.setHighWatermark(this.logEndOffsetMetadata)
    if (this.recoveryPoint > offset) this.recoveryPoint = offset
  }

  setLogStartOffset(offset: number): void {
    this.logStartOffset = offset
    if (this.highWatermark < offset) this.setHighWatermark(offsetOnly(Math.min(offset, this.logEndOffset)))
    if (this.recoveryPoint < offset) this.recoveryPoint = offset
  }

  /** Place of the batch that holds `offset`, from memory where possible. */
  offsetMetadata(offset: number): LogOffsetMetadata {
    if (offset === this.logEndOffset) return this.logEndOffsetMetadata
    this.requireInRange(offset)
    const inTail = this.metadataFromTail(offset)
    if (inTail !== undefined) return inTail
    for (let segment = this.segments.floor(offset); segment !== undefined; segment = this.segments.higher(segment)) {
      const at = segment.findBatch(offset)
      if (at !== undefined) {
        return { messageOffset: offset, segmentBaseOffset: segment.baseOffset, relativePositionInSegment: at.position }
      }
    }
    return this.logEndOffsetMetadata
  }

  /** Compaction put other segments in the place of all below `offset`: what is remembered of places there is wrong. */
  placesChangedBelow(offset: number): void {
    this.layoutVersion++
    this.tail.dropBelow(offset)
    const { highWatermarkKnown } = this
    if (highWatermarkKnown.segmentBaseOffset < offset) this.highWatermarkKnown = offsetOnly(this.highWatermark)
    if (this.lastStableKnown.segmentBaseOffset < offset) this.lastStableKnown = this.highWatermarkKnown
  }

  requireInRange(offset: number): void {
    if (offset >= this.logStartOffset && offset <= this.logEndOffset) return
    throw new LogError(
      'OFFSET_OUT_OF_RANGE',
      `Received request for offset ${offset} for partition ${this.context.name}, but we only have log segments in the range ${this.logStartOffset} to ${this.logEndOffset}.`,
    )
  }

  /** Opens a new active segment at the larger of the log end and `expectedNextOffset`. */
  roll(reason: RollReason, expectedNextOffset = 0): LogSegment {
    const { context, segments, producers } = this
    const baseOffset = Math.max(expectedNextOffset, this.logEndOffset)
    const active = segments.active
    if (active.baseOffset === baseOffset) {
      if (active.size > 0) throw new Error(`${context.name}: segment ${baseOffset} exists already`)
      // An empty segment with no room in its indexes: make it anew.
      segments.remove(active)
      this.deletion.delete([active], 'no room in its indexes')
    } else {
      active.becomeInactive()
    }
    for (const path of allPaths(segmentPaths(context.directory, baseOffset))) context.runtime.disk.removeSync(path)
    producers.mapEndOffset = baseOffset
    producers.takeSnapshot()
    const segment = this.addSegment(baseOffset)
    this.setLogEndOffset(this.logEndOffset)
    context.info(`Rolled new log segment at offset ${baseOffset} (${reason})`)
    context.emit({ kind: 'segmentRolled', topicPartition: context.topicPartition, baseOffset, reason })
    context.runtime.scheduler.soon(() => void this.flush(baseOffset).catch(() => undefined))
    return segment
  }

  addSegment(baseOffset: number): LogSegment {
    const segment = this.context.segment(baseOffset)
    segment.create(this.context.config)
    this.segments.add(segment)
    return segment
  }

  /** fsyncs all below `upTo`; then that is the recovery point. A failure takes the directory out of service before it rejects. */
  async flush(upTo = this.logEndOffset): Promise<void> {
    if (upTo <= this.recoveryPoint || this.isClosed) return
    const { truncations, layoutVersion } = this
    try {
      await this.leaderEpochFile.sync()
      for (const segment of this.segments.between(this.recoveryPoint, upTo)) {
        if (!segment.isRemoved) await segment.flush()
      }
      await this.context.runtime.disk.syncDirectory(this.context.directory)
    } catch (error) {
      // Truncation, compaction, deletion or shutdown took the files away meanwhile: there is nothing left to make durable.
      if (this.isClosed || this.layoutVersion !== layoutVersion) return
      throw this.storageFailure('flushing', error)
    }
    if (this.truncations !== truncations) return
    this.recoveryPoint = Math.max(this.recoveryPoint, upTo)
    this.lastFlushMs = this.context.nowMs()
  }

  /** For flush.messages, which promises durability before the answer. */
  flushSync(): void {
    for (const segment of this.segments.between(this.recoveryPoint, this.logEndOffset)) segment.flushSync()
    this.recoveryPoint = this.logEndOffset
    this.lastFlushMs = this.context.nowMs()
  }

  deleteSegments(segments: readonly LogSegment[], reason: SegmentDeletionReason): void {
    for (const segment of segments) this.segments.remove(segment)
    this.deletion.delete(segments, reason)
  }

  /** Runs an operation; a failing disk takes the directory out of service and becomes KAFKA_STORAGE_ERROR. */
  guard<T>(action: string, run: () => T): T {
    this.requireOpen()
    try {
      return run()
    } catch (error) {
      throw this.translate(action, error)
    }
  }

  requireOpen(): void {
    if (!this.isClosed) return
    throw new LogError(
      'KAFKA_STORAGE_ERROR',
      `The log of ${this.context.name} in ${this.context.parentDirectory} is closed`,
    )
  }

  translate(action: string, error: unknown): unknown {
    if (error instanceof MalformedBytesError) return new LogError('CORRUPT_MESSAGE', error.message, [], error)
    return error instanceof DiskError || error instanceof CorruptBatchError ? this.storageFailure(action, error) : error
  }

  private storageFailure(action: string, error: unknown): LogError {
    const { name, parentDirectory, options } = this.context
    const message = `Error while ${action} ${name} in dir ${parentDirectory}`
    if (!this.isClosed) options.onStorageFailure(error instanceof Error ? error : new Error(String(error)))
    return new LogError('KAFKA_STORAGE_ERROR', message, [], error)
  }

  private endMetadata(offset: number): LogOffsetMetadata {
    const { baseOffset, size } = this.segments.active
    return { messageOffset: offset, segmentBaseOffset: baseOffset, relativePositionInSegment: size }
  }

  private metadataFromTail(offset: number): LogOffsetMetadata | undefined {
    const entry = this.tail.from(offset)[0]
    if (entry === undefined) return undefined
    const view = new RecordBatchView(entry.records)
    for (let at = 0; at + BATCH_HEADER_SIZE <= entry.records.length; at += view.sizeInBytes) {
      view.moveTo(entry.records, at)
      if (view.lastOffset < offset) continue
      const { segmentBaseOffset, position } = entry
      return { messageOffset: offset, segmentBaseOffset, relativePositionInSegment: position + at }
    }
    return undefined
  }
}
