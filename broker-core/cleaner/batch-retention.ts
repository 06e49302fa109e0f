/** What becomes of a batch, before its records are looked at (MemoryRecords.RecordFilter.BatchRetention). */
export type BatchRetention =
  /** Its bytes are dropped unread. */
  | 'delete'
  /** Dropped when no record is left. */
  | 'deleteEmpty'
  /** Its header stays when no record is left: it holds the last sequence of a live producer. */
  | 'retainEmpty'

export interface BatchFacts {
  isControl: boolean
  /** The transaction was aborted, or of a marker: nothing of its transaction is left. */
  canDiscard: boolean
  /** From when tombstones and markers of the batch may go; undefined: not decided yet. */
  deleteHorizonMs: number | undefined
  isLastOfProducer: boolean
}

export interface BatchVerdict {
  retention: BatchRetention
  /** No record of it stays, whatever its key. */
  discardsRecords: boolean
  /** A marker that is needed no more: the time until it goes begins now. */
  isMarkerOfEmptyTransaction: boolean
}

/** KIP-534: a marker goes once a horizon that an earlier cleaning has written into it has passed. */
export function judgeBatch(batch: BatchFacts, nowMs: number): BatchVerdict {
  const { isControl, canDiscard, deleteHorizonMs } = batch
  const isPastHorizon = deleteHorizonMs !== undefined && deleteHorizonMs <= nowMs
  const discardsRecords = isControl ? canDiscard && isPastHorizon : canDiscard
  return {
    retention: batch.isLastOfProducer ? 'retainEmpty' : discardsRecords ? 'delete' : 'deleteEmpty',
    discardsRecords,
    isMarkerOfEmptyTransaction: canDiscard && isControl,
  }
}

export interface LastRecordOfProducer {
  /** undefined: only markers are known of it. */
  lastDataOffset: number | undefined
  producerEpoch: number
}

/** Whether a batch holds what must survive of an active producer: its last sequence, or with markers alone its last epoch. */
export function isLastOfProducer(
  batch: { lastOffset: number; isControlBatch: boolean; producerEpoch: number },
  last: LastRecordOfProducer | undefined,
): boolean {
  if (last === undefined) return false
  if (last.lastDataOffset !== undefined) return batch.lastOffset === last.lastDataOffset
  return batch.isControlBatch && batch.producerEpoch === last.producerEpoch
}

export interface RecordFacts {
  offset: number
  hasKey: boolean
  hasValue: boolean
  /** Last offset of its key in the dirty section; -1: the key is not there. */
  lastOffsetOfKey: number
}

/** Whether a record stays (Cleaner.shouldRetainRecord); offsets above what the map covers are another rule's. */
export function retainsRecord(record: RecordFacts, deleteHorizonMs: number | undefined, nowMs: number): boolean {
  if (!record.hasKey || record.offset < record.lastOffsetOfKey) return false
  return record.hasValue || deleteHorizonMs === undefined || nowMs < deleteHorizonMs
}
