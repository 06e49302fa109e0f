import { RecordBatchView } from '../format/record-batch'
import { recordsOf } from '../format/record-batch-reader'
import type { Codec } from '../runtime/codec'
import { scanHeaders } from './batch-scanner'
import type { TimestampAndOffset } from './fetch-data-info'
import type { LogSegment } from './log-segment'

/** First record with timestamp >= `timestamp` and offset >= `startOffset`, in the first segment that reaches that timestamp. */
export async function searchTimestamp(
  segments: readonly LogSegment[],
  timestamp: number,
  startOffset: number,
  codec: Codec,
): Promise<TimestampAndOffset | undefined> {
  const segment = segments.find((candidate) => candidate.largestTimestamp >= timestamp)
  if (segment === undefined) return undefined
  const indexed = segment.timeIndex.lookup(timestamp)
  let position = segment.offsetIndex.lookup(Math.max(indexed.offset, startOffset)).position
  for (;;) {
    const at = nextBatchReaching(segment, position, timestamp)
    if (at === undefined) return undefined
    const batch = await readBatch(segment, at.position, at.size)
    for (const record of recordsOf(batch, codec)) {
      if (record.timestamp < timestamp || record.offset < startOffset) continue
      return { timestamp: record.timestamp, offset: record.offset, leaderEpoch: batch.partitionLeaderEpoch }
    }
    position = at.position + at.size
  }
}

/** The record with the largest timestamp of the log; the earliest when several share it. */
export async function searchMaxTimestamp(
  segments: readonly LogSegment[],
  startOffset: number,
  codec: Codec,
): Promise<TimestampAndOffset | undefined> {
  let latest: LogSegment | undefined
  for (const segment of segments) {
    const { timestamp } = segment.largestTimestampSoFar
    if (segment.size > 0 && (latest === undefined || timestamp > latest.largestTimestampSoFar.timestamp))
      latest = segment
  }
  if (latest === undefined) return undefined
  return searchTimestamp([latest], latest.largestTimestampSoFar.timestamp, startOffset, codec)
}

function nextBatchReaching(
  segment: LogSegment,
  from: number,
  timestamp: number,
): { position: number; size: number } | undefined {
  let found: { position: number; size: number } | undefined
  scanHeaders(segment.openFile(), from, segment.size, (batch, position, size) => {
    if (batch.maxTimestamp < timestamp) return true
    found = { position, size }
    return false
  })
  return found
}

async function readBatch(segment: LogSegment, position: number, size: number): Promise<RecordBatchView> {
  const buffer = Buffer.allocUnsafe(size)
  await segment.openFile().read(buffer, 0, size, position)
  return new RecordBatchView(buffer)
}
