import type { KeyRecordView } from '../api/key-picture-views'

/** A record as the segments hold it now. */
export type SeenRecord = Omit<KeyRecordView, 'state' | 'goneMs'>

/** Where a look began and what the log reaches from and to, as its files say. */
export interface LookedAt {
  fromOffset: number
  logStartOffset: number
  logEndOffset: number
}

/**
 * What is known of a log's records after another look at its files: those seen before and missing now are gone, by retention when they lie
 * below the log's start, else by the cleaner. What was cut off the end, or lies in front of the look, is forgotten.
 */
export function mergeRecords(
  known: readonly KeyRecordView[],
  seen: readonly SeenRecord[],
  { fromOffset, logStartOffset, logEndOffset }: LookedAt,
  nowMs: number,
): KeyRecordView[] {
  const now = new Set(seen.map(({ offset }) => offset))
  const gone = known
    .filter(({ offset }) => !now.has(offset) && offset >= fromOffset && offset < logEndOffset)
    .map((record): KeyRecordView => {
      if (record.state !== 'there') return record
      return { ...record, state: record.offset < logStartOffset ? 'deleted' : 'cleaned', goneMs: nowMs }
    })
  const there = seen.map((record): KeyRecordView => ({ ...record, state: 'there', goneMs: null }))
  return [...gone, ...there].sort((one, other) => one.offset - other.offset)
}
