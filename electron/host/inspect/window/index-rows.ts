import { join } from 'node:path'
import { OFFSET_INDEX_SUFFIX, offsetFileName, TIME_INDEX_SUFFIX } from '../../../../broker-core/format/file-names'
import type { IndexEntryView, IndexRows } from '../../api/inspect-views'
import { inspectWords } from '../../words/inspect-words'
import { sentence } from '../../words/wording'
import { IndexReader, type OffsetEntry, type TimeEntry } from '../index-reader'
import { batchAt } from '../jump'
import { type ReadOnlyFile, withFile } from '../read-only-file'
import { logPathOf, type SegmentFile } from './batch-rows'

const ROWS_MAX = 500

/** Entries of an index from a number on, each with the batch of the log that it leads to. */
export function indexRows(
  segment: SegmentFile,
  index: 'offsetIndex' | 'timeIndex',
  from: number,
  limit: number,
): Promise<IndexRows> {
  const { directory, baseOffset } = segment
  const suffix = index === 'offsetIndex' ? OFFSET_INDEX_SUFFIX : TIME_INDEX_SUFFIX
  const rows = Math.min(limit, ROWS_MAX)
  return withFile(join(directory, offsetFileName(baseOffset, suffix)), (file) =>
    withFile(logPathOf(segment), async (log) => {
      const sizes = { logSizeBytes: log.sizeBytes, sizeBytes: file.sizeBytes }
      if (index === 'timeIndex') {
        const reader = await IndexReader.times(file, baseOffset)
        const entries = await reader.slice(Math.max(0, from - 1), rows + 1)
        return { count: reader.count, ...sizes, entries: timeRows(entries, from).slice(0, rows) }
      }
      const reader = await IndexReader.offsets(file, baseOffset)
      const entries = await reader.slice(from, rows)
      const views = await Promise.all(entries.map((entry, at) => offsetRow(entry, from + at, log)))
      return { count: reader.count, ...sizes, entries: views }
    }),
  )
}

async function offsetRow(entry: OffsetEntry, number: number, log: ReadOnlyFile): Promise<IndexEntryView> {
  const { offset, position } = entry
  const batch = position < 0 ? undefined : await batchAt(log, position)
  const fits = batch !== undefined && batch.lastOffset <= offset
  return {
    number,
    offset,
    value: position,
    target: batch === undefined ? null : { position, baseOffset: batch.baseOffset, lastOffset: batch.lastOffset },
    problem: fits
      ? null
      : batch === undefined
        ? sentence(inspectWords.entryNoBatch, { position })
        : sentence(inspectWords.entryBehind, { offset: batch.lastOffset }),
  }
}

/** `entries` begin with the one in front of `from`, if there is one. */
function timeRows(entries: readonly TimeEntry[], from: number): IndexEntryView[] {
  const skipped = from > 0 ? 1 : 0
  return entries.slice(skipped).map(({ timestamp, offset }, at) => {
    const previous = entries[at + skipped - 1]
    return {
      number: from + at,
      offset,
      value: timestamp,
      target: null,
      problem:
        previous !== undefined && timestamp <= previous.timestamp
          ? sentence(inspectWords.entryNotAfter, { timestamp: previous.timestamp })
          : null,
    }
  })
}
