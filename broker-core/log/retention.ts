/** A segment as retention sees it. */
export interface RetainedSegment {
  baseOffset: number
  size: number
  /** Largest record timestamp, or the file's time. Read only when the time rule asks. */
  readonly largestTimestamp: number
}

export interface RetentionInputs<S extends RetainedSegment> {
  /** Ascending; the last one is active. */
  segments: readonly S[]
  highWatermark: number
  logEndOffset: number
}

/**
 * Which segments go: from the oldest on, up to the first that the rule keeps or that reaches beyond the high watermark. An empty active
 * segment stays, it would only be made again (Log.deletableSegments).
 */
function deletable<S extends RetainedSegment>(
  inputs: RetentionInputs<S>,
  isBreached: (segment: S, next: S | undefined) => boolean,
): S[] {
  const { segments, highWatermark, logEndOffset } = inputs
  const found: S[] = []
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1]
    const upperBound = next === undefined ? logEndOffset : next.baseOffset
    const isEmptyLast = next === undefined && segment.size === 0
    if (highWatermark < upperBound || isEmptyLast || !isBreached(segment, next)) break
    found.push(segment)
  }
  return found
}

/** retention.ms: everything in the segment is older. A future timestamp therefore keeps it and all that follow. */
export function breachedByTime<S extends RetainedSegment>(
  inputs: RetentionInputs<S>,
  retentionMs: number,
  nowMs: number,
): S[] {
  if (retentionMs < 0) return []
  return deletable(inputs, (segment) => nowMs - segment.largestTimestamp > retentionMs)
}

/** retention.bytes: the oldest segments that can go without falling below the limit. */
export function breachedBySize<S extends RetainedSegment>(inputs: RetentionInputs<S>, retentionBytes: number): S[] {
  const size = inputs.segments.reduce((sum, segment) => sum + segment.size, 0)
  if (retentionBytes < 0 || size < retentionBytes) return []
  let excess = size - retentionBytes
  return deletable(inputs, (segment) => {
    if (excess < segment.size) return false
    excess -= segment.size
    return true
  })
}

/** Whole segments below the log start offset. */
export function breachedByStartOffset<S extends RetainedSegment>(
  inputs: RetentionInputs<S>,
  logStartOffset: number,
): S[] {
  return deletable(inputs, (_, next) => next !== undefined && next.baseOffset <= logStartOffset)
}
