import { OFFSET_INDEX_ENTRY_SIZE, readOffsetIndexEntry } from '../../../broker-core/format/offset-index'
import { TIME_INDEX_ENTRY_SIZE } from '../../../broker-core/format/time-index'
import { int64At } from './batch-outline'
import type { ReadOnlyFile } from './read-only-file'

/** An `.index` entry with absolute offset, and where it stands in its file. */
export interface OffsetEntry {
  offset: number
  position: number
  entryPosition: number
}

/** A `.timeindex` entry with absolute offset. */
export interface TimeEntry {
  timestamp: number
  offset: number
  entryPosition: number
}

/** The entries of an index file, read in pieces as they are asked for. Zeros after the entries are not entries. */
export class IndexReader<Entry> {
  /** Entries in front of the preallocated zeros. */
  readonly count: number

  private constructor(
    private readonly file: ReadOnlyFile,
    private readonly entrySize: number,
    private readonly decode: (bytes: Buffer, at: number, entryPosition: number) => Entry,
    count: number,
  ) {
    this.count = count
  }

  static async offsets(file: ReadOnlyFile, baseOffset: number): Promise<IndexReader<OffsetEntry>> {
    const count = await usedEntries(file, OFFSET_INDEX_ENTRY_SIZE)
    const decode = (bytes: Buffer, at: number, entryPosition: number): OffsetEntry => {
      const { relativeOffset, position } = readOffsetIndexEntry(bytes.subarray(at), 0)
      return { offset: baseOffset + relativeOffset, position, entryPosition }
    }
    return new IndexReader(file, OFFSET_INDEX_ENTRY_SIZE, decode, count)
  }

  static async times(file: ReadOnlyFile, baseOffset: number): Promise<IndexReader<TimeEntry>> {
    const count = await usedEntries(file, TIME_INDEX_ENTRY_SIZE)
    const decode = (bytes: Buffer, at: number, entryPosition: number): TimeEntry => ({
      timestamp: int64At(bytes, at),
      offset: baseOffset + bytes.readInt32BE(at + 8),
      entryPosition,
    })
    return new IndexReader(file, TIME_INDEX_ENTRY_SIZE, decode, count)
  }

  /** Up to `count` entries from the `from`-th on. */
  async slice(from: number, count: number): Promise<Entry[]> {
    const start = from * this.entrySize
    const bytes = await this.file.read(start, Math.max(0, Math.min(count, this.count - from)) * this.entrySize)
    const entries: Entry[] = []
    for (let at = 0; at + this.entrySize <= bytes.length; at += this.entrySize)
      entries.push(this.decode(bytes, at, start + at))
    return entries
  }

  async last(): Promise<Entry | undefined> {
    return this.count === 0 ? undefined : (await this.slice(this.count - 1, 1))[0]
  }

  /** The last entry that `isBefore` accepts; all in front of it must be accepted too. */
  async lastWhere(isBefore: (entry: Entry) => boolean): Promise<Entry | undefined> {
    let low = 0
    let high = this.count
    let found: Entry | undefined
    while (low < high) {
      const middle = (low + high) >>> 1
      const [entry] = await this.slice(middle, 1)
      if (entry !== undefined && isBefore(entry)) {
        found = entry
        low = middle + 1
      } else high = middle
    }
    return found
  }
}

/** Most indexes have few entries in front of megabytes of zeros: one read settles those. */
const FIRST_READ_ENTRIES = 512

/** Entries in front of the zeros at the end. Only the very first may be zero itself, where others follow it. */
async function usedEntries(file: ReadOnlyFile, entrySize: number): Promise<number> {
  const total = Math.floor(file.sizeBytes / entrySize)
  const head = await file.read(0, Math.min(total, FIRST_READ_ENTRIES) * entrySize)
  const inHead = Math.floor(head.length / entrySize)
  const isUsed = (bytes: Buffer, index: number): boolean =>
    bytes.subarray(index * entrySize, (index + 1) * entrySize).some((byte) => byte !== 0)
  let low = 0
  for (let index = inHead - 1; index >= 0 && low === 0; index--) if (isUsed(head, index)) low = index + 1
  if (low < inHead) return low
  for (let high = total; low < high; ) {
    const middle = (low + high) >>> 1
    if (isUsed(await file.read(middle * entrySize, entrySize), 0)) low = middle + 1
    else high = middle
  }
  return low
}
