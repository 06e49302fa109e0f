import type { LogConfig } from '../config/log-config'
import { BATCH_HEADER_SIZE, NO_TIMESTAMP, RecordBatchView } from '../format/record-batch'
import type { Disk, DiskFile } from '../runtime/disk'
import type { IoCause } from '../runtime/io-account'
import { scanHeaders } from './batch-scanner'
import { OffsetIndex, RELATIVE_OFFSET_MAX } from './offset-index'
import { allPaths, type SegmentPaths, segmentPaths } from './segment-files'
import type { SegmentSnapshot } from './segment-snapshot'
import { TimeIndex } from './time-index'
import { TxnIndex } from './txn-index'

export interface BatchPosition {
  position: number
  size: number
  baseOffset: number
  lastOffset: number
}

export interface AppendedRecords {
  shallowCount: number
  lastOffset: number
  maxTimestamp: number
  offsetOfMaxTimestamp: number
}

export interface SegmentOptions {
  disk: Disk
  directory: string
  baseOffset: number
  config: LogConfig
  /** Wall time of creation: rolls a segment whose batches have no timestamps. */
  createdMs: number
  /** Taken off segment.ms for this segment. */
  rollJitterMs: number
  /** `.swap` while an interrupted replacement is completed. */
  mark?: string
}

/**
 * One stretch of a log: the `.log` file and its indexes, from a base offset to the next segment's (kafka.log.LogSegment). The last
 * segment of a log is active: writable, its indexes preallocated and in memory.
 *
 * Invariant: `size` bytes of the file are sound batches; what a failed write left behind them does not count.
 */
export class LogSegment {
  readonly baseOffset: number
  readonly offsetIndex: OffsetIndex
  readonly timeIndex: TimeIndex
  readonly txnIndex: TxnIndex
  readonly rollJitterMs: number
  size: number
  createdMs: number
  /** Its files were renamed or removed: it only lives on for readers in flight. */
  isRemoved = false
  private readonly disk: Disk
  private readonly indexIntervalBytes: number
  private paths: SegmentPaths
  private file: DiskFile | undefined
  private bytesSinceLastIndexEntry = 0
  private rollingBasedTimestamp: number | undefined
  private largest: { timestamp: number; offset: number } | undefined

  constructor(options: SegmentOptions) {
    const { disk, baseOffset, config } = options
    this.disk = disk
    this.baseOffset = baseOffset
    this.createdMs = options.createdMs
    this.rollJitterMs = options.rollJitterMs
    this.indexIntervalBytes = config.indexIntervalBytes
    this.paths = segmentPaths(options.directory, baseOffset, options.mark)
    this.size = disk.stat(this.paths.log)?.size ?? 0
    const sizeOf = (path: string) => disk.stat(path)?.size ?? 0
    this.offsetIndex = new OffsetIndex(disk, this.paths.offsetIndex, baseOffset, sizeOf(this.paths.offsetIndex))
    this.timeIndex = new TimeIndex(disk, this.paths.timeIndex, baseOffset, sizeOf(this.paths.timeIndex))
    this.txnIndex = new TxnIndex(disk, this.paths.txnIndex)
  }

  get logPath(): string {
    return this.paths.log
  }

  /** The `.log`, opened when first needed. */
  openFile(): DiskFile {
    if (this.file === undefined) this.file = this.disk.open(this.paths.log, 'write')
    return this.file
  }

  /** Makes the files of a new segment; `.log` is preallocated when the topic asks for it. */
  create(config: LogConfig): void {
    if (this.file === undefined) this.file = this.disk.open(this.paths.log, 'create')
    if (config.preallocate) this.file.truncate(config.segmentBytes)
    this.openForAppend(config)
  }

  /** Makes this the active segment: indexes preallocated. */
  openForAppend(config: LogConfig): void {
    this.offsetIndex.file.openForAppend(config.segmentIndexBytes)
    this.timeIndex.file.openForAppend(config.segmentIndexBytes)
  }

  /** Largest record timestamp and an offset near it; (-1, base offset) when empty. */
  get largestTimestampSoFar(): { timestamp: number; offset: number } {
    if (this.largest === undefined) this.largest = this.timeIndex.lastEntry
    return this.largest
  }

  /** For retention: the file's own time stands in when no record has a timestamp. */
  get largestTimestamp(): number {
    const { timestamp } = this.largestTimestampSoFar
    return timestamp >= 0 ? timestamp : (this.disk.stat(this.paths.log)?.modifiedMs ?? 0)
  }

  get hasIndexFiles(): boolean {
    return this.disk.stat(this.paths.offsetIndex) !== undefined && this.disk.stat(this.paths.timeIndex) !== undefined
  }

  /** Throws when an index cannot belong to this segment: wrong size, entries that do not ascend, preallocated zeros left by a crash. */
  checkIndexes(): void {
    this.offsetIndex.check(this.size)
    this.timeIndex.check()
    this.txnIndex.check(this.baseOffset)
  }

  canHoldOffset(offset: number): boolean {
    const relative = offset - this.baseOffset
    return relative >= 0 && relative <= RELATIVE_OFFSET_MAX
  }

  /** Writes whole batches at the end in one write, then gives the indexes what they want of them. */
  append(records: Buffer, info: AppendedRecords, cause: IoCause = 'append'): void {
    if (!this.canHoldOffset(info.lastOffset)) {
      throw new Error(`offset ${info.lastOffset} does not fit a segment that begins at ${this.baseOffset}`)
    }
    const position = this.size
    this.openFile().write([records], position, cause)
    if (position === 0) this.rollingBasedTimestamp = info.maxTimestamp
    this.size = position + records.length
    if (info.shallowCount === 1) {
      this.indexBatch(position, records.length, info)
      return
    }
    const batch = new RecordBatchView(records)
    for (let at = 0; at < records.length; at += batch.sizeInBytes) {
      batch.moveTo(records, at)
      const { lastOffset, maxTimestamp, sizeInBytes } = batch
      this.indexBatch(position + at, sizeInBytes, { lastOffset, maxTimestamp, offsetOfMaxTimestamp: lastOffset })
    }
  }

  /**
   * Kafka adds at most one entry for an append of many batches, with the last offset of all of them. One for each interval, with the
   * offset of the batch at its position, reads the same, finds places faster, and is what a check of the index against the log expects.
   */
  private indexBatch(position: number, size: number, info: Omit<AppendedRecords, 'shallowCount'>): void {
    this.noteTimestamp(info.maxTimestamp, info.offsetOfMaxTimestamp)
    const hasRoom = !this.offsetIndex.isFull && !this.timeIndex.isFull
    if (this.bytesSinceLastIndexEntry > this.indexIntervalBytes && hasRoom) {
      this.addIndexEntries(info.lastOffset, position)
    }
    this.bytesSinceLastIndexEntry += size
  }

  noteTimestamp(timestamp: number, offset: number): void {
    if (timestamp > this.largestTimestampSoFar.timestamp) this.largest = { timestamp, offset }
  }

  addIndexEntries(offset: number, position: number): void {
    const { timestamp, offset: offsetOfTimestamp } = this.largestTimestampSoFar
    this.offsetIndex.append(offset, position)
    this.timeIndex.maybeAppend(timestamp, offsetOfTimestamp)
    this.bytesSinceLastIndexEntry = 0
  }

  /** Place of the first batch with last offset >= `offset`, within the first `end` bytes. */
  findBatch(offset: number, end = this.size): BatchPosition | undefined {
    let found: BatchPosition | undefined
    const start = this.offsetIndex.lookup(offset).position
    if (start >= end) return undefined
    scanHeaders(this.openFile(), start, end, (batch, position, size) => {
      const lastOffset = batch.lastOffset
      if (lastOffset < offset) return true
      found = { position, size, baseOffset: batch.baseOffset, lastOffset }
      return false
    })
    return found
  }

  /** Offset behind the last batch: the base offset when empty. Reads from the last index entry on. */
  readNextOffset(): number {
    let next = this.baseOffset
    if (this.size === 0) return next
    scanHeaders(this.openFile(), this.offsetIndex.lastEntry.position, this.size, (batch) => {
      next = batch.nextOffset
      return true
    })
    return next
  }

  /** Removes batches from `offset` on (the first that reaches it, whole). Returns bytes removed. The segment is active afterwards. */
  truncateTo(offset: number, config: LogConfig, nowMs: number): number {
    const at = this.findBatch(offset)
    this.offsetIndex.truncateTo(offset)
    this.timeIndex.truncateTo(offset)
    this.txnIndex.truncateTo(offset)
    this.offsetIndex.file.openForAppend(config.segmentIndexBytes)
    this.timeIndex.file.openForAppend(config.segmentIndexBytes)
    const removed = at === undefined ? 0 : this.size - at.position
    if (removed > 0) this.cutTo(this.size - removed)
    if (this.size === 0) {
      this.createdMs = nowMs
      this.rollingBasedTimestamp = undefined
    }
    this.bytesSinceLastIndexEntry = 0
    this.reloadLargestTimestamp()
    return removed
  }

  /** Cuts the `.log` to `size` bytes. */
  cutTo(size: number): void {
    this.openFile().truncate(size)
    this.size = size
  }

  /** Finds the largest timestamp from the time index and the batches behind its last entry. */
  reloadLargestTimestamp(): void {
    let largest = this.timeIndex.lastEntry
    const start = this.offsetIndex.lookup(largest.offset).position
    if (start < this.size) {
      scanHeaders(this.openFile(), start, this.size, (batch) => {
        const timestamp = batch.maxTimestamp
        if (timestamp > largest.timestamp) largest = { timestamp, offset: batch.lastOffset }
        return true
      })
    }
    this.largest = largest
  }

  /** Empties the indexes before they are rebuilt from the batches. */
  clearIndexes(config: LogConfig): void {
    this.offsetIndex.clear()
    this.timeIndex.clear()
    this.txnIndex.clear()
    this.largest = { timestamp: NO_TIMESTAMP, offset: this.baseOffset }
    this.offsetIndex.file.openForAppend(config.segmentIndexBytes)
    this.timeIndex.file.openForAppend(config.segmentIndexBytes)
    this.rollingBasedTimestamp = undefined
  }

  /**
   * How long this segment has waited to be rolled: by timestamps from its first batch to the one to be appended, or by the clock when
   * batches have none.
   */
  timeWaitedForRollMs(nowMs: number, appendTimestamp: number): number {
    const first = this.firstBatchTimestamp()
    return first !== undefined && first >= 0 ? appendTimestamp - first : nowMs - this.createdMs
  }

  /** Largest timestamp of the first batch; undefined when the segment is empty. */
  firstBatchTimestamp(): number | undefined {
    if (this.rollingBasedTimestamp === undefined && this.size >= BATCH_HEADER_SIZE) {
      const header = Buffer.allocUnsafe(BATCH_HEADER_SIZE)
      this.openFile().readSync(header, 0, BATCH_HEADER_SIZE, 0)
      this.rollingBasedTimestamp = new RecordBatchView(header).maxTimestamp
    }
    return this.rollingBasedTimestamp
  }

  /** Adds the closing time index entry and gives back what was preallocated. */
  becomeInactive(): void {
    if (this.timeIndex.file.isWritable) {
      const { timestamp, offset } = this.largestTimestampSoFar
      this.timeIndex.maybeAppend(timestamp, offset, true)
    }
    this.offsetIndex.file.trim()
    this.timeIndex.file.trim()
    if (this.file !== undefined && this.file.size() > this.size) this.file.truncate(this.size)
  }

  async flush(): Promise<void> {
    await this.openFile().sync()
    await this.offsetIndex.file.sync()
    await this.timeIndex.file.sync()
    await this.txnIndex.sync()
  }

  flushSync(): void {
    this.openFile().syncSync()
    this.offsetIndex.file.syncSync()
    this.timeIndex.file.syncSync()
  }

  /** Closes for a clean end: like an inactive segment, whatever it was. */
  close(): void {
    if (this.timeIndex.file.isWritable) this.becomeInactive()
    this.closeHandles()
  }

  /** Closes files and writes nothing. */
  closeHandles(): void {
    this.file?.close()
    this.file = undefined
    this.offsetIndex.file.close()
    this.timeIndex.file.close()
  }

  /** The directory was renamed. Open files stay open. */
  moveTo(directory: string): void {
    this.setPaths(segmentPaths(directory, this.baseOffset))
  }

  /** Renames the files, as for `.deleted`. Returns their new paths. */
  renameWithMark(directory: string, mark: string): string[] {
    const target = segmentPaths(directory, this.baseOffset, mark)
    const from = allPaths(this.paths)
    allPaths(target).forEach((path, index) => {
      const source = from[index]!
      if (this.disk.stat(source) !== undefined) this.disk.rename(source, path)
    })
    this.setPaths(target)
    return allPaths(target)
  }

  snapshot(): SegmentSnapshot {
    return {
      baseOffset: this.baseOffset,
      size: this.size,
      largestTimestamp: this.largestTimestampSoFar.timestamp,
      offsetIndexEntries: this.offsetIndex.file.count,
      timeIndexEntries: this.timeIndex.file.count,
    }
  }

  private setPaths(paths: SegmentPaths): void {
    this.paths = paths
    this.offsetIndex.file.path = paths.offsetIndex
    this.timeIndex.file.path = paths.timeIndex
    this.txnIndex.path = paths.txnIndex
  }
}
