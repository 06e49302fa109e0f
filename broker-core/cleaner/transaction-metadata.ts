import { decodeEndTransactionMarker } from '../format/control-record'
import type { RecordBatchView } from '../format/record-batch'
import { recordsOf } from '../format/record-batch-reader'
import type { AbortedTransactionEntry } from '../format/txn-index'
import type { Codec } from '../runtime/codec'

interface OngoingAborted {
  entry: AbortedTransactionEntry
  /** A batch of it was passed: its marker is still needed. */
  sawBatch: boolean
}

/**
 * Which transaction a batch belongs to, while the cleaner passes over the log in order (kafka.log.CleanedTransactionMetadata): batches of
 * aborted ones go, a marker may go once no batch of its transaction is left.
 */
export class TransactionMetadata {
  /** Ascending by first offset; may hold one transaction twice. */
  private aborted: AbortedTransactionEntry[] = []
  private readonly ongoingAborted = new Map<bigint, OngoingAborted>()
  private readonly ongoingCommitted = new Set<bigint>()

  constructor(
    private readonly codec: Codec,
    /** An aborted transaction whose marker stays: it belongs into the new transaction index. */
    private readonly onRetained: (entry: AbortedTransactionEntry) => void = () => undefined,
  ) {}

  addAborted(entries: readonly AbortedTransactionEntry[]): void {
    if (entries.length === 0) return
    this.aborted = [...this.aborted, ...entries].sort((one, other) => one.firstOffset - other.firstOffset)
  }

  /** Takes in a batch of data. true: its transaction was aborted, its records may go. */
  onBatch(batch: RecordBatchView): boolean {
    this.startUpTo(batch.lastOffset)
    if (!batch.isTransactional) return false
    const { producerId } = batch
    const ongoing = this.ongoingAborted.get(producerId)
    if (ongoing === undefined) {
      this.ongoingCommitted.add(producerId)
      return false
    }
    ongoing.sawBatch = true
    return true
  }

  /** Takes in a control batch, whole in its buffer. true: nothing is left of its transaction, so it may go some time. */
  onControlBatch(batch: RecordBatchView): boolean {
    this.startUpTo(batch.lastOffset)
    // Without its record it was emptied by an earlier cleaning.
    if (batch.recordCount === 0) return true
    const [record] = recordsOf(batch, this.codec)
    const marker = record === undefined ? undefined : decodeEndTransactionMarker(record.key, record.value)
    if (marker === undefined) return false
    const { producerId } = batch
    if (marker.type === 'commit') return !this.ongoingCommitted.delete(producerId)
    const ongoing = this.ongoingAborted.get(producerId)
    this.ongoingAborted.delete(producerId)
    if (ongoing === undefined || !ongoing.sawBatch) return true
    this.onRetained(ongoing.entry)
    return false
  }

  private startUpTo(offset: number): void {
    let started = 0
    for (const entry of this.aborted) {
      if (entry.firstOffset > offset) break
      started++
      if (!this.ongoingAborted.has(entry.producerId)) {
        this.ongoingAborted.set(entry.producerId, { entry, sawBatch: false })
      }
    }
    if (started > 0) this.aborted.splice(0, started)
  }
}
