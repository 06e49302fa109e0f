import type { OffsetResetRow, OffsetResetTarget } from '../api/group-views'
import { clientWords } from '../words/client-words'
import { failure } from '../words/wording'
import { type OffsetsByPartition, partitionKey, type TopicPartition } from './partition-offsets'

export interface ResetFacts {
  committed: OffsetsByPartition
  earliest: OffsetsByPartition
  latest: OffsetsByPartition
  /** For `datetime`: the first record at or after it; -1 none. */
  atTime: OffsetsByPartition
}

/**
 * Where each partition's offset goes, as `kafka-consumer-groups.sh --reset-offsets` decides it (ConsumerGroupCommand.resetOffsets): a
 * wish outside the log is moved to the nearer end, a time after the last record means the log's end. Throws a LabError for a
 * partition that cannot be reset at all. Pure.
 */
export function planReset(
  partitions: readonly TopicPartition[],
  to: OffsetResetTarget,
  facts: ResetFacts,
): OffsetResetRow[] {
  return partitions.map((partition) => {
    const key = partitionKey(partition)
    const earliest = facts.earliest.get(key)
    const latest = facts.latest.get(key)
    if (earliest === undefined || latest === undefined)
      throw failure('UNREACHABLE', clientWords.noLeaderAnswers, { name: key })
    const now = facts.committed.get(key) ?? null
    const { offset, adjusted } = within(wish(key, to, now, { earliest, latest }, facts.atTime), earliest, latest)
    return { ...partition, current: now, target: offset, adjusted }
  })
}

interface Wish {
  offset: number
  adjusted: OffsetResetRow['adjusted']
}

function wish(
  key: string,
  to: OffsetResetTarget,
  now: number | null,
  { earliest, latest }: { earliest: number; latest: number },
  atTime: OffsetsByPartition,
): Wish {
  switch (to.kind) {
    case 'earliest':
      return { offset: earliest, adjusted: null }
    case 'latest':
      return { offset: latest, adjusted: null }
    case 'offset':
      return { offset: to.offset, adjusted: null }
    case 'shiftBy':
      if (now === null) throw failure('BAD_REQUEST', clientWords.nothingToShift, { name: key })
      return { offset: now + to.by, adjusted: null }
    case 'datetime': {
      const found = atTime.get(key) ?? -1
      return found < 0 ? { offset: latest, adjusted: 'noRecordAfter' } : { offset: found, adjusted: null }
    }
  }
}

function within({ offset, adjusted }: Wish, earliest: number, latest: number): Wish {
  if (offset < earliest) return { offset: earliest, adjusted: 'toEarliest' }
  if (offset > latest) return { offset: latest, adjusted: 'toLatest' }
  return { offset, adjusted }
}
