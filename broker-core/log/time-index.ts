import { readInt64 } from '../format/int64'
import { TIME_INDEX_ENTRY_SIZE, writeTimeIndexEntry } from '../format/time-index'
import type { Disk } from '../runtime/disk'
import { countWithin, IndexFile } from './index-file'

export interface TimestampOffset {
  timestamp: number
  offset: number
}

/** Sparse map from the largest timestamp so far to its offset, of one segment (kafka.log.TimeIndex). Timestamps strictly ascend. */
export class TimeIndex {
  readonly file: IndexFile
  private last: TimestampOffset | undefined
  private readonly scratch = Buffer.alloc(TIME_INDEX_ENTRY_SIZE)

  constructor(
    disk: Disk,
    path: string,
    private readonly baseOffset: number,
    size: number,
  ) {
    this.file = new IndexFile(disk, path, TIME_INDEX_ENTRY_SIZE, Math.floor(size / TIME_INDEX_ENTRY_SIZE))
  }

  /** One place is kept free for the entry that closes the segment. */
  get isFull(): boolean {
    return this.file.count >= this.file.entriesMax - 1
  }

  /** The last entry, (-1, base offset) when empty. */
  get lastEntry(): TimestampOffset {
    if (this.last === undefined) this.last = this.entry(this.file.count - 1)
    return this.last
  }

  /** Adds an entry if its timestamp is above the last one's. `closing` may use the last free place. */
  maybeAppend(timestamp: number, offset: number, closing = false): void {
    const last = this.lastEntry
    if (timestamp <= last.timestamp) return
    if (this.isFull && !closing) throw new Error(`${this.file.path} is full (${this.file.count} entries)`)
    if (this.file.count > 0 && offset < last.offset) {
      throw new Error(`${this.file.path}: offset ${offset} is below the last one, ${last.offset}`)
    }
    writeTimeIndexEntry(this.scratch, 0, timestamp, offset - this.baseOffset)
    this.file.append(this.scratch)
    this.last = { timestamp, offset }
  }

  /** Greatest entry whose timestamp is <= `timestamp`, else (-1, base offset). */
  lookup(timestamp: number): TimestampOffset {
    if (this.file.count === 0) return { timestamp: -1, offset: this.baseOffset }
    return this.file.read((entryAt) => {
      const within = countWithin(this.file.count, (index) => {
        const { buffer, at } = entryAt(index)
        return readInt64(buffer, at) <= timestamp
      })
      return this.decode(within - 1, entryAt)
    })
  }

  /** Drops entries of `offset` and above. */
  truncateTo(offset: number): void {
    const relative = offset - this.baseOffset
    if (this.file.count > 0) {
      this.file.keep(
        this.file.read((entryAt) =>
          countWithin(this.file.count, (index) => {
            const { buffer, at } = entryAt(index)
            return buffer.readInt32BE(at + 8) < relative
          }),
        ),
      )
    }
    this.last = undefined
  }

  /** Throws when the last entry cannot be right. */
  check(): void {
    const { count, path } = this.file
    if (count === 0) return
    const first = this.entry(0)
    const last = this.lastEntry
    const isSound = count === 1 ? last.timestamp >= 0 : last.timestamp > first.timestamp
    if (!isSound || last.offset < this.baseOffset) {
      throw new Error(`${path}: last entry is timestamp ${last.timestamp} at offset ${last.offset}`)
    }
  }

  clear(): void {
    this.file.keep(0)
    this.last = undefined
  }

  private entry(index: number): TimestampOffset {
    if (index < 0) return { timestamp: -1, offset: this.baseOffset }
    return this.file.read((entryAt) => this.decode(index, entryAt))
  }

  private decode(index: number, entryAt: (index: number) => { buffer: Buffer; at: number }): TimestampOffset {
    if (index < 0) return { timestamp: -1, offset: this.baseOffset }
    const { buffer, at } = entryAt(index)
    return { timestamp: readInt64(buffer, at), offset: this.baseOffset + buffer.readInt32BE(at + 8) }
  }
}
