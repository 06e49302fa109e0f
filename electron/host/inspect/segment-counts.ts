import type { Codec } from '../../../broker-core/runtime/codec'
import type { BatchOutline } from './batch-outline'
import { batchesFrom } from './batch-pages'
import { type ScanEnd, type ScanOptions, scanBatches } from './batch-scan'
import { found } from './found'
import { ReadOnlyFile } from './read-only-file'
import { decodeBatch } from './record-decode'

/** What one run over all batches of a segment adds up to. */
export interface SegmentCounts {
  recordCount: number
  batchCount: number
  /** Up to the end of the last whole batch. */
  validBytes: number
  /** null: the segment is empty. */
  firstOffset: number | null
  lastOffset: number | null
  /** Of the first record of the first batch that has one. */
  firstTimestamp: number | null
  maxTimestamp: number | null
  /** Places where offsets are missing between batches, and how many are. */
  gapCount: number
  missingOffsets: number
  controlBatches: number
  transactionalBatches: number
  /** Batches by codec. */
  compressions: Record<string, number>
  /** Formats seen, ascending. */
  magics: number[]
  end: ScanEnd
}

export interface CountOptions extends ScanOptions {
  codec: Codec
  /** Sees every batch on the way. */
  visit?: (batch: BatchOutline) => void
}

/** Counts a segment file from end to end, cancellable; the memory it takes does not depend on the file's size. */
export async function countSegment(file: ReadOnlyFile, options: CountOptions): Promise<SegmentCounts> {
  const counts = emptyCounts()
  const magics = new Set<number>()
  let nextOffset: number | undefined
  let uncounted = 0
  counts.end = await scanBatches(file, options, (batch) => {
    options.visit?.(batch)
    magics.add(batch.magic)
    if (batch.count === null) uncounted++
    nextOffset = addBatch(counts, batch, nextOffset)
  })
  counts.validBytes = counts.end.position
  counts.magics = [...magics].sort()
  if (uncounted > 0) counts.recordCount += await countCompressedMessages(file, options)
  return counts
}

function addBatch(counts: SegmentCounts, batch: BatchOutline, nextOffset: number | undefined): number {
  counts.batchCount++
  counts.recordCount += Math.max(0, batch.count ?? 0)
  counts.firstOffset ??= batch.baseOffset
  counts.lastOffset = batch.lastOffset
  if (batch.baseTimestamp >= 0) counts.firstTimestamp ??= batch.baseTimestamp
  if (batch.maxTimestamp >= 0) counts.maxTimestamp = Math.max(counts.maxTimestamp ?? -1, batch.maxTimestamp)
  if (batch.isControl) counts.controlBatches++
  if (batch.isTransactional) counts.transactionalBatches++
  counts.compressions[batch.compression] = (counts.compressions[batch.compression] ?? 0) + 1
  // An old compressed message tells its last offset alone: where it begins is not known here.
  if (nextOffset !== undefined && batch.baseOffset > nextOffset && batch.count !== null) {
    counts.gapCount++
    counts.missingOffsets += batch.baseOffset - nextOffset
  }
  return Math.max(nextOffset ?? 0, batch.lastOffset + 1)
}

/** Of old formats only the content tells how many messages were compressed into one. */
async function countCompressedMessages(file: ReadOnlyFile, { codec, ...options }: CountOptions): Promise<number> {
  let count = 0
  for await (const { batch, bytes } of batchesFrom(file, { ...options, checkCrc: false }))
    if (batch.count === null) count += decodeBatch(bytes, batch, codec).records.length
  return count
}

function emptyCounts(): SegmentCounts {
  return {
    recordCount: 0,
    batchCount: 0,
    validBytes: 0,
    firstOffset: null,
    lastOffset: null,
    firstTimestamp: null,
    maxTimestamp: null,
    gapCount: 0,
    missingOffsets: 0,
    controlBatches: 0,
    transactionalBatches: 0,
    compressions: {},
    magics: [],
    end: { kind: 'end', position: 0, endPosition: 0, found: found('noBytes', {}) },
  }
}

/** The same by path. */
export async function countSegmentAt(path: string, options: CountOptions): Promise<SegmentCounts> {
  const file = await ReadOnlyFile.open(path)
  try {
    return await countSegment(file, options)
  } finally {
    await file.close()
  }
}
