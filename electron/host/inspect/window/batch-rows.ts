import { join } from 'node:path'
import { LOG_SUFFIX, offsetFileName } from '../../../../broker-core/format/file-names'
import type { BatchOutline, BatchRows } from '../../api/inspect-views'
import { type ScanEnd, scanBatches } from '../batch-scan'
import { nearByIndex } from '../jump'
import { type ReadOnlyFile, withFile } from '../read-only-file'
import { nextReadableBatch } from '../resync'

const ROWS_MAX = 500
/** A page of large batches ends after so many bytes: all of them are read for their CRCs. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024
/** Backwards, so far in front of the place the look begins. */
const STEP_BACK = 256 * 1024

export interface SegmentFile {
  /** Real path of the partition's folder. */
  directory: string
  baseOffset: number
}

export const logPathOf = ({ directory, baseOffset }: SegmentFile): string =>
  join(directory, offsetFileName(baseOffset, LOG_SUFFIX))

/** Batches from a byte on, where one begins. What is read does not depend on the segment's size. */
export function batchesAfter(segment: SegmentFile, position: number, limit: number): Promise<BatchRows> {
  return withFile(logPathOf(segment), async (log) => {
    const { batches, end } = await collect(log, position, log.sizeBytes, Math.min(limit, ROWS_MAX))
    return {
      batches,
      sizeBytes: log.sizeBytes,
      nextPosition: end.kind === 'stopped' && end.position < log.sizeBytes ? end.position : null,
      fault: await faultOf(log, end),
    }
  })
}

/** The batches that end where another begins. */
export function batchesBefore(segment: SegmentFile, position: number, limit: number): Promise<BatchRows> {
  return withFile(logPathOf(segment), async (log) => {
    const rows = Math.min(limit, ROWS_MAX)
    const near = await startBefore(segment, log, position)
    let found = await lastOf(log, near, position, rows)
    // No chain of batches leads from there to here: only the beginning is certain.
    if (found === undefined && near > 0) found = await lastOf(log, 0, position, rows)
    return { batches: found ?? [], sizeBytes: log.sizeBytes, nextPosition: position, fault: null }
  })
}

async function startBefore(segment: SegmentFile, log: ReadOnlyFile, position: number): Promise<number> {
  const target = position - STEP_BACK
  if (target <= 0) return 0
  const indexed = await nearByIndex(segment.directory, segment.baseOffset, log, (entry) => entry.position <= target)
  // An index that ends long before is no help.
  if (indexed !== undefined && target - indexed.position <= 16 * STEP_BACK) return indexed.position
  return (await nextReadableBatch(log, target, position))?.position ?? 0
}

async function lastOf(log: ReadOnlyFile, from: number, to: number, limit: number): Promise<BatchOutline[] | undefined> {
  let kept: BatchOutline[] = []
  const end = await scanBatches(log, { from, to, checkCrc: to - from <= 4 * PAGE_BYTES_MAX }, (batch) => {
    kept.push(batch)
    if (kept.length > 2 * limit) kept = kept.slice(-limit)
  })
  return end.kind === 'end' && end.position === to ? kept.slice(-limit) : undefined
}

async function collect(
  log: ReadOnlyFile,
  from: number,
  to: number,
  limit: number,
): Promise<{ batches: BatchOutline[]; end: ScanEnd }> {
  const batches: BatchOutline[] = []
  let size = 0
  const end = await scanBatches(log, { from, to, checkCrc: true }, (batch) => {
    batches.push(batch)
    size += batch.sizeBytes
    return batches.length < limit && size < PAGE_BYTES_MAX
  })
  return { batches, end }
}

async function faultOf(log: ReadOnlyFile, end: ScanEnd): Promise<BatchRows['fault']> {
  if (end.kind === 'end' || end.kind === 'stopped') return null
  const next = end.kind === 'zeros' ? undefined : await nextReadableBatch(log, end.position + 1, end.endPosition)
  return {
    kind: end.kind,
    position: end.position,
    lostBytes: end.endPosition - end.position,
    ...end.found,
    resumesAt: next?.position ?? null,
  }
}
