import { OFFSET_INDEX_ENTRY_SIZE, writeOffsetIndexEntry } from '../format/offset-index'
import type { Disk } from '../runtime/disk'
import { countWithin, IndexFile } from './index-file'

export interface OffsetPosition {
  offset: number
  position: number
}

/** Largest offset that fits an entry, counted from the segment's base. */
export const RELATIVE_OFFSET_MAX = 0x7fffffff

/** Sparse map from offset to file position of one segment (kafka.log.OffsetIndex). Offsets strictly ascend. */
export class OffsetIndex {
  readonly file: IndexFile
  private last: OffsetPosition | undefined
  private readonly scratch = Buffer.alloc(OFFSET_INDEX_ENTRY_SIZE)

  constructor(
    disk: Disk,
    path: string,
    private readonly baseOffset: number,
    size: number,
  ) {
    this.file = new IndexFile(disk, path, OFFSET_INDEX_ENTRY_SIZE, Math.floor(size / OFFSET_INDEX_ENTRY_SIZE))
  }

  get isFull(): boolean {
    return this.file.count >= this.file.entriesMax
  }

  /** The last entry, (base offset, 0) when empty. */
  get lastEntry(): OffsetPosition {
    if (this.last === undefined) this.last = this.entry(this.file.count - 1)
    return this.last
  }

  append(offset: number, position: number): void {
    if (this.isFull) throw new Error(`${this.file.path} is full (${this.file.count} entries)`)
    if (this.file.count > 0 && offset <= this.lastEntry.offset) {
      throw new Error(`${this.file.path}: offset ${offset} is not above the last one, ${this.lastEntry.offset}`)
    }
    writeOffsetIndexEntry(this.scratch, 0, offset - this.baseOffset, position)
    this.file.append(this.scratch)
    this.last = { offset, position }
  }

  /** Greatest entry whose offset is <= `offset`, else (base offset, 0). */
  lookup(offset: number): OffsetPosition {
    if (this.file.count === 0 || offset <= this.baseOffset) return { offset: this.baseOffset, position: 0 }
    return this.file.read((entryAt) => {
      const relative = offset - this.baseOffset
      const within = countWithin(this.file.count, (index) => {
        const { buffer, at } = entryAt(index)
        return buffer.readInt32BE(at) <= relative
      })
      return this.decode(within - 1, entryAt)
    })
  }

  /** Offset of the first entry at or behind `position`; undefined when there is none. */
  offsetAtOrBehind(position: number): number | undefined {
    return this.file.read((entryAt) => {
      const before = countWithin(this.file.count, (index) => {
        const { buffer, at } = entryAt(index)
        return buffer.readInt32BE(at + 4) < position
      })
      return before === this.file.count ? undefined : this.decode(before, entryAt).offset
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
            return buffer.readInt32BE(at) < relative
          }),
        ),
      )
    }
    this.last = undefined
  }

  /** Throws when the last entry cannot be right for a `.log` of `logSize` bytes. */
  check(logSize: number): void {
    const { count, path } = this.file
    if (count === 0) return
    const { offset, position } = this.lastEntry
    if (offset > this.baseOffset && position > 0 && position < logSize) return
    throw new Error(`${path}: last entry is offset ${offset} at ${position}`)
  }

  clear(): void {
    this.file.keep(0)
    this.last = undefined
  }

  private entry(index: number): OffsetPosition {
    if (index < 0) return { offset: this.baseOffset, position: 0 }
    return this.file.read((entryAt) => this.decode(index, entryAt))
  }

  private decode(index: number, entryAt: (index: number) => { buffer: Buffer; at: number }): OffsetPosition {
    if (index < 0) return { offset: this.baseOffset, position: 0 }
    const { buffer, at } = entryAt(index)
    return { offset: this.baseOffset + buffer.readInt32BE(at), position: buffer.readInt32BE(at + 4) }
  }
}
