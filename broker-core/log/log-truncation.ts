import type { LogCore } from './log-core'
import { rebuildProducerState } from './producer-replay'

/** Removes everything from `offset` on. false: there was nothing, though the epoch cache may have lost an entry without records. */
export function truncateTo(core: LogCore, offset: number): boolean {
  if (offset < 0) throw new Error(`cannot truncate ${core.context.name} to the negative offset ${offset}`)
  if (offset >= core.logEndOffset) {
    core.leaderEpochs.truncateFromEnd(core.logEndOffset)
    return false
  }
  const { context, segments } = core
  const fromOffset = core.logEndOffset
  if (segments.first.baseOffset > offset) {
    truncateFullyAndStartAt(core, offset)
    return true
  }
  context.info(`Truncating to offset ${offset}`)
  core.truncations++
  core.layoutVersion++
  core.tail.clear()
  core.deleteSegments(
    segments.all().filter((segment) => segment.baseOffset > offset),
    'truncation',
  )
  segments.active.truncateTo(offset, context.config, context.nowMs())
  core.setLogEndOffset(offset)
  core.setLogStartOffset(Math.min(offset, core.logStartOffset))
  core.leaderEpochs.truncateFromEnd(offset)
  reloadProducers(core, offset)
  context.emit({ kind: 'truncated', topicPartition: context.topicPartition, fromOffset, toOffset: offset })
  return true
}

/** Drops everything: the log is empty and begins at `offset`. */
export function truncateFullyAndStartAt(core: LogCore, offset: number): void {
  const { context, producers } = core
  const fromOffset = core.logEndOffset
  context.info(`Truncate and start at offset ${offset}`)
  core.truncations++
  core.layoutVersion++
  core.tail.clear()
  core.deleteSegments(core.segments.all(), 'truncation')
  core.addSegment(offset)
  core.leaderEpochs.clear()
  producers.truncateAll()
  producers.mapEndOffset = offset
  core.setLogEndOffset(offset)
  core.setLogStartOffset(offset)
  context.emit({ kind: 'truncated', topicPartition: context.topicPartition, fromOffset, toOffset: offset })
}

function reloadProducers(core: LogCore, offset: number): void {
  const rebuild = rebuildProducerState({
    context: core.context,
    segments: core.segments,
    producers: core.producers,
    logStartOffset: core.logStartOffset,
    endOffset: offset,
    isCleanStart: false,
  })
  // At once, not in slices: nobody may append before the state fits the log again.
  while (!rebuild.next().done);
}
