import type { TimelineEvent } from './views'

/** They come by the thousand on a busy lab, and one more or less of them tells little. */
const frequent = ({ kind }: TimelineEvent): boolean => kind === 'highWatermarkAdvanced'

/**
 * At most `max` events, in their order. The oldest go, frequent ones first while they hold more than half of the room: a minute of
 * load must not push out what was killed and elected an hour ago.
 */
export function withinRoom(events: readonly TimelineEvent[], max: number): readonly TimelineEvent[] {
  const over = events.length - max
  if (over <= 0) return events
  const frequentCount = events.reduce((count, event) => count + Number(frequent(event)), 0)
  let frequentOut = Math.min(over, Math.max(0, frequentCount - Math.floor(max / 2)))
  let othersOut = over - frequentOut
  return events.filter((event) => (frequent(event) ? frequentOut-- <= 0 : othersOut-- <= 0))
}

/** Index of the first event numbered `seq` or later. */
export function firstFrom(events: readonly TimelineEvent[], seq: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (events[middle]!.seq < seq) low = middle + 1
    else high = middle
  }
  return low
}
