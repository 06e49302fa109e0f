import {
  type AbortedTransactionEntry,
  decodeTxnIndex,
  encodeAbortedTransaction,
  TXN_INDEX_ENTRY_SIZE,
} from '../format/txn-index'
import type { Disk } from '../runtime/disk'

/**
 * Aborted transactions whose markers lie in one segment (kafka.log.TransactionIndex). They are few: the entries stay in memory once
 * read, and the file exists only when there is one.
 */
export class TxnIndex {
  private loaded: AbortedTransactionEntry[] | undefined

  constructor(
    private readonly disk: Disk,
    public path: string,
  ) {}

  entries(): readonly AbortedTransactionEntry[] {
    if (this.loaded === undefined) {
      const exists = this.disk.stat(this.path) !== undefined
      this.loaded = exists ? decodeTxnIndex(this.disk.readWhole(this.path)) : []
    }
    return this.loaded
  }

  append(entry: AbortedTransactionEntry): void {
    const position = this.entries().length * TXN_INDEX_ENTRY_SIZE
    const file = this.disk.open(this.path, 'create')
    try {
      file.write([encodeAbortedTransaction(entry)], position)
    } finally {
      file.close()
    }
    this.loaded!.push(entry)
  }

  /** Those that overlap [fetchOffset, upperBoundOffset), and whether later segments cannot add any. */
  collect(fetchOffset: number, upperBoundOffset: number): { found: AbortedTransactionEntry[]; isComplete: boolean } {
    const found: AbortedTransactionEntry[] = []
    for (const entry of this.entries()) {
      if (entry.lastOffset >= fetchOffset && entry.firstOffset < upperBoundOffset) found.push(entry)
      if (entry.lastStableOffset >= upperBoundOffset) return { found, isComplete: true }
    }
    return { found, isComplete: false }
  }

  /** Drops transactions whose marker is at `offset` or above. */
  truncateTo(offset: number): void {
    const kept = this.entries().filter((entry) => entry.lastOffset < offset)
    if (kept.length === this.entries().length) return
    this.cut(kept.length)
    this.loaded = kept
  }

  /** Empties the file, whatever it holds. */
  clear(): void {
    if (this.disk.stat(this.path) !== undefined) this.cut(0)
    this.loaded = []
  }

  /** Throws when the content cannot be right. */
  check(baseOffset: number): void {
    for (const entry of this.entries()) {
      if (entry.lastOffset < baseOffset)
        throw new Error(`${this.path}: marker at ${entry.lastOffset} lies before the segment`)
    }
  }

  async sync(): Promise<void> {
    if (this.loaded === undefined || this.loaded.length === 0) return
    const file = this.disk.open(this.path, 'write')
    try {
      await file.sync()
    } finally {
      file.close()
    }
  }

  private cut(entries: number): void {
    const file = this.disk.open(this.path, 'write')
    try {
      file.truncate(entries * TXN_INDEX_ENTRY_SIZE)
    } finally {
      file.close()
    }
  }
}
