import type { CompactionOutcome, RetentionOutcome, WhatIfReport } from '../host/api/what-if-views'

const LATER_SHOWN = 3

/** The answer for a person at a terminal, line by line. */
export function* whatIfText({ dir, partitions, total }: WhatIfReport): Generator<string> {
  yield dir
  for (const { topic, partition, bytes, records, retention, compaction, problem } of partitions) {
    yield ''
    yield `${topic}-${partition}  ${records} records, ${bytes} bytes`
    if (retention) yield* retentionLines(retention)
    if (compaction) yield* compactionLines(compaction)
    if (problem !== null) yield `  cannot be compacted: ${problem}`
  }
  yield ''
  yield `In total ${total.freedByRetention} bytes would go by retention, ${total.freedByCompaction} by compaction, of ${total.bytes}.`
  if (total.readBytes > 0)
    yield `The cleaner would read ${total.readBytes} and write ${total.writeBytes} bytes, about ${total.estimatedSeconds.toFixed(1)} s at the speed measured here.`
}

function* retentionLines({
  segmentsNow,
  recordsNow,
  bytesNow,
  newLogStartOffset,
  later,
}: RetentionOutcome): Generator<string> {
  yield segmentsNow.length === 0
    ? '  retention: no segment would go now'
    : `  retention: segments ${segmentsNow.join(', ')} would go now, ${recordsNow} records, ${bytesNow} bytes; the log would start at ${newLogStartOffset}`
  for (const { baseOffset, atMs, bytes } of later.slice(0, LATER_SHOWN))
    yield `    segment ${baseOffset} (${bytes} bytes) from ${dateText(atMs)} on`
  if (later.length > LATER_SHOWN) yield `    and ${later.length - LATER_SHOWN} more segments after that`
}

function* compactionLines(outcome: CompactionOutcome): Generator<string> {
  if (outcome.segmentsBefore === 0) {
    yield `  compaction: nothing could be cleaned yet; the active segment, open transactions and what is above the high watermark are left alone (from offset ${outcome.firstUncleanableOffset} on)`
    return
  }
  const { recordsBefore, recordsAfter, bytesBefore, bytesAfter, segmentsBefore, segmentsAfter } = outcome
  yield `  compaction: of ${recordsBefore} records in ${segmentsBefore} segments (${bytesBefore} bytes) ${recordsAfter} in ${segmentsAfter} (${bytesAfter} bytes) would stay; offsets from ${outcome.firstUncleanableOffset} on are left alone`
  yield `    dirty ratio ${outcome.dirtyRatio.toFixed(2)}: ${outcome.isEligible ? 'the cleaner would begin by itself' : 'below min.cleanable.dirty.ratio, so the cleaner would wait'}`
  yield `    ${outcome.distinctKeys}${outcome.isComplete ? '' : ' or more'} different keys, ${outcome.passes} ${outcome.passes === 1 ? 'pass' : 'passes'}; a dedupe buffer of ${outcome.dedupeBufferBytesNeeded} bytes holds them at once`
  yield `    ${outcome.readBytes} bytes read, ${outcome.writeBytes} written, about ${outcome.estimatedSeconds.toFixed(1)} s here`
  if (outcome.tombstonesKept > 0) yield `    ${outcome.tombstonesKept} of the records that stay are tombstones`
  if (outcome.recordsWithoutKey > 0)
    yield `    ${outcome.recordsWithoutKey} records have no key: they would go, and a compacted topic refuses such`
}

function dateText(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString()
}
