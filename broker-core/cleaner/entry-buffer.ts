const SIZE_FIRST = 4096

/** Entries of one size that collect in memory until they are written together. */
export class EntryBuffer {
  private count = 0
  private bytes: Buffer
  private readonly entriesMax: number

  constructor(
    private readonly entrySize: number,
    sizeMax: number,
  ) {
    this.entriesMax = Math.floor(sizeMax / entrySize)
    this.bytes = Buffer.allocUnsafe(Math.min(SIZE_FIRST, this.entriesMax * entrySize))
  }

  get isFull(): boolean {
    return this.room === 0
  }

  /** Entries that still fit. */
  get room(): number {
    return this.entriesMax - this.count
  }

  /** Where the next entry is to be written. */
  next(): { buffer: Buffer; at: number } {
    if (this.isFull) throw new Error(`${this.count} entries are as many as there may be`)
    const at = this.count * this.entrySize
    if (at + this.entrySize > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.bytes.length * 2, this.entriesMax * this.entrySize))
      this.bytes.copy(grown, 0, 0, at)
      this.bytes = grown
    }
    this.count++
    return { buffer: this.bytes, at }
  }

  content(): Buffer {
    return this.bytes.subarray(0, this.count * this.entrySize)
  }
}
