import type { CleaningProgress, LogSection, NotCleanedReason, SectionName } from '../probe/storage-telemetry'
import { type CleanableLog, type CleanableSegment, type CleaningPlan, planCleaning, segmentsBetween } from './cleanable'
import type { CleaningState } from './cleaner-states'

/** What the cleaner as a whole is up to. */
export interface CleanerSituation {
  enabled: boolean
  liveThreads: number
  /** When an idle thread looks for work; null: all are at work. */
  nextCheckMs: number | null
}

/** What the cleaner remembers of one log. */
export interface LogSituation {
  state: CleaningState | undefined
  progress: CleaningProgress | undefined
  uncleanable: { message: string; sinceMs: number } | undefined
  /** Eligible logs that are dirtier. */
  position: number
}

/** As many moments are tried when it is asked from when on a log is eligible. */
const MOMENTS_MAX = 64

/** The stretches of a log as the cleaner sees them; the active segment is never part of another. */
export function sectionsOf<S extends CleanableSegment>(
  log: CleanableLog<S>,
  plan: CleaningPlan<S>,
): Record<SectionName, LogSection> {
  const { segments, logStartOffset, logEndOffset } = log
  const active = segments[segments.length - 1]
  const activeBase = active?.baseOffset ?? logEndOffset
  const dirtyFrom = Math.min(plan.firstDirtyOffset, activeBase)
  const uncleanableFrom = Math.max(dirtyFrom, Math.min(plan.firstUncleanableOffset, activeBase))
  const bytes: Record<SectionName, number> = { clean: 0, dirty: 0, uncleanable: 0, active: 0 }
  for (const segment of segments) bytes[sectionOf(segment, active, plan)] += segment.size
  return {
    clean: { fromOffset: logStartOffset, toOffset: Math.max(logStartOffset, dirtyFrom), bytes: bytes.clean },
    dirty: { fromOffset: dirtyFrom, toOffset: uncleanableFrom, bytes: bytes.dirty },
    uncleanable: { fromOffset: uncleanableFrom, toOffset: activeBase, bytes: bytes.uncleanable },
    active: { fromOffset: activeBase, toOffset: logEndOffset, bytes: bytes.active },
  }
}

export function sectionOf<S extends CleanableSegment>(
  segment: S,
  active: S | undefined,
  plan: CleaningPlan<S>,
): SectionName {
  if (segment === active) return 'active'
  if (plan.dirtySegments.includes(segment)) return 'dirty'
  return segment.baseOffset < plan.firstDirtyOffset ? 'clean' : 'uncleanable'
}

export function whyNotCleaned<S extends CleanableSegment>(
  log: CleanableLog<S> & { highWatermark: number },
  plan: CleaningPlan<S>,
  cleaner: CleanerSituation,
  situation: LogSituation,
): NotCleanedReason {
  const { state, uncleanable, progress, position } = situation
  if (!log.config.cleanupPolicy.compact) return { kind: 'policy' }
  if (!cleaner.enabled) return { kind: 'cleanerDisabled' }
  if (state?.kind === 'inProgress') return { kind: 'inProgress', progress: progress ?? null }
  if (state !== undefined) return { kind: 'paused' }
  if (uncleanable !== undefined) return { kind: 'uncleanable', ...uncleanable }
  if (cleaner.liveThreads === 0) return { kind: 'noThread' }
  if (plan.isEligible) return { kind: 'waitingForThread', nextCheckMs: cleaner.nextCheckMs, position }
  if (plan.cleanableBytes === 0) return whyNothingCleanable(log, plan)
  return {
    kind: 'ratioTooLow',
    ratio: plan.cleanableRatio,
    threshold: log.config.minCleanableDirtyRatio,
    forcedAtMs: forcedAtMs(log, plan.firstDirtyOffset) ?? null,
  }
}

/** No closed segment may be cleaned: there is none, or something holds the first of them back. */
function whyNothingCleanable<S extends CleanableSegment>(
  log: CleanableLog<S> & { highWatermark: number },
  { firstDirtyOffset }: CleaningPlan<S>,
): NotCleanedReason {
  const closed = closedFrom(log, firstDirtyOffset)
  const first = closed[0]
  if (first === undefined) {
    const active = log.segments[log.segments.length - 1]
    const hasRecords = active !== undefined && active.size > 0 && log.logEndOffset > firstDirtyOffset
    return { kind: hasRecords ? 'onlyActiveSegment' : 'nothingNew' }
  }
  const { minCompactionLagMs } = log.config
  // The stable offset is looked at first, as in the choice: a segment may be too young besides.
  const end = closed[1]?.baseOffset ?? log.segments[log.segments.length - 1]!.baseOffset
  if (log.lastStableOffset < end) {
    const { lastStableOffset, highWatermark } = log
    return lastStableOffset < highWatermark
      ? { kind: 'openTransaction', lastStableOffset }
      : { kind: 'aboveHighWatermark', highWatermark }
  }
  // Segments from which an earlier cleaning took everything.
  if (minCompactionLagMs <= 0) return { kind: 'nothingNew' }
  return { kind: 'compactionLag', untilMs: first.largestTimestamp + minCompactionLagMs, minCompactionLagMs }
}

function closedFrom<S extends CleanableSegment>({ segments }: CleanableLog<S>, offset: number): S[] {
  const active = segments[segments.length - 1]
  return active === undefined ? [] : segmentsBetween(segments, offset, active.baseOffset)
}

/** When max.compaction.lag.ms has the log cleaned whatever its ratio; undefined: never. */
function forcedAtMs<S extends CleanableSegment>(log: CleanableLog<S>, firstDirtyOffset: number): number | undefined {
  const { maxCompactionLagMs } = log.config
  if (maxCompactionLagMs >= Number.MAX_SAFE_INTEGER) return undefined
  let earliest = Number.POSITIVE_INFINITY
  for (const segment of closedFrom(log, firstDirtyOffset)) {
    const timestamp = segment.firstBatchTimestamp()
    if (timestamp !== undefined && timestamp > 0) earliest = Math.min(earliest, timestamp)
  }
  return earliest === Number.POSITIVE_INFINITY ? undefined : earliest + maxCompactionLagMs + 1
}

/**
 * From when on the log is worth cleaning if nothing more is appended: now, when a lag ends, or never (undefined). Found by asking the
 * choice itself at the moments at which something changes.
 */
export function nextEligibleMs<S extends CleanableSegment>(
  log: CleanableLog<S>,
  checkpoint: number | undefined,
  nowMs: number,
): number | undefined {
  const plan = planCleaning(log, checkpoint, nowMs)
  if (plan.isEligible) return nowMs
  const { minCompactionLagMs } = log.config
  const lags =
    minCompactionLagMs > 0
      ? closedFrom(log, plan.firstDirtyOffset).map(({ largestTimestamp }) => largestTimestamp + minCompactionLagMs)
      : []
  const moments = [...lags, forcedAtMs(log, plan.firstDirtyOffset) ?? nowMs].filter((atMs) => atMs > nowMs)
  moments.sort((one, other) => one - other)
  return moments.slice(0, MOMENTS_MAX).find((atMs) => planCleaning(log, checkpoint, atMs).isEligible)
}
