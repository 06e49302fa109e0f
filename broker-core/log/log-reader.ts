import { BATCH_HEADER_SIZE, RecordBatchView } from '../format/record-batch'
import type { AbortedTransaction, FetchDataInfo, ReadOptions } from './fetch-data-info'
import type { LogOffsetMetadata } from './log-offset-metadata'
import type { LogSegment } from './log-segment'
import type { LogSegments } from './log-segments'
import type { MemoryTail, TailEntry } from './memory-tail'

/** Room for the bytes between an index entry and the offset looked for, so that one read usually brings all. */
const LOOKUP_SLACK = 16 * 1024
/** A client may ask for 2 GiB; more than this is not put into memory for one partition, a larger first batch excepted. */
const FILE_READ_MAX = 8 * 1024 * 1024
const NOTHING: readonly Buffer[] = []

export interface ReadRequest {
  startOffset: number
  maxBytes: number
  options: ReadOptions
  /** Exclusive end, with its place. */
  upperBound: LogOffsetMetadata
}

export function emptyRead(fetchOffsetMetadata: LogOffsetMetadata, options: ReadOptions): FetchDataInfo {
  const info = { fetchOffsetMetadata, records: NOTHING, size: 0, firstEntryIncomplete: false }
  return options.isolation === 'txnCommitted' ? { ...info, abortedTransactions: [] } : info
}

/** Serves a read from the tail in memory; undefined when it does not hold the start. */
export function readFromTail(tail: MemoryTail, request: ReadRequest): FetchDataInfo | undefined {
  const entries = tail.from(request.startOffset)
  const first = entries[0]
  if (first === undefined) return undefined
  const start = batchHolding(first, request.startOffset)
  if (start === undefined) return undefined
  const position = first.position + start.at
  const last = entries[entries.length - 1]!
  const end = endPosition(request.upperBound, first.segmentBaseOffset, last.position + last.records.length)
  const size = allowedSize(request, start.size, end - position)
  return {
    fetchOffsetMetadata: {
      messageOffset: request.startOffset,
      segmentBaseOffset: first.segmentBaseOffset,
      relativePositionInSegment: position,
    },
    records: size === 0 ? NOTHING : slices(entries, start.at, size),
    size,
    firstEntryIncomplete: isIncomplete(request, start.size),
  }
}

function batchHolding(entry: TailEntry, offset: number): { at: number; size: number } | undefined {
  const view = new RecordBatchView(entry.records)
  for (let at = 0; at < entry.records.length; ) {
    view.moveTo(entry.records, at)
    const size = view.sizeInBytes
    if (view.lastOffset >= offset) return { at, size }
    at += size
  }
  return undefined
}

function slices(entries: readonly TailEntry[], skip: number, size: number): Buffer[] {
  const found: Buffer[] = []
  let left = size
  for (const { records } of entries) {
    if (left === 0) break
    const slice = records.subarray(skip, Math.min(records.length, skip + left))
    found.push(slice)
    left -= slice.length
    skip = 0
  }
  return found
}

function endPosition(upperBound: LogOffsetMetadata, segmentBaseOffset: number, segmentSize: number): number {
  return upperBound.segmentBaseOffset === segmentBaseOffset
    ? Math.min(segmentSize, upperBound.relativePositionInSegment)
    : segmentSize
}

function allowedSize({ maxBytes, options }: ReadRequest, firstBatchSize: number, available: number): number {
  if (isIncomplete({ maxBytes, options }, firstBatchSize)) return 0
  return Math.max(0, Math.min(available, Math.max(maxBytes, options.minOneMessage ? firstBatchSize : 0)))
}

function isIncomplete(
  { maxBytes, options }: Pick<ReadRequest, 'maxBytes' | 'options'>,
  firstBatchSize: number,
): boolean {
  return !options.minOneMessage && maxBytes < firstBatchSize
}

/** Reads from the file of `segment`; undefined when it holds nothing at or behind the start offset. */
export async function readFromSegment(segment: LogSegment, asked: ReadRequest): Promise<FetchDataInfo | undefined> {
  const request = { ...asked, maxBytes: Math.min(asked.maxBytes, FILE_READ_MAX) }
  const end = endPosition(request.upperBound, segment.baseOffset, segment.size)
  let position = segment.offsetIndex.lookup(request.startOffset).position
  while (position < end) {
    const wanted = Math.min(end - position, request.maxBytes + LOOKUP_SLACK)
    const buffer = await readBytes(segment, position, Math.max(wanted, BATCH_HEADER_SIZE), request.options)
    const found = findInBuffer(buffer, request.startOffset)
    if (found.at !== undefined) return cutOut(segment, request, { buffer, position, at: found.at, end })
    if (found.skipped === 0) return undefined
    position += found.skipped
  }
  return undefined
}

/** Where the first batch with last offset >= `offset` begins; else how many bytes of smaller ones can be skipped. */
function findInBuffer(buffer: Buffer, offset: number): { at: number | undefined; skipped: number } {
  const view = new RecordBatchView(buffer)
  let at = 0
  while (at + BATCH_HEADER_SIZE <= buffer.length) {
    view.moveTo(buffer, at)
    if (view.lastOffset >= offset) return { at, skipped: at }
    const size = view.sizeInBytes
    if (size < BATCH_HEADER_SIZE) return { at: undefined, skipped: 0 }
    at += size
  }
  return { at: undefined, skipped: at }
}

async function cutOut(
  segment: LogSegment,
  request: ReadRequest,
  read: { buffer: Buffer; position: number; at: number; end: number },
): Promise<FetchDataInfo> {
  const start = read.position + read.at
  const firstBatchSize = new RecordBatchView(read.buffer, read.at).sizeInBytes
  const size = allowedSize(request, firstBatchSize, read.end - start)
  const held = read.buffer.length - read.at
  const bytes =
    held >= size
      ? read.buffer.subarray(read.at, read.at + size)
      : await readBytes(segment, start, size, request.options)
  return {
    fetchOffsetMetadata: {
      messageOffset: request.startOffset,
      segmentBaseOffset: segment.baseOffset,
      relativePositionInSegment: start,
    },
    records: bytes.length === 0 ? NOTHING : [bytes],
    size: bytes.length,
    firstEntryIncomplete: isIncomplete(request, firstBatchSize),
  }
}

async function readBytes(
  segment: LogSegment,
  position: number,
  length: number,
  { cause }: ReadOptions,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  const count = await segment.openFile().read(buffer, 0, length, position, cause)
  return count === length ? buffer : buffer.subarray(0, count)
}

/** Aborted transactions that overlap what was read, for read_committed. */
export function withAbortedTransactions(
  info: FetchDataInfo,
  segments: LogSegments,
  startOffset: number,
  logEndOffset: number,
): FetchDataInfo {
  const segment = segments.get(info.fetchOffsetMetadata.segmentBaseOffset)
  if (segment === undefined) return { ...info, abortedTransactions: [] }
  const behind = segment.offsetIndex.offsetAtOrBehind(info.fetchOffsetMetadata.relativePositionInSegment + info.size)
  const upperBound = behind ?? segments.higher(segment)?.baseOffset ?? logEndOffset
  const abortedTransactions: AbortedTransaction[] = []
  for (let at: LogSegment | undefined = segment; at !== undefined; at = segments.higher(at)) {
    const { found, isComplete } = at.txnIndex.collect(startOffset, upperBound)
    for (const { producerId, firstOffset } of found) abortedTransactions.push({ producerId, firstOffset })
    if (isComplete) break
  }
  return { ...info, abortedTransactions }
}
