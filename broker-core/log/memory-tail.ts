/** A stretch of a segment's newest bytes, as they were appended. */
export interface TailEntry {
  readonly segmentBaseOffset: number
  readonly position: number
  readonly baseOffset: number
  readonly lastOffset: number
  /** Whole batches. */
  readonly records: Buffer
}

/** Bounds the memory of all tails of a broker: the log that was appended to least recently loses its tail first. */
export class TailBudget {
  private total = 0
  private readonly tails = new Set<MemoryTail>()

  constructor(
    readonly bytesPerLog: number,
    private readonly bytesTotal: number,
  ) {}

  grew(tail: MemoryTail, bytes: number): void {
    this.total += bytes
    this.tails.delete(tail)
    this.tails.add(tail)
    while (this.total > this.bytesTotal) {
      const [oldest] = this.tails
      if (oldest === undefined || oldest === tail) return
      oldest.clear()
    }
  }

  shrank(tail: MemoryTail, bytes: number): void {
    this.total -= bytes
    if (tail.bytes === 0) this.tails.delete(tail)
  }

  get bytes(): number {
    return this.total
  }
}

/**
 * The last appends of a log, so that followers and consumers near the end are served without reading files.
 *
 * Invariant: entries are contiguous in offsets, and within a segment in positions; copies, never slices of somebody's larger buffer.
 */
export class MemoryTail {
  bytes = 0
  private entries: TailEntry[] = []
  /** Entries before it were dropped; they leave the array in bulk. */
  private head = 0

  constructor(private readonly budget: TailBudget) {}

  add(entry: Omit<TailEntry, 'records'>, records: Buffer): void {
    if (records.length > this.budget.bytesPerLog) {
      this.clear()
      return
    }
    const copy = Buffer.from(records)
    this.entries.push({ ...entry, records: copy })
    this.bytes += copy.length
    this.budget.grew(this, copy.length)
    while (this.bytes > this.budget.bytesPerLog) this.dropFirst()
  }

  /** Entries from the one that holds `offset` on, all of one segment; none when the tail begins later. */
  from(offset: number): readonly TailEntry[] {
    const { entries, head } = this
    let low = head
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (entries[middle]!.lastOffset < offset) low = middle + 1
      else high = middle
    }
    const first = entries[low]
    // Before the first entry there is more in the file, unless the entry holds the offset itself.
    if (first === undefined || (low === head && first.baseOffset > offset)) return []
    let end = low + 1
    while (end < entries.length && entries[end]!.segmentBaseOffset === first.segmentBaseOffset) end++
    return entries.slice(low, end)
  }

  /** Drops entries that end below `offset`. */
  dropBelow(offset: number): void {
    while (this.head < this.entries.length && this.entries[this.head]!.lastOffset < offset) this.dropFirst()
  }

  clear(): void {
    const { bytes } = this
    this.entries = []
    this.head = 0
    this.bytes = 0
    this.budget.shrank(this, bytes)
  }

  private dropFirst(): void {
    const { length } = this.entries[this.head]!.records
    this.head++
    this.bytes -= length
    this.budget.shrank(this, length)
    if (this.head * 2 > this.entries.length) {
      this.entries.splice(0, this.head)
      this.head = 0
    }
  }
}
