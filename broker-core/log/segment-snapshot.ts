export interface SegmentSnapshot {
  baseOffset: number
  /** Bytes of the `.log`. */
  size: number
  /** Largest record timestamp, -1 when empty. */
  largestTimestamp: number
  offsetIndexEntries: number
  timeIndexEntries: number
}
