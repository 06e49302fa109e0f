import type { FoundView } from './found-view'

/**
 * How two copies of a partition relate, up to the first difference.
 *  - `equal`: the same bytes wherever both have records
 *  - `differs`: the same offsets hold other bytes
 *  - `missing`: one has a batch at an offset that the other jumps over (diverged, or compacted differently)
 */
export interface ComparisonView {
  outcome: 'equal' | 'differs' | 'missing'
  /** Offsets [from, to) that both have and that are equal. */
  comparedFrom: number
  comparedTo: number
  logStartOffsets: [number | null, number | null]
  logEndOffsets: [number | null, number | null]
  /** First offset that is not the same; null: none. */
  offset: number | null
  places: [BatchPlaceView | null, BatchPlaceView | null]
  /** First byte in each file that is not the same, and its field. */
  bytes: [number, number] | null
  field: string | null
  what: string
  found: FoundView
}

/** Where a batch stands in one of the two copies. */
export interface BatchPlaceView {
  segment: string
  position: number
  baseOffset: number
  lastOffset: number
  partitionLeaderEpoch: number
}

export interface NamedComparisonView {
  topic: string
  partition: number
  folders: [string, string]
  comparison: ComparisonView
}
