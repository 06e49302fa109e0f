/** A segment as grouping sees it: sizes in bytes. */
export interface GroupedSegment {
  readonly baseOffset: number
  readonly size: number
  readonly offsetIndexBytes: number
  readonly timeIndexBytes: number
}

export interface GroupLimits {
  /** segment.bytes */
  segmentBytes: number
  /** segment.index.bytes, for each index */
  segmentIndexBytes: number
  firstUncleanableOffset: number
}

const RELATIVE_OFFSET_MAX = 0x7fffffff

/**
 * Consecutive segments that become one, so that segments do not get ever smaller (Cleaner.groupSegmentsBySize): as many as surely fit one
 * segment by their sizes now, and whose offsets fit an index entry.
 */
export function groupSegments<S extends GroupedSegment>(segments: readonly S[], limits: GroupLimits): S[][] {
  const groups: S[][] = []
  let group: S[] = []
  let sums = { size: 0, offsetIndexBytes: 0, timeIndexBytes: 0 }
  for (const [index, segment] of segments.entries()) {
    const added = {
      size: sums.size + segment.size,
      offsetIndexBytes: sums.offsetIndexBytes + segment.offsetIndexBytes,
      timeIndexBytes: sums.timeIndexBytes + segment.timeIndexBytes,
    }
    const first = group[0]
    // The exact last offset would have to be read; the next segment's base bounds it.
    const lastOffset = (segments[index + 1]?.baseOffset ?? limits.firstUncleanableOffset) - 1
    const fits =
      first !== undefined &&
      added.size <= limits.segmentBytes &&
      added.offsetIndexBytes <= limits.segmentIndexBytes &&
      added.timeIndexBytes <= limits.segmentIndexBytes &&
      (segment.size === 0 || lastOffset - first.baseOffset <= RELATIVE_OFFSET_MAX)
    if (fits) {
      group.push(segment)
      sums = added
      continue
    }
    group = [segment]
    groups.push(group)
    sums = {
      size: segment.size,
      offsetIndexBytes: segment.offsetIndexBytes,
      timeIndexBytes: segment.timeIndexBytes,
    }
  }
  return groups
}
