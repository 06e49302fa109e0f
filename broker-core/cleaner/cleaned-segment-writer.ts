import { CLEANED_SUFFIX } from '../format/file-names'
import { OFFSET_INDEX_ENTRY_SIZE, writeOffsetIndexEntry } from '../format/offset-index'
import { NO_TIMESTAMP } from '../format/record-batch'
import { TIME_INDEX_ENTRY_SIZE, writeTimeIndexEntry } from '../format/time-index'
import { type AbortedTransactionEntry, encodeAbortedTransaction } from '../format/txn-index'
import { RELATIVE_OFFSET_MAX } from '../log/offset-index'
import { allPaths, segmentPaths } from '../log/segment-files'
import type { Disk, DiskFile } from '../runtime/disk'
import { EntryBuffer } from './entry-buffer'

export interface CleanedSegmentOptions {
  disk: Disk
  directory: string
  baseOffset: number
  /** index.interval.bytes and segment.index.bytes */
  indexIntervalBytes: number
  segmentIndexBytes: number
}

/** A batch as it is written. */
export interface WrittenBatch {
  lastOffset: number
  maxTimestamp: number
  size: number
}

/** The `.cleaned` files of one new segment. Index entries wait in memory, at most segment.index.bytes each, and are written once. */
export class CleanedSegmentWriter {
  size = 0
  private readonly paths
  private readonly log: DiskFile
  private readonly offsetIndex: EntryBuffer
  private readonly timeIndex: EntryBuffer
  private readonly aborted: AbortedTransactionEntry[] = []
  private bytesSinceLastIndexEntry = 0
  private largest
  private lastIndexedTimestamp = NO_TIMESTAMP

  constructor(private readonly options: CleanedSegmentOptions) {
    const { disk, directory, baseOffset, segmentIndexBytes } = options
    this.paths = segmentPaths(directory, baseOffset, CLEANED_SUFFIX)
    for (const path of allPaths(this.paths)) disk.removeSync(path)
    this.largest = { timestamp: NO_TIMESTAMP, offset: baseOffset }
    this.offsetIndex = new EntryBuffer(OFFSET_INDEX_ENTRY_SIZE, segmentIndexBytes)
    this.timeIndex = new EntryBuffer(TIME_INDEX_ENTRY_SIZE, segmentIndexBytes)
    this.log = disk.open(this.paths.log, 'create')
  }

  /** Writes whole batches behind the last ones, in one write. `pieces` are their bytes, cut anywhere. */
  write(pieces: readonly Buffer[], batches: readonly WrittenBatch[]): void {
    const position = this.size
    for (const batch of batches) this.index(batch)
    this.log.write(pieces, position)
  }

  noteAborted(entry: AbortedTransactionEntry): void {
    this.aborted.push(entry)
  }

  private index({ lastOffset, maxTimestamp, size }: WrittenBatch): void {
    const { baseOffset, indexIntervalBytes } = this.options
    if (lastOffset - baseOffset > RELATIVE_OFFSET_MAX) {
      throw new Error(`offset ${lastOffset} does not fit a segment that begins at ${baseOffset}`)
    }
    if (maxTimestamp > this.largest.timestamp) this.largest = { timestamp: maxTimestamp, offset: lastOffset }
    const hasRoom = !this.offsetIndex.isFull && this.timeIndex.room > 1
    if (this.bytesSinceLastIndexEntry > indexIntervalBytes && hasRoom) {
      const { buffer, at } = this.offsetIndex.next()
      writeOffsetIndexEntry(buffer, at, lastOffset - baseOffset, this.size)
      this.indexTime()
      this.bytesSinceLastIndexEntry = 0
    }
    this.bytesSinceLastIndexEntry += size
    this.size += size
  }

  private indexTime(): void {
    const { timestamp, offset } = this.largest
    if (timestamp <= this.lastIndexedTimestamp || this.timeIndex.isFull) return
    const { buffer, at } = this.timeIndex.next()
    writeTimeIndexEntry(buffer, at, timestamp, offset - this.options.baseOffset)
    this.lastIndexedTimestamp = timestamp
  }

  /** Writes the indexes, makes all durable, and gives the log the time of the last source. The files are complete then. */
  async finish(modifiedMs: number): Promise<void> {
    const { disk } = this.options
    this.indexTime()
    const files = [this.log]
    try {
      files.push(writeWhole(disk, this.paths.offsetIndex, this.offsetIndex.content()))
      files.push(writeWhole(disk, this.paths.timeIndex, this.timeIndex.content()))
      if (this.aborted.length > 0) {
        files.push(writeWhole(disk, this.paths.txnIndex, Buffer.concat(this.aborted.map(encodeAbortedTransaction))))
      }
      for (const file of files) await file.sync()
    } finally {
      for (const file of files) file.close()
    }
    disk.setModified(this.paths.log, modifiedMs)
  }

  /** Removes what was written: the cleaning is given up. */
  abandon(): void {
    this.log.close()
    for (const path of allPaths(this.paths)) this.options.disk.removeSync(path)
  }
}

function writeWhole(disk: Disk, path: string, content: Buffer): DiskFile {
  const file = disk.open(path, 'create')
  if (content.length > 0) file.write([content], 0)
  return file
}
