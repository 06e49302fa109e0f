import type { CleaningRun } from '../api/cleaning-views'
import type { TimelineEvent } from '../api/views'

/** The cleaning that an event tells of; undefined: it tells of something else, or an older lab wrote it. Pure. */
export function cleaningRun(event: TimelineEvent): CleaningRun | undefined {
  const { kind, source, details, atMs } = event
  if (kind !== 'cleanerFinished' || typeof source !== 'number') return undefined
  const { topic, partition } = details
  if (typeof topic !== 'string' || typeof partition !== 'number') return undefined
  const known = (name: string): number | null => {
    const value = details[name]
    return typeof value === 'number' ? value : null
  }
  const needed = (name: string): number => known(name) ?? 0
  const deadlineMs = known('firstTombstoneDeadlineMs')
  return {
    brokerId: source,
    topic,
    partition,
    startedMs: atMs - needed('durationMs'),
    finishedMs: atMs,
    firstDirtyOffset: needed('firstDirtyOffset'),
    nextDirtyOffset: needed('nextDirtyOffset'),
    bytesRead: needed('bytesRead'),
    bytesWritten: needed('bytesWritten'),
    sizeBefore: needed('sizeBefore'),
    sizeAfter: needed('sizeAfter'),
    recordsBefore: needed('recordsBefore'),
    recordsAfter: needed('recordsAfter'),
    segmentsBefore: known('segmentsBefore'),
    segmentsAfter: known('segmentsAfter'),
    tombstonesKept: known('tombstones'),
    firstTombstoneDeadlineMs: deadlineMs === null || deadlineMs < 0 ? null : deadlineMs,
  }
}
