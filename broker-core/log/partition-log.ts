import type { LogConfig } from '../config/log-config'
import type { TopicPartition } from '../format/topic-partition'
import type { IoAccount } from '../runtime/io-account'
import type { FetchDataInfo, ReadOptions, TimestampAndOffset } from './fetch-data-info'
import type { LeaderEpochCache } from './leader-epoch-cache'
import type { AppendAsLeaderOptions, Log, LogSnapshot } from './log'
import { appendAsFollower, appendAsLeader } from './log-append'
import type { LogAppendInfo } from './log-append-info'
import { LogCompaction } from './log-compaction'
import { LogCore, type LogParts } from './log-core'
import { LogError } from './log-error'
import type { SegmentDeletionReason } from './log-events'
import { isOnOlderSegment, type LogOffsetMetadata, offsetOnly } from './log-offset-metadata'
import { emptyRead, type ReadRequest, readFromSegment, readFromTail, withAbortedTransactions } from './log-reader'
import type { LogSegment } from './log-segment'
import { searchMaxTimestamp, searchTimestamp } from './log-time-search'
import { truncateFullyAndStartAt, truncateTo } from './log-truncation'
import { breachedBySize, breachedByStartOffset, breachedByTime } from './retention'
import { assignTopicId } from './topic-id-file'

/** A log on a disk: the implementation of `Log`, with what only the log manager may do. */
export class PartitionLog implements Log {
  readonly compaction: LogCompaction
  private readonly core: LogCore

  constructor(parts: LogParts) {
    this.core = new LogCore(parts)
    this.compaction = new LogCompaction(this.core)
  }

  get topicPartition(): TopicPartition {
    return this.core.context.topicPartition
  }

  get directory(): string {
    return this.core.context.directory
  }

  get parentDirectory(): string {
    return this.core.context.parentDirectory
  }

  /** What was read and written of its files since the broker began. */
  get account(): IoAccount {
    return this.core.context.account
  }

  get config(): LogConfig {
    return this.core.context.config
  }

  updateConfig(config: LogConfig): void {
    this.core.context.config = config
  }

  get logStartOffset(): number {
    return this.core.logStartOffset
  }

  get logEndOffset(): number {
    return this.core.logEndOffset
  }

  get logEndOffsetMetadata(): LogOffsetMetadata {
    return this.core.logEndOffsetMetadata
  }

  get highWatermark(): number {
    return this.core.highWatermark
  }

  get highWatermarkMetadata(): LogOffsetMetadata {
    return this.core.guard('looking up the high watermark of', () => this.core.highWatermarkMetadata)
  }

  get lastStableOffset(): number {
    return this.core.lastStableOffset
  }

  get lastStableOffsetMetadata(): LogOffsetMetadata {
    return this.core.guard('looking up the last stable offset of', () => this.core.lastStableOffsetMetadata)
  }

  get firstUnstableOffset(): number | undefined {
    return this.core.firstUnstableOffset
  }

  get recoveryPoint(): number {
    return this.core.recoveryPoint
  }

  get size(): number {
    return this.core.segments.sizeInBytes
  }

  get leaderEpochs(): LeaderEpochCache {
    return this.core.leaderEpochs
  }

  get topicId(): string | undefined {
    return this.core.topicId
  }

  assignTopicId(topicId: string): void {
    assignTopicId(this.core, topicId)
  }

  get activeProducers(): number {
    return this.core.producers.producerCount
  }

  /** Lowest base offset on disk. */
  get firstSegmentBaseOffset(): number {
    return this.core.segments.first.baseOffset
  }

  get activeSegmentBaseOffset(): number {
    return this.core.segments.active.baseOffset
  }

  updateHighWatermark(offset: number): number {
    const { core } = this
    const clamped = Math.min(Math.max(offset, core.logStartOffset), core.logEndOffset)
    core.setHighWatermark(clamped === core.logEndOffset ? core.logEndOffsetMetadata : offsetOnly(clamped))
    return clamped
  }

  maybeIncrementHighWatermark(next: LogOffsetMetadata | number): number | undefined {
    const { core } = this
    const offset = typeof next === 'number' ? next : next.messageOffset
    if (offset > core.logEndOffset) {
      throw new Error(
        `high watermark ${offset} of ${core.context.name} would exceed the log end offset ${core.logEndOffset}`,
      )
    }
    const old = core.highWatermark
    const metadata = offset === core.logEndOffset ? core.logEndOffsetMetadata : this.metadataOrOffset(next)
    if (offset < old || (offset === old && !isOnOlderSegment(core.highWatermarkMetadata, metadata))) return undefined
    core.setHighWatermark(metadata)
    return old
  }

  private metadataOrOffset(next: LogOffsetMetadata | number): LogOffsetMetadata {
    return typeof next === 'number' ? offsetOnly(next) : next
  }

  appendAsLeader(records: Buffer, options: AppendAsLeaderOptions): LogAppendInfo {
    return this.core.guard('appending records to', () => appendAsLeader(this.core, records, options))
  }

  appendAsFollower(records: Buffer): LogAppendInfo {
    return this.core.guard('appending records to', () => appendAsFollower(this.core, records))
  }

  read(startOffset: number, maxBytes: number, options: ReadOptions): FetchDataInfo | Promise<FetchDataInfo> {
    return this.core.guard('reading from', () => {
      const { core } = this
      core.requireInRange(startOffset)
      const upperBound = this.upperBound(options)
      if (startOffset === upperBound.messageOffset) return emptyRead(upperBound, options)
      if (startOffset > upperBound.messageOffset) return emptyRead(core.offsetMetadata(startOffset), options)
      const request = { startOffset, maxBytes, options, upperBound }
      const inMemory = readFromTail(core.tail, request)
      return inMemory === undefined ? this.readFromFiles(request) : this.finishRead(inMemory, request)
    })
  }

  private upperBound({ isolation }: ReadOptions): LogOffsetMetadata {
    if (isolation === 'logEnd') return this.core.logEndOffsetMetadata
    return isolation === 'highWatermark' ? this.core.highWatermarkMetadata : this.core.lastStableOffsetMetadata
  }

  private finishRead(info: FetchDataInfo, { options, startOffset }: ReadRequest): FetchDataInfo {
    if (options.isolation !== 'txnCommitted') return info
    return withAbortedTransactions(info, this.core.segments, startOffset, this.core.logEndOffset)
  }

  private async readFromFiles(request: ReadRequest): Promise<FetchDataInfo> {
    const { core } = this
    const { layoutVersion } = core
    let failure: unknown
    let found: FetchDataInfo | undefined
    try {
      let segment: LogSegment | undefined = core.segments.floor(request.startOffset) ?? core.segments.first
      while (segment !== undefined && found === undefined) {
        found = await readFromSegment(segment, request)
        if (found === undefined) segment = core.segments.higher(segment)
      }
    } catch (error) {
      failure = error
    }
    core.requireOpen()
    // What was read may have been cut off or replaced while it was read: read what is there now.
    if (core.layoutVersion !== layoutVersion) return this.read(request.startOffset, request.maxBytes, request.options)
    if (failure !== undefined) throw core.translate('reading from', failure)
    return this.finishRead(found ?? emptyRead(core.logEndOffsetMetadata, request.options), request)
  }

  offsetMetadata(offset: number): LogOffsetMetadata {
    return this.core.guard('looking up an offset of', () => this.core.offsetMetadata(offset))
  }

  offsetForTimestamp(timestamp: number): Promise<TimestampAndOffset | undefined> {
    return this.searching((segments, start) =>
      searchTimestamp(segments, timestamp, start, this.core.context.runtime.codec),
    )
  }

  offsetOfMaxTimestamp(): Promise<TimestampAndOffset | undefined> {
    return this.searching((segments, start) => searchMaxTimestamp(segments, start, this.core.context.runtime.codec))
  }

  private async searching<T>(search: (segments: readonly LogSegment[], start: number) => Promise<T>): Promise<T> {
    const { core } = this
    core.requireOpen()
    const { layoutVersion } = core
    try {
      return await search(core.segments.all(), core.logStartOffset)
    } catch (error) {
      if (core.layoutVersion !== layoutVersion) return this.searching(search)
      throw core.translate('searching a timestamp in', error)
    }
  }

  assignLeaderEpoch(leaderEpoch: number, startOffset: number): void {
    this.core.guard('writing the leader epoch of', () => this.core.leaderEpochs.assign(leaderEpoch, startOffset))
  }

  truncateTo(offset: number): boolean {
    return this.core.guard('truncating', () => truncateTo(this.core, offset))
  }

  truncateFullyAndStartAt(offset: number): void {
    this.core.guard('truncating', () => truncateFullyAndStartAt(this.core, offset))
  }

  maybeIncrementLogStartOffset(offset: number, reason: string): boolean {
    const { core } = this
    return core.guard('raising the log start offset of', () => {
      if (offset > core.highWatermark) {
        const message = `Cannot increment the log start offset to ${offset} of partition ${core.context.name} since it is larger than the high watermark ${core.highWatermark}`
        throw new LogError('OFFSET_OUT_OF_RANGE', message)
      }
      if (offset <= core.logStartOffset) return false
      core.setLogStartOffset(offset)
      core.leaderEpochs.truncateFromStart(offset)
      core.producers.truncateHead(offset)
      const { topicPartition } = core.context
      core.context.info(`Incremented log start offset to ${offset} due to ${reason}`)
      core.context.emit({ kind: 'logStartOffsetIncremented', topicPartition, logStartOffset: offset, reason })
      return true
    })
  }

  deleteOldSegments(): number {
    const { core } = this
    return core.guard('deleting old segments of', () => {
      const { cleanupPolicy, retentionMs, retentionBytes } = core.context.config
      let deleted = 0
      if (cleanupPolicy.delete) {
        deleted += this.deleteBreached(
          breachedByTime(this.retention(), retentionMs, core.context.nowMs()),
          'retention.ms',
        )
        deleted += this.deleteBreached(breachedBySize(this.retention(), retentionBytes), 'retention.bytes')
      }
      return (
        deleted + this.deleteBreached(breachedByStartOffset(this.retention(), core.logStartOffset), 'log start offset')
      )
    })
  }

  private retention() {
    const { core } = this
    return { segments: core.segments.all(), highWatermark: core.highWatermark, logEndOffset: core.logEndOffset }
  }

  private deleteBreached(segments: readonly LogSegment[], reason: SegmentDeletionReason): number {
    if (segments.length === 0) return 0
    const { core } = this
    if (segments.length === core.segments.count) core.roll('retention')
    core.deleteSegments(segments, reason)
    this.maybeIncrementLogStartOffset(core.segments.first.baseOffset, 'segment deletion')
    return segments.length
  }

  /** Files of deleted segments that still wait for their removal. */
  pendingRemovals(): { path: string; bytes: number; removeMs: number }[] {
    const { disk } = this.core.context.runtime
    return this.core.deletion
      .waiting()
      .flatMap(({ paths, removeMs }) => paths.map((path) => ({ path, removeMs, stat: disk.stat(path) })))
      .flatMap(({ path, removeMs, stat }) => (stat === undefined ? [] : [{ path, bytes: stat.size, removeMs }]))
  }

  flush(upToOffset?: number): Promise<void> {
    return this.core.flush(upToOffset)
  }

  roll(): void {
    this.core.guard('rolling', () => this.core.roll('requested'))
  }

  snapshot(): LogSnapshot {
    const { core } = this
    return {
      topic: core.context.topicPartition.topic,
      partition: core.context.topicPartition.partition,
      directory: core.context.directory,
      logStartOffset: core.logStartOffset,
      highWatermark: core.highWatermark,
      lastStableOffset: core.lastStableOffset,
      logEndOffset: core.logEndOffset,
      recoveryPoint: core.recoveryPoint,
      size: this.size,
      leaderEpochs: core.leaderEpochs.entries().map(({ epoch, startOffset }) => ({ epoch, startOffset })),
      segments: core.segments.all().map((segment) => segment.snapshot()),
    }
  }

  get lastFlushMs(): number {
    return this.core.lastFlushMs
  }

  removeExpiredProducers(nowMs: number): void {
    this.core.producers.removeExpired(nowMs)
  }

  /** Snapshots of producers that no recovery or truncation can need any more (Log.minSnapshotsOffsetToRetain). */
  deleteOldProducerSnapshots(): void {
    const { core } = this
    if (core.isClosed) return
    const lower = core.segments.lower(core.segments.active.baseOffset) ?? core.segments.active
    const belowRecovery = core.segments.lower(core.recoveryPoint)?.baseOffset ?? core.recoveryPoint
    const keepFrom = Math.min(belowRecovery, lower.baseOffset)
    core.guard('deleting producer snapshots of', () => core.producers.snapshots.remove((offset) => offset < keepFrom))
  }

  /** Moves the directory, as for deletion. The log takes no more requests. */
  renameForDelete(directory: string): void {
    const { core } = this
    core.guard('renaming', () => {
      core.context.runtime.disk.rename(core.context.directory, directory)
      core.context.directory = directory
      core.deletion.cancel()
      this.closeHandles()
    })
  }

  /** A clean end: producer snapshot, closing index entries, trimmed files. */
  close(): void {
    const { core } = this
    core.guard('closing', () => {
      core.producers.takeSnapshot()
      for (const segment of core.segments.all()) segment.close()
    })
    this.closeHandles()
  }

  /** Closes files and timers and writes nothing: the directory failed, or the log is to be deleted. */
  closeHandles(): void {
    const { core } = this
    core.isClosed = true
    core.deletion.cancel()
    core.tail.clear()
    for (const segment of core.segments.all()) segment.closeHandles()
  }
}
