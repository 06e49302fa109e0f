import { join } from 'node:path'
import {
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  offsetFileName,
  TIME_INDEX_SUFFIX,
} from '../../../broker-core/format/file-names'
import { batchOutline, OUTLINE_SIZE_MAX } from './batch-header'
import { type BatchOutline, isOffset } from './batch-outline'
import { headerFault, scanBatches } from './batch-scan'
import { IndexReader } from './index-reader'
import { type ReadOnlyFile, withFile } from './read-only-file'
import { lookAtSegment } from './segment-look'

/** Where to read on: a batch of a segment. */
export interface Place {
  baseOffset: number
  position: number
}

/** The batch that holds an offset, or the first behind it; undefined: the log ends before. `bases`: of all segments, ascending. */
export async function findOffset(
  directory: string,
  bases: readonly number[],
  offset: number,
): Promise<Place | undefined> {
  // A segment may hold offsets up to the next one's base; a damaged or empty one passes the question on.
  const start = Math.max(0, lastAtMost(bases, offset))
  for (const baseOffset of bases.slice(start)) {
    const batch = await inSegment(directory, baseOffset, offset)
    if (batch !== undefined) return { baseOffset, position: batch.position }
  }
  return undefined
}

/** The first batch whose largest timestamp reaches `timestamp`, as ListOffsets looks for it; undefined: all is older. */
export async function findTimestamp(
  directory: string,
  bases: readonly number[],
  timestamp: number,
): Promise<Place | undefined> {
  for (const baseOffset of bases) {
    const { maxTimestamp, end } = await lookAtSegment(directory, baseOffset)
    if (end !== null && (maxTimestamp ?? -1) < timestamp) continue
    const batch = await firstReaching(directory, baseOffset, timestamp)
    if (batch !== undefined) return { baseOffset, position: batch.position }
  }
  return undefined
}

/** The batch of a segment that holds a byte of its file; undefined: none does. */
export function findPosition(directory: string, baseOffset: number, byte: number): Promise<BatchOutline | undefined> {
  return withFile(join(directory, offsetFileName(baseOffset, LOG_SUFFIX)), async (log) => {
    const near = await nearByIndex(directory, baseOffset, log, (entry) => entry.position <= byte)
    return scanFor(log, near?.position ?? 0, (batch) => batch.position + batch.sizeBytes > byte)
  })
}

function inSegment(directory: string, baseOffset: number, offset: number): Promise<BatchOutline | undefined> {
  return withFile(join(directory, offsetFileName(baseOffset, LOG_SUFFIX)), async (log) => {
    const near = await nearByIndex(directory, baseOffset, log, (entry) => entry.offset <= offset)
    // An index that leads behind the offset is wrong: the headers tell the truth.
    const from = near !== undefined && near.baseOffset <= offset ? near.position : 0
    return scanFor(log, from, (batch) => batch.lastOffset >= offset)
  })
}

async function firstReaching(
  directory: string,
  baseOffset: number,
  timestamp: number,
): Promise<BatchOutline | undefined> {
  const indexed = await withIndex(join(directory, offsetFileName(baseOffset, TIME_INDEX_SUFFIX)), async (file) =>
    (await IndexReader.times(file, baseOffset)).lastWhere((entry) => entry.timestamp < timestamp),
  )
  return withFile(join(directory, offsetFileName(baseOffset, LOG_SUFFIX)), async (log) => {
    const near = indexed && (await nearByIndex(directory, baseOffset, log, (entry) => entry.offset <= indexed.offset))
    return scanFor(log, near?.position ?? 0, (batch) => batch.maxTimestamp >= timestamp)
  })
}

async function scanFor(
  log: ReadOnlyFile,
  from: number,
  isWanted: (batch: BatchOutline) => boolean,
): Promise<BatchOutline | undefined> {
  let found: BatchOutline | undefined
  await scanBatches(log, { from }, (batch) => {
    if (isWanted(batch)) found = batch
    return found === undefined
  })
  return found
}

/** The batch that the last accepted entry of the offset index points at; undefined: no index, or no batch is there. */
export async function nearByIndex(
  directory: string,
  baseOffset: number,
  log: ReadOnlyFile,
  accepts: (entry: { offset: number; position: number }) => boolean,
): Promise<BatchOutline | undefined> {
  const entry = await withIndex(join(directory, offsetFileName(baseOffset, OFFSET_INDEX_SUFFIX)), async (file) =>
    (await IndexReader.offsets(file, baseOffset)).lastWhere(accepts),
  )
  return entry === undefined || entry.position < 0 ? undefined : batchAt(log, entry.position)
}

/** The batch that begins at a byte, as far as its header can be believed. */
export async function batchAt(log: ReadOnlyFile, position: number): Promise<BatchOutline | undefined> {
  const rest = log.sizeBytes - position
  const header = await log.read(position, Math.min(OUTLINE_SIZE_MAX, Math.max(0, rest)))
  if (header.length === 0 || headerFault(header, 0, rest) !== undefined) return undefined
  const batch = batchOutline(header, 0, position)
  return batch.magic <= 2 && isOffset(batch.baseOffset) && batch.lastOffset >= batch.baseOffset ? batch : undefined
}

async function withIndex<Found>(path: string, use: (file: ReadOnlyFile) => Promise<Found>): Promise<Found | undefined> {
  // Without a readable index the headers are scanned from the start.
  return withFile(path, use).catch(() => undefined)
}

function lastAtMost(bases: readonly number[], offset: number): number {
  let found = -1
  for (const [index, base] of bases.entries()) if (base <= offset) found = index
  return found
}
