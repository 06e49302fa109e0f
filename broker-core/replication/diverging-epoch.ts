import type { EpochEndOffset } from './truncation'

/** `outOfRange`: the position cannot be judged. An epoch and its end: the fetcher has records that this log has not. */
export type Divergence = { kind: 'none' } | { kind: 'outOfRange' } | { kind: 'diverging'; end: EpochEndOffset }

/**
 * Whether a fetcher at `fetchOffset`, whose last record is of `lastFetchedEpoch`, has the same records as this log (KIP-595,
 * Partition.fetchRecords; Fetch 12). `end` is where this log ends that epoch or, not knowing it, the largest before it.
 */
export function judgeDivergence(inputs: {
  fetchOffset: number
  lastFetchedEpoch: number
  logStartOffset: number
  end: EpochEndOffset
}): Divergence {
  const { fetchOffset, lastFetchedEpoch, logStartOffset, end } = inputs
  if (end.endOffset === -1 || end.leaderEpoch === -1 || fetchOffset < logStartOffset) return { kind: 'outOfRange' }
  const diverging = end.leaderEpoch < lastFetchedEpoch || end.endOffset < fetchOffset
  return diverging ? { kind: 'diverging', end } : { kind: 'none' }
}
