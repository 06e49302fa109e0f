import type { EndTransactionMarker } from '../format/control-record'
import { NO_SEQUENCE } from '../format/record-batch'
import type { AppendOrigin } from './log-append-info'
import { LogError } from './log-error'
import { ProducerStateEntry } from './producer-state-entry'

/** A data batch as producer state sees it. */
export interface ProducerBatchHeader {
  producerEpoch: number
  baseSequence: number
  lastSequence: number
  baseOffset: number
  lastOffset: number
  maxTimestamp: number
  isTransactional: boolean
}

export interface CompletedTransaction {
  producerId: bigint
  firstOffset: number
  /** Of the marker. */
  lastOffset: number
  isAborted: boolean
}

/**
 * Checks the batches of one append against what is known of their producer, and collects what they change; nothing changes until the
 * append is written (kafka.log.ProducerAppendInfo). Client batches get the full check, coordinators' only the epoch, replicated none.
 */
export class ProducerAppend {
  readonly updated: ProducerStateEntry
  /** First offsets of transactions that begin in this append. */
  readonly startedTransactions: number[] = []

  constructor(
    readonly producerId: bigint,
    private readonly current: ProducerStateEntry,
    private readonly origin: AppendOrigin,
    private readonly partitionName: string,
  ) {
    this.updated = new ProducerStateEntry(producerId)
    this.updated.producerEpoch = current.producerEpoch
    this.updated.coordinatorEpoch = current.coordinatorEpoch
    this.updated.lastTimestamp = current.lastTimestamp
    this.updated.currentTxnFirstOffset = current.currentTxnFirstOffset
  }

  appendData(batch: ProducerBatchHeader): void {
    this.checkEpoch(batch.producerEpoch, batch.baseOffset)
    if (this.origin === 'client') this.checkSequence(batch)
    this.updated.addBatch(batch.producerEpoch, {
      lastSequence: batch.lastSequence,
      lastOffset: batch.lastOffset,
      offsetDelta: batch.lastOffset - batch.baseOffset,
      timestamp: batch.maxTimestamp,
    })
    const open = this.updated.currentTxnFirstOffset
    if (open !== undefined && !batch.isTransactional) {
      const message = `Expected transactional write from producer ${this.producerId} at offset ${batch.baseOffset} in partition ${this.partitionName}`
      throw new LogError('INVALID_TXN_STATE', message)
    }
    if (open === undefined && batch.isTransactional) {
      this.updated.currentTxnFirstOffset = batch.baseOffset
      this.startedTransactions.push(batch.baseOffset)
    }
  }

  appendMarker(
    marker: EndTransactionMarker,
    batch: { producerEpoch: number; baseOffset: number; maxTimestamp: number },
  ): CompletedTransaction {
    this.checkEpoch(batch.producerEpoch, batch.baseOffset)
    this.checkCoordinatorEpoch(marker)
    const { updated } = this
    let firstOffset = updated.currentTxnFirstOffset
    if (firstOffset === undefined) {
      firstOffset = batch.baseOffset
      this.startedTransactions.push(firstOffset)
    }
    updated.adoptEpoch(batch.producerEpoch)
    updated.currentTxnFirstOffset = undefined
    updated.coordinatorEpoch = marker.coordinatorEpoch
    updated.lastTimestamp = batch.maxTimestamp
    return {
      producerId: this.producerId,
      firstOffset,
      lastOffset: batch.baseOffset,
      isAborted: marker.type === 'abort',
    }
  }

  private checkEpoch(producerEpoch: number, offset: number): void {
    if (producerEpoch >= this.updated.producerEpoch || this.origin === 'replication') return
    throw new LogError(
      'INVALID_PRODUCER_EPOCH',
      `Producer's epoch at offset ${offset} in ${this.partitionName} is ${producerEpoch}, which is smaller than the last seen epoch ${this.updated.producerEpoch}`,
    )
  }

  private checkSequence(batch: ProducerBatchHeader): void {
    const first = batch.baseSequence
    const where = `at offset ${batch.baseOffset} in partition ${this.partitionName}`
    if (batch.producerEpoch !== this.updated.producerEpoch) {
      if (first !== 0 && this.updated.producerEpoch !== -1) {
        const message = `Invalid sequence number for new epoch ${where}: ${batch.producerEpoch} (request epoch), ${first} (seq. number)`
        throw new LogError('OUT_OF_ORDER_SEQUENCE_NUMBER', message)
      }
      return
    }
    const last = this.lastKnownSequence(batch.producerEpoch)
    // Nothing known of the producer (expired, or its records were deleted): any sequence may come.
    if (this.current.producerEpoch === -1 || isNextSequence(last, first)) return
    throw new LogError(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
      `Out of order sequence number for producerId ${this.producerId} ${where}: ${first} (incoming seq. number), ${last} (current end sequence number)`,
    )
  }

  private lastKnownSequence(producerEpoch: number): number {
    if (this.updated.batches.length > 0) return this.updated.lastSequence
    return producerEpoch === this.current.producerEpoch ? this.current.lastSequence : NO_SEQUENCE
  }

  private checkCoordinatorEpoch(marker: EndTransactionMarker): void {
    if (this.updated.coordinatorEpoch <= marker.coordinatorEpoch || this.origin === 'replication') return
    throw new LogError(
      'TRANSACTION_COORDINATOR_FENCED',
      `Invalid coordinator epoch for producerId ${this.producerId} in partition ${this.partitionName}: ${marker.coordinatorEpoch} (zombie), ${this.updated.coordinatorEpoch} (current)`,
    )
  }
}

function isNextSequence(last: number, next: number): boolean {
  return next === last + 1 || (next === 0 && last === 0x7fffffff)
}
