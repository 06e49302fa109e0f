import { CorruptSnapshotError } from '../format/producer-snapshot'
import type { Disk } from '../runtime/disk'
import type { Logger } from '../runtime/logger'
import type { AppendOrigin } from './log-append-info'
import { type CompletedTransaction, ProducerAppend } from './producer-append'
import { ProducerSnapshots } from './producer-snapshots'
import { ProducerStateEntry } from './producer-state-entry'

interface Transaction {
  producerId: bigint
  firstOffset: number
  /** Offset of its marker once decided. */
  lastOffset: number | undefined
}

export interface ProducerStateOptions {
  disk: Disk
  logger: Logger
  directory: string
  partitionName: string
  /** Idle producers are forgotten after it. */
  expirationMs: number
  onSnapshotWritten(offset: number): void
}

/**
 * Producers and transactions of one log, as of `mapEndOffset` (kafka.log.ProducerStateManager). Rebuilt from a snapshot and the batches
 * behind it.
 */
export class ProducerStateManager {
  readonly snapshots: ProducerSnapshots
  /** The state covers every offset below. */
  mapEndOffset = 0
  private lastSnapshotOffset = 0
  private readonly producers = new Map<bigint, ProducerStateEntry>()
  /** Open transactions by first offset. */
  private readonly ongoing = new Map<number, Transaction>()
  /** Decided, but the marker is not below the high watermark yet. */
  private readonly unreplicated = new Map<number, Transaction>()

  constructor(private readonly options: ProducerStateOptions) {
    this.snapshots = new ProducerSnapshots(options.disk, options.directory)
  }

  get isEmpty(): boolean {
    return this.producers.size === 0 && this.unreplicated.size === 0
  }

  get producerCount(): number {
    return this.producers.size
  }

  /** All producers with state. */
  entries(): ProducerStateEntry[] {
    return [...this.producers.values()]
  }

  entry(producerId: bigint): ProducerStateEntry | undefined {
    return this.producers.get(producerId)
  }

  /** First offset that is undecided, or decided by a marker that is not replicated. */
  get firstUnstableOffset(): number | undefined {
    const undecided = smallestKey(this.ongoing)
    const unreplicated = smallestKey(this.unreplicated)
    if (undecided === undefined) return unreplicated
    return unreplicated === undefined ? undecided : Math.min(undecided, unreplicated)
  }

  prepareAppend(producerId: bigint, origin: AppendOrigin): ProducerAppend {
    const current = this.producers.get(producerId) ?? new ProducerStateEntry(producerId)
    return new ProducerAppend(producerId, current, origin, this.options.partitionName)
  }

  /** The append was written. */
  update(append: ProducerAppend): void {
    const current = this.producers.get(append.producerId)
    if (current === undefined) this.producers.set(append.producerId, append.updated)
    else current.update(append.updated)
    for (const firstOffset of append.startedTransactions) {
      this.ongoing.set(firstOffset, { producerId: append.producerId, firstOffset, lastOffset: undefined })
    }
  }

  /** Last stable offset once this transaction is complete: what the transaction index records. */
  lastStableOffsetAfter(completed: CompletedTransaction): number {
    let next: number | undefined
    for (const transaction of this.ongoing.values()) {
      if (transaction.producerId === completed.producerId) continue
      if (next === undefined || transaction.firstOffset < next) next = transaction.firstOffset
    }
    return next ?? completed.lastOffset + 1
  }

  completeTransaction(completed: CompletedTransaction): void {
    const transaction = this.ongoing.get(completed.firstOffset)
    if (transaction === undefined) {
      throw new Error(`${this.options.partitionName}: transaction at ${completed.firstOffset} ends but never began`)
    }
    this.ongoing.delete(completed.firstOffset)
    transaction.lastOffset = completed.lastOffset
    this.unreplicated.set(completed.firstOffset, transaction)
  }

  onHighWatermarkUpdated(highWatermark: number): void {
    if (this.unreplicated.size === 0) return
    for (const [firstOffset, { lastOffset }] of this.unreplicated) {
      if (lastOffset !== undefined && lastOffset < highWatermark) this.unreplicated.delete(firstOffset)
    }
  }

  removeExpired(nowMs: number): void {
    for (const [producerId, entry] of this.producers)
      if (this.isExpired(entry, nowMs)) this.producers.delete(producerId)
  }

  /** Writes a snapshot at the end offset unless nothing was appended since the last one. */
  takeSnapshot(): void {
    if (this.mapEndOffset <= this.lastSnapshotOffset) return
    this.snapshots.write(
      this.mapEndOffset,
      [...this.producers.values()].map((entry) => entry.toSnapshot()),
    )
    this.lastSnapshotOffset = this.mapEndOffset
    this.options.onSnapshotWritten(this.mapEndOffset)
  }

  /** The log begins later: in-memory state stays, snapshots below go. */
  truncateHead(logStartOffset: number): void {
    this.onHighWatermarkUpdated(logStartOffset)
    if (this.mapEndOffset < logStartOffset) this.mapEndOffset = logStartOffset
    this.snapshots.remove((offset) => offset < logStartOffset)
    this.lastSnapshotOffset = this.snapshots.latestOffset ?? logStartOffset
  }

  /** Goes back to the latest snapshot within [logStartOffset, logEndOffset]; the caller replays the batches behind `mapEndOffset`. */
  truncateAndReload(logStartOffset: number, logEndOffset: number, nowMs: number): void {
    this.snapshots.remove((offset) => offset > logEndOffset || offset <= logStartOffset)
    if (logEndOffset === this.mapEndOffset) {
      this.truncateHead(logStartOffset)
      return
    }
    this.clear()
    this.loadSnapshot(logStartOffset, nowMs)
  }

  /** Nothing is left of the log. */
  truncateAll(): void {
    this.clear()
    this.snapshots.remove(() => true)
    this.lastSnapshotOffset = 0
    this.mapEndOffset = 0
  }

  private clear(): void {
    this.producers.clear()
    this.ongoing.clear()
    this.unreplicated.clear()
  }

  private loadSnapshot(logStartOffset: number, nowMs: number): void {
    for (;;) {
      const offset = this.snapshots.latestOffset
      if (offset === undefined) {
        this.lastSnapshotOffset = logStartOffset
        this.mapEndOffset = logStartOffset
        return
      }
      try {
        for (const stored of this.snapshots.read(offset)) this.loadEntry(ProducerStateEntry.fromSnapshot(stored), nowMs)
        this.lastSnapshotOffset = offset
        this.mapEndOffset = offset
        return
      } catch (error) {
        if (!(error instanceof CorruptSnapshotError)) throw error
        this.options.logger.warn(`Producer snapshot ${offset} of ${this.options.partitionName} is unusable`, error)
        this.snapshots.remove((known) => known === offset)
      }
    }
  }

  private loadEntry(entry: ProducerStateEntry, nowMs: number): void {
    if (this.isExpired(entry, nowMs)) return
    this.producers.set(entry.producerId, entry)
    const firstOffset = entry.currentTxnFirstOffset
    if (firstOffset === undefined) return
    this.ongoing.set(firstOffset, { producerId: entry.producerId, firstOffset, lastOffset: undefined })
  }

  private isExpired(entry: ProducerStateEntry, nowMs: number): boolean {
    return entry.currentTxnFirstOffset === undefined && nowMs - entry.lastTimestamp >= this.options.expirationMs
  }
}

function smallestKey(transactions: ReadonlyMap<number, Transaction>): number | undefined {
  let smallest: number | undefined
  for (const offset of transactions.keys()) if (smallest === undefined || offset < smallest) smallest = offset
  return smallest
}
