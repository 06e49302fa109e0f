import type { Disk, DiskFile } from '../runtime/disk'

const TAIL_SIZE_FIRST = 1024

/**
 * A file of fixed-size entries. While its segment is active the entries also lie in memory and the file is preallocated (sparse) to its
 * largest size; afterwards it is trimmed, closed, and read entry by entry where a search leads.
 *
 * Invariant: the file's first `count` entries are the index; bytes behind them mean nothing.
 */
export class IndexFile {
  count: number
  /** Entries that fit; Infinity once the file no longer grows. */
  entriesMax = Number.POSITIVE_INFINITY
  private file: DiskFile | undefined
  private tail: Buffer | undefined

  /** `count` entries are taken to be in the file already. */
  constructor(
    private readonly disk: Disk,
    public path: string,
    private readonly entrySize: number,
    count: number,
  ) {
    this.count = count
  }

  /** Bytes of its entries. */
  get sizeInBytes(): number {
    return this.count * this.entrySize
  }

  get isWritable(): boolean {
    return this.file !== undefined
  }

  /** Makes the file ready for more entries, up to `sizeMax` bytes in all. */
  openForAppend(sizeMax: number): void {
    if (this.file !== undefined) return
    const file = this.disk.open(this.path, 'create')
    this.entriesMax = Math.floor(sizeMax / this.entrySize)
    const used = this.count * this.entrySize
    const tail = Buffer.allocUnsafe(Math.max(TAIL_SIZE_FIRST, used))
    if (used > 0) file.readSync(tail, 0, used, 0)
    file.truncate(Math.max(used, this.entriesMax * this.entrySize))
    this.file = file
    this.tail = tail
  }

  append(entry: Buffer): void {
    const { file, tail } = this
    if (file === undefined || tail === undefined) throw new Error(`${this.path} is not open for entries`)
    const at = this.count * this.entrySize
    file.write([entry], at)
    if (at + this.entrySize > tail.length) {
      const grown = Buffer.allocUnsafe(tail.length * 2)
      tail.copy(grown, 0, 0, at)
      this.tail = grown
    }
    entry.copy(this.tail!, at)
    this.count++
  }

  /** Calls `visit` with a buffer and where in it an entry begins, through a reader that lives as long as the call. */
  read<T>(visit: (entryAt: (index: number) => { buffer: Buffer; at: number }) => T): T {
    const { tail, entrySize } = this
    if (tail !== undefined) return visit((index) => ({ buffer: tail, at: index * entrySize }))
    const file = this.disk.open(this.path, 'read')
    const buffer = Buffer.allocUnsafe(entrySize)
    try {
      return visit((index) => {
        buffer.fill(0)
        file.readSync(buffer, 0, entrySize, index * entrySize)
        return { buffer, at: 0 }
      })
    } finally {
      file.close()
    }
  }

  /** Keeps the first `count` entries. */
  keep(count: number): void {
    if (count < this.count) this.count = count
  }

  /** Cuts the file behind its entries and stops taking more. */
  trim(): void {
    const file = this.file ?? this.openIfThere()
    if (file === undefined) return
    file.truncate(this.count * this.entrySize)
    file.close()
    this.forget()
  }

  async sync(): Promise<void> {
    const file = this.file ?? this.openIfThere()
    if (file === undefined) return
    try {
      await file.sync()
    } finally {
      if (file !== this.file) file.close()
    }
  }

  syncSync(): void {
    this.file?.syncSync()
  }

  /** Closes without touching the content: the disk failed, or the file is about to go. */
  close(): void {
    this.file?.close()
    this.forget()
  }

  private openIfThere(): DiskFile | undefined {
    return this.disk.stat(this.path) === undefined ? undefined : this.disk.open(this.path, 'write')
  }

  private forget(): void {
    this.file = undefined
    this.tail = undefined
    this.entriesMax = Number.POSITIVE_INFINITY
  }
}

/** Number of entries, out of `count` in ascending order, for which `isWithin` holds from the first on. */
export function countWithin(count: number, isWithin: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isWithin(middle)) low = middle + 1
    else high = middle
  }
  return low
}
