import { join } from 'node:path'
import {
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  offsetFileName,
  TIME_INDEX_SUFFIX,
} from '../../../broker-core/format/file-names'
import type { BatchOutline } from './batch-outline'
import { type ScanEnd, scanBatches } from './batch-scan'
import { found } from './found'
import { IndexReader } from './index-reader'
import { hasVanished, type ReadOnlyFile, withFile } from './read-only-file'

/** Behind the last index entry there are some kilobytes as a rule; without an index so much of a file is read, no more. */
const TAIL_SIZE_MAX = 64 * 1024 * 1024

/** What the first header, the indexes and the tail of a segment tell: enough to show it at once, however large it is. */
export interface SegmentLook {
  baseOffset: number
  sizeBytes: number
  firstOffset: number | null
  /** null: empty, or not to be told without reading the whole file. */
  lastOffset: number | null
  firstTimestamp: number | null
  /** Largest known from the time index and the tail. */
  maxTimestamp: number | null
  offsetIndexEntries: number | null
  timeIndexEntries: number | null
  /** How the tail ended; null: it was not reached. */
  end: ScanEnd | null
}

/** Opens a segment of any size in a moment. Rejects with a LabError when its `.log` cannot be read. */
export function lookAtSegment(
  directory: string,
  baseOffset: number,
  tailSizeMax = TAIL_SIZE_MAX,
): Promise<SegmentLook> {
  const path = (suffix: string) => join(directory, offsetFileName(baseOffset, suffix))
  return withFile(path(LOG_SUFFIX), async (log) => {
    const first = await firstBatch(log)
    const index = await indexTail(path(OFFSET_INDEX_SUFFIX), (file) => IndexReader.offsets(file, baseOffset))
    const times = await indexTail(path(TIME_INDEX_SUFFIX), (file) => IndexReader.times(file, baseOffset))
    const tail = await readTail(log, index?.last?.position ?? 0, tailSizeMax)
    const maxTimestamp = Math.max(-1, times?.last?.timestamp ?? -1, tail?.maxTimestamp ?? -1)
    return {
      baseOffset,
      sizeBytes: log.sizeBytes,
      firstOffset: first?.baseOffset ?? null,
      lastOffset: tail?.lastOffset ?? null,
      firstTimestamp: first && first.baseTimestamp >= 0 ? first.baseTimestamp : null,
      maxTimestamp: maxTimestamp < 0 ? null : maxTimestamp,
      offsetIndexEntries: index?.count ?? null,
      timeIndexEntries: times?.count ?? null,
      end: tail?.end ?? null,
    }
  })
}

async function firstBatch(log: ReadOnlyFile): Promise<BatchOutline | undefined> {
  let first: BatchOutline | undefined
  await scanBatches(log, {}, (batch) => {
    first = batch
    return false
  })
  return first
}

async function indexTail<Entry>(
  path: string,
  open: (file: ReadOnlyFile) => Promise<IndexReader<Entry>>,
): Promise<{ count: number; last: Entry | undefined } | undefined> {
  try {
    return await withFile(path, async (file) => {
      const index = await open(file)
      return { count: index.count, last: await index.last() }
    })
  } catch (error) {
    if (hasVanished(error)) return undefined
    throw error
  }
}

interface Tail {
  lastOffset: number | null
  maxTimestamp: number
  end: ScanEnd
}

/** From the place the index names last; from the start when no batch begins there after all. */
async function readTail(log: ReadOnlyFile, from: number, sizeMax: number): Promise<Tail | undefined> {
  if (log.sizeBytes - from > sizeMax) return undefined
  const tail: Tail = {
    lastOffset: null,
    maxTimestamp: -1,
    end: { kind: 'end', position: from, endPosition: from, found: found('noBytes', {}) },
  }
  tail.end = await scanBatches(log, { from }, ({ lastOffset, maxTimestamp }) => {
    tail.lastOffset = lastOffset
    tail.maxTimestamp = Math.max(tail.maxTimestamp, maxTimestamp)
  })
  if (tail.lastOffset === null && from > 0) return readTail(log, 0, sizeMax)
  return tail
}
