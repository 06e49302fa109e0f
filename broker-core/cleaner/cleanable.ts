import type { LogConfig } from '../config/log-config'

/** A segment as the choice sees it. */
export interface CleanableSegment {
  readonly baseOffset: number
  /** Bytes of the `.log`. */
  readonly size: number
  /** Largest record timestamp, or the file's time. Read only when min.compaction.lag.ms asks. */
  readonly largestTimestamp: number
  /** Of the first batch; read only when max.compaction.lag.ms asks. */
  firstBatchTimestamp(): number | undefined
}

export interface CleanableLog<S extends CleanableSegment> {
  readonly logStartOffset: number
  readonly lastStableOffset: number
  readonly logEndOffset: number
  /** Ascending; the last one is active. */
  readonly segments: readonly S[]
  readonly config: Pick<
    LogConfig,
    'cleanupPolicy' | 'minCompactionLagMs' | 'maxCompactionLagMs' | 'minCleanableDirtyRatio'
  >
}

export interface OffsetsToClean {
  firstDirtyOffset: number
  firstUncleanableOffset: number
  /** The checkpoint was outside the log: it has to be written anew. */
  invalidCheckpoint: 'below log start' | 'beyond log end' | undefined
}

/** What a cleaning of a log would work on, and whether it is worth it (kafka.log.LogToClean). */
export interface CleaningPlan<S extends CleanableSegment> extends OffsetsToClean {
  /** Segments that hold [first dirty, first uncleanable). */
  dirtySegments: readonly S[]
  cleanBytes: number
  cleanableBytes: number
  /** Cleanable share of all that is below the first uncleanable offset; 0 for an empty log. */
  cleanableRatio: number
  /** How far behind max.compaction.lag.ms the log is; 0: it is not. */
  compactionDelayMs: number
  isEligible: boolean
}

/** Segments that hold offsets of [from, to): the one with `from` inside first. */
export function segmentsBetween<S extends CleanableSegment>(segments: readonly S[], from: number, to: number): S[] {
  if (from >= to) return []
  let start = 0
  while (start + 1 < segments.length && segments[start + 1]!.baseOffset <= from) start++
  return segments.slice(start).filter((segment) => segment.baseOffset < to)
}

function nonActiveFrom<S extends CleanableSegment>(segments: readonly S[], from: number): S[] {
  const active = segments[segments.length - 1]
  return active === undefined ? [] : segmentsBetween(segments, from, active.baseOffset)
}

/**
 * From where to where a log may be cleaned (LogCleanerManager.cleanableOffsets): from the checkpoint, else the log start, to the first of
 * the last stable offset, the active segment, and a segment younger than min.compaction.lag.ms.
 */
export function offsetsToClean<S extends CleanableSegment>(
  log: CleanableLog<S>,
  checkpoint: number | undefined,
  nowMs: number,
): OffsetsToClean {
  const invalidCheckpoint = checkpointProblem(log, checkpoint)
  const firstDirtyOffset = checkpoint === undefined || invalidCheckpoint !== undefined ? log.logStartOffset : checkpoint
  const minLagMs = Math.max(log.config.minCompactionLagMs, 0)
  const tooYoung =
    minLagMs > 0
      ? nonActiveFrom(log.segments, firstDirtyOffset).find((segment) => segment.largestTimestamp > nowMs - minLagMs)
      : undefined
  const activeBaseOffset = log.segments[log.segments.length - 1]?.baseOffset ?? log.logStartOffset
  const firstUncleanable = Math.min(
    log.lastStableOffset,
    activeBaseOffset,
    tooYoung?.baseOffset ?? Number.POSITIVE_INFINITY,
  )
  return { firstDirtyOffset, firstUncleanableOffset: Math.max(firstDirtyOffset, firstUncleanable), invalidCheckpoint }
}

function checkpointProblem(
  log: { logStartOffset: number; logEndOffset: number },
  checkpoint: number | undefined,
): OffsetsToClean['invalidCheckpoint'] {
  if (checkpoint === undefined) return undefined
  if (checkpoint < log.logStartOffset) return 'below log start'
  return checkpoint > log.logEndOffset ? 'beyond log end' : undefined
}

/** How long ago max.compaction.lag.ms wanted the oldest dirty record compacted; 0: it does not yet (LogCleanerManager.maxCompactionDelay). */
export function compactionDelayMs<S extends CleanableSegment>(
  log: CleanableLog<S>,
  firstDirtyOffset: number,
  nowMs: number,
): number {
  const cleanUntilMs = nowMs - Math.max(log.config.maxCompactionLagMs, 0)
  // No timestamp is that old: the batches need not be looked at.
  if (cleanUntilMs <= 0) return 0
  let earliest = Number.POSITIVE_INFINITY
  for (const segment of nonActiveFrom(log.segments, firstDirtyOffset)) {
    const timestamp = segment.firstBatchTimestamp()
    if (timestamp !== undefined && timestamp > 0) earliest = Math.min(earliest, timestamp)
  }
  return earliest < cleanUntilMs ? cleanUntilMs - earliest : 0
}

export function planCleaning<S extends CleanableSegment>(
  log: CleanableLog<S>,
  checkpoint: number | undefined,
  nowMs: number,
): CleaningPlan<S> {
  const { firstDirtyOffset, firstUncleanableOffset: limit, invalidCheckpoint } = offsetsToClean(log, checkpoint, nowMs)
  const { segments } = log
  // Whole segments only: the one that holds the limit stays as it is.
  const firstUncleanable = nonActiveFrom(segments, limit)[0] ?? segments[segments.length - 1]
  const firstUncleanableOffset = firstUncleanable?.baseOffset ?? limit
  const dirtySegments = segmentsBetween(
    segments,
    Math.min(firstDirtyOffset, firstUncleanableOffset),
    firstUncleanableOffset,
  )
  const cleanableBytes = bytesOf(dirtySegments)
  const cleanBytes = bytesOf(segments.filter(({ baseOffset }) => baseOffset < firstDirtyOffset))
  const totalBytes = cleanBytes + cleanableBytes
  const cleanableRatio = totalBytes === 0 ? 0 : cleanableBytes / totalBytes
  const delayMs = compactionDelayMs(log, firstDirtyOffset, nowMs)
  return {
    firstDirtyOffset,
    firstUncleanableOffset,
    invalidCheckpoint,
    dirtySegments,
    cleanBytes,
    cleanableBytes,
    cleanableRatio,
    compactionDelayMs: delayMs,
    isEligible: (delayMs > 0 && cleanableBytes > 0) || cleanableRatio > log.config.minCleanableDirtyRatio,
  }
}

function bytesOf(segments: readonly CleanableSegment[]): number {
  return segments.reduce((sum, { size }) => sum + size, 0)
}

/** The eligible one with the largest cleanable ratio, the first of equals. */
export function filthiest<P extends { cleanableRatio: number; isEligible: boolean }>(
  plans: readonly P[],
): P | undefined {
  let found: P | undefined
  for (const plan of plans) {
    if (plan.isEligible && (found === undefined || plan.cleanableRatio > found.cleanableRatio)) found = plan
  }
  return found
}
