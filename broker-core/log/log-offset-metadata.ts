/**
 * An offset with the place of its batch: which segment, how many bytes into it. Comparing places says how many bytes lie between two
 * offsets of one segment, which is what a delayed fetch counts (kafka.server.LogOffsetMetadata).
 */
export interface LogOffsetMetadata {
  readonly messageOffset: number
  /** -1: not known. */
  readonly segmentBaseOffset: number
  /** -1: not known. */
  readonly relativePositionInSegment: number
}

export function offsetOnly(messageOffset: number): LogOffsetMetadata {
  return { messageOffset, segmentBaseOffset: -1, relativePositionInSegment: -1 }
}

export function isOffsetOnly(metadata: LogOffsetMetadata): boolean {
  return metadata.segmentBaseOffset < 0
}

export function isOnOlderSegment(one: LogOffsetMetadata, other: LogOffsetMetadata): boolean {
  return one.segmentBaseOffset < other.segmentBaseOffset
}

/** Bytes from `start` to `end`, which must lie in one segment and be known. */
export function positionDifference(end: LogOffsetMetadata, start: LogOffsetMetadata): number {
  if (isOffsetOnly(end) || end.segmentBaseOffset !== start.segmentBaseOffset) {
    throw new Error(`offsets ${start.messageOffset} and ${end.messageOffset} are not known to lie in one segment`)
  }
  return end.relativePositionInSegment - start.relativePositionInSegment
}
