import type { ProducerSnapshotEntry } from '../format/producer-snapshot'
import { decrementSequence, NO_SEQUENCE, NO_TIMESTAMP } from '../format/record-batch'

/** Batches remembered per producer: as many as an idempotent producer may have in flight. */
export const BATCHES_RETAINED = 5

export interface ProducerBatch {
  readonly lastSequence: number
  readonly lastOffset: number
  /** Last minus first offset, which is also last minus first sequence. */
  readonly offsetDelta: number
  readonly timestamp: number
}

/** What a log remembers of one producer id (kafka.log.ProducerStateEntry). Batches ascend by sequence, at most five. */
export class ProducerStateEntry {
  readonly batches: ProducerBatch[] = []
  producerEpoch = -1
  coordinatorEpoch = -1
  lastTimestamp = NO_TIMESTAMP
  /** First offset of the transaction that is open; undefined: none. */
  currentTxnFirstOffset: number | undefined

  constructor(readonly producerId: bigint) {}

  get lastSequence(): number {
    return this.lastBatch?.lastSequence ?? NO_SEQUENCE
  }

  get lastBatch(): ProducerBatch | undefined {
    return this.batches[this.batches.length - 1]
  }

  addBatch(producerEpoch: number, batch: ProducerBatch): void {
    this.adoptEpoch(producerEpoch)
    this.pushBatch(batch)
    this.lastTimestamp = batch.timestamp
  }

  /** A new epoch makes the batches of the old one meaningless. */
  adoptEpoch(producerEpoch: number): void {
    if (this.producerEpoch === producerEpoch) return
    this.batches.length = 0
    this.producerEpoch = producerEpoch
  }

  /** Takes over what an append changed. */
  update(next: ProducerStateEntry): void {
    this.adoptEpoch(next.producerEpoch)
    for (const batch of next.batches) this.pushBatch(batch)
    this.coordinatorEpoch = next.coordinatorEpoch
    this.currentTxnFirstOffset = next.currentTxnFirstOffset
    this.lastTimestamp = next.lastTimestamp
  }

  /** The remembered batch of exactly this epoch and sequence range. */
  findDuplicate(producerEpoch: number, firstSequence: number, lastSequence: number): ProducerBatch | undefined {
    if (producerEpoch !== this.producerEpoch) return undefined
    return this.batches.find(
      (batch) =>
        batch.lastSequence === lastSequence &&
        decrementSequence(batch.lastSequence, batch.offsetDelta) === firstSequence,
    )
  }

  toSnapshot(): ProducerSnapshotEntry {
    const last = this.lastBatch
    return {
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      lastSequence: this.lastSequence,
      lastOffset: last?.lastOffset ?? -1,
      offsetDelta: last?.offsetDelta ?? 0,
      timestamp: this.lastTimestamp,
      coordinatorEpoch: this.coordinatorEpoch,
      currentTxnFirstOffset: this.currentTxnFirstOffset ?? -1,
    }
  }

  static fromSnapshot(stored: ProducerSnapshotEntry): ProducerStateEntry {
    const entry = new ProducerStateEntry(stored.producerId)
    entry.producerEpoch = stored.producerEpoch
    entry.coordinatorEpoch = stored.coordinatorEpoch
    entry.lastTimestamp = stored.timestamp
    if (stored.lastOffset >= 0) entry.pushBatch(stored)
    if (stored.currentTxnFirstOffset >= 0) entry.currentTxnFirstOffset = stored.currentTxnFirstOffset
    return entry
  }

  private pushBatch(batch: ProducerBatch): void {
    if (this.batches.length === BATCHES_RETAINED) this.batches.shift()
    const { lastSequence, lastOffset, offsetDelta, timestamp } = batch
    this.batches.push({ lastSequence, lastOffset, offsetDelta, timestamp })
  }
}
