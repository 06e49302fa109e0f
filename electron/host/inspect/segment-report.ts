import { join } from 'node:path'
import {
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  offsetFileName,
  TIME_INDEX_SUFFIX,
  TXN_INDEX_SUFFIX,
} from '../../../broker-core/format/file-names'
import { OFFSET_INDEX_ENTRY_SIZE } from '../../../broker-core/format/offset-index'
import { TIME_INDEX_ENTRY_SIZE } from '../../../broker-core/format/time-index'
import { decodeTxnIndex } from '../../../broker-core/format/txn-index'
import type { Codec } from '../../../broker-core/runtime/codec'
import { type BatchOutline, isOffset } from './batch-outline'
import type { EpochCheck } from './epoch-check'
import { found, saidOf } from './found'
import { IndexMerge, OffsetIndexCheck, TimeIndexCheck } from './index-check'
import { IndexReader } from './index-reader'
import type { ProblemList } from './problems'
import { hasVanished, ReadOnlyFile, readSmallFile } from './read-only-file'
import type { FileReport, SegmentReport } from './report-schema'
import { nextReadableBatch } from './resync'
import { countSegment, type SegmentCounts } from './segment-counts'

/** 34 bytes for each aborted transaction: two million of them in one segment. */
const TXN_INDEX_SIZE_MAX = 64 * 1024 * 1024

export interface SegmentInput {
  /** Path of the partition's folder, and how problems name its files. */
  directory: string
  prefix: string
  baseOffset: number
  /** Base offset of the next segment; undefined: this is the active one. */
  nextBaseOffset: number | undefined
  files: readonly FileReport[]
  codec: Codec
  checkCrc: boolean
  epochs: EpochCheck
  problems: ProblemList
  signal: AbortSignal | undefined
  onBytes(bytes: number): void
}

/** Reads one segment from end to end and checks it against its indexes. Rejects only when its `.log` cannot be read. */
export async function segmentReport(input: SegmentInput): Promise<SegmentReport> {
  const name = (suffix: string) => offsetFileName(input.baseOffset, suffix)
  const log = await ReadOnlyFile.open(join(input.directory, name(LOG_SUFFIX)))
  const indexes = await openIndexes(input)
  try {
    const counts = await countWithChecks(input, log, indexes.merge)
    await indexes.merge.finish((counts.lastOffset ?? input.baseOffset - 1) + 1)
    await judgeEnd(input, log, counts)
    judgeOffsets(input, counts)
    const file = input.files.find((candidate) => candidate.name === name(LOG_SUFFIX))
    const { end: _end, ...numbers } = counts
    return {
      baseOffset: input.baseOffset,
      active: input.nextBaseOffset === undefined,
      ...numbers,
      sizeBytes: file?.sizeBytes ?? log.sizeBytes,
      allocatedBytes: file?.allocatedBytes ?? 0,
      offsetIndexEntries: indexes.offsetEntries,
      timeIndexEntries: indexes.timeEntries,
      abortedTransactions: await abortedTransactions(input),
    }
  } finally {
    await Promise.all([log.close(), ...indexes.files.map((file) => file.close())])
  }
}

async function countWithChecks(input: SegmentInput, log: ReadOnlyFile, merge: IndexMerge): Promise<SegmentCounts> {
  const { codec, checkCrc, signal } = input
  const file = `${input.prefix}${offsetFileName(input.baseOffset, LOG_SUFFIX)}`
  let chunk: BatchOutline[] = []
  let reached = 0
  let nextOffset: number | undefined
  const counts = await countSegment(log, {
    codec,
    checkCrc,
    signal,
    visit: (batch) => {
      judgeBatch(input, file, batch, nextOffset)
      input.epochs.visit(batch, file)
      if (isOffset(batch.lastOffset)) nextOffset = batch.lastOffset + 1
      chunk.push(batch)
    },
    onProgress: async (position) => {
      const batches = chunk
      chunk = []
      input.onBytes(position - reached)
      reached = position
      await merge.add(batches)
    },
  })
  return counts
}

function judgeBatch(
  { problems }: SegmentInput,
  file: string,
  batch: BatchOutline,
  nextOffset: number | undefined,
): void {
  const { position, baseOffset: offset } = batch
  if (batch.isValid === false)
    problems.add({
      kind: 'crcMismatch',
      file,
      position,
      offset,
      ...found('crc', { first: offset, last: batch.lastOffset, bytes: batch.sizeBytes, crc: batch.crc }),
    })
  if (batch.magic > 2)
    problems.add({ kind: 'unknownMagic', file, position, offset, ...found('magic', { magic: batch.magic, offset }) })
  const disorder = !isOffset(offset) || !isOffset(batch.lastOffset) || (nextOffset !== undefined && offset < nextOffset)
  if (disorder)
    problems.add({
      kind: 'offsetDisorder',
      file,
      position,
      offset,
      ...found('outOfOrder', { first: offset, last: batch.lastOffset, expected: nextOffset ?? 0 }),
    })
}

async function judgeEnd(input: SegmentInput, log: ReadOnlyFile, { end }: SegmentCounts): Promise<void> {
  const file = `${input.prefix}${offsetFileName(input.baseOffset, LOG_SUFFIX)}`
  const active = input.nextBaseOffset === undefined
  const { position } = end
  const left = end.endPosition - position
  if (end.kind === 'torn') {
    // A live broker may have been in the middle of its write.
    const grows = active && (await log.currentSize()) !== end.endPosition
    input.problems.add({
      kind: 'tornTail',
      file,
      position,
      ...(grows ? found('stillWritten', { left }) : end.found),
      severity: grows ? 'note' : 'warning',
    })
  }
  if (end.kind === 'zeros')
    input.problems.add({
      kind: 'zeroTail',
      file,
      position,
      ...end.found,
      ...(active ? { severity: 'note' as const } : {}),
    })
  if (end.kind === 'garbage')
    input.problems.add({
      kind: 'garbage',
      file,
      position,
      ...end.found,
    })
  if (end.kind !== 'torn' && end.kind !== 'garbage') return
  const next = await nextReadableBatch(log, position + 1, end.endPosition)
  if (next !== undefined)
    input.problems.add({
      kind: 'unreachableBatches',
      file,
      position: next.position,
      offset: next.baseOffset,
      ...found('soundBehind', { offset: next.baseOffset, bytes: next.position - position }),
    })
}

function judgeOffsets({ prefix, baseOffset, nextBaseOffset, problems }: SegmentInput, counts: SegmentCounts): void {
  const file = `${prefix}${offsetFileName(baseOffset, LOG_SUFFIX)}`
  const { firstOffset, lastOffset } = counts
  if (firstOffset !== null && firstOffset < baseOffset)
    problems.add({
      kind: 'baseOffsetMismatch',
      file,
      position: 0,
      offset: firstOffset,
      ...found('firstBatch', { offset: firstOffset }),
    })
  if (firstOffset !== null && firstOffset > baseOffset)
    problems.add({
      kind: 'offsetGap',
      file,
      position: 0,
      offset: firstOffset,
      ...found('firstBatch', { offset: firstOffset }),
    })
  if (counts.gapCount > 0)
    problems.add({
      kind: 'offsetGap',
      file,
      ...found('gaps', {
        missing: counts.missingOffsets,
        places: counts.gapCount,
        first: String(firstOffset),
        last: String(lastOffset),
      }),
    })
  const old = counts.magics.filter((magic) => magic < 2)
  if (old.length > 0) problems.add({ kind: 'oldFormat', file, ...found('formats', { formats: old.join(', ') }) })
  if (nextBaseOffset === undefined) return
  const end = lastOffset ?? baseOffset - 1
  const what =
    lastOffset === null
      ? found('emptyBefore', { next: nextBaseOffset })
      : found('endsBefore', { last: lastOffset, next: nextBaseOffset })
  if (end >= nextBaseOffset) problems.add({ kind: 'segmentOverlap', file, offset: end, ...what })
  else if (end + 1 < nextBaseOffset && counts.end.kind === 'end')
    problems.add({ kind: 'segmentGap', file, offset: lastOffset, ...what })
}

interface OpenIndexes {
  files: ReadOnlyFile[]
  merge: IndexMerge
  offsetEntries: number | null
  timeEntries: number | null
}

async function openIndexes(input: SegmentInput): Promise<OpenIndexes> {
  const { baseOffset, problems, prefix } = input
  const offsetFile = await openIndex(input, OFFSET_INDEX_SUFFIX, OFFSET_INDEX_ENTRY_SIZE)
  const timeFile = await openIndex(input, TIME_INDEX_SUFFIX, TIME_INDEX_ENTRY_SIZE)
  const offsets = offsetFile && (await IndexReader.offsets(offsetFile, baseOffset))
  const times = timeFile && (await IndexReader.times(timeFile, baseOffset))
  const name = (suffix: string) => `${prefix}${offsetFileName(baseOffset, suffix)}`
  for (const [file, reader, suffix, size] of [
    [offsetFile, offsets, OFFSET_INDEX_SUFFIX, OFFSET_INDEX_ENTRY_SIZE],
    [timeFile, times, TIME_INDEX_SUFFIX, TIME_INDEX_ENTRY_SIZE],
  ] as const)
    if (file && reader && reader.count * size < file.sizeBytes - (file.sizeBytes % size))
      problems.add({
        kind: 'indexNotTrimmed',
        file: name(suffix),
        position: reader.count * size,
        ...found('zerosInIndex', { count: reader.count, bytes: file.sizeBytes }),
      })
  return {
    files: [offsetFile, timeFile].filter((file) => file !== undefined),
    merge: new IndexMerge({
      offsets: offsets && { reader: offsets, check: new OffsetIndexCheck(name(OFFSET_INDEX_SUFFIX), problems) },
      times: times && { reader: times, check: new TimeIndexCheck(name(TIME_INDEX_SUFFIX), problems) },
    }),
    offsetEntries: offsets?.count ?? null,
    timeEntries: times?.count ?? null,
  }
}

async function openIndex(input: SegmentInput, suffix: string, entrySize: number): Promise<ReadOnlyFile | undefined> {
  const name = offsetFileName(input.baseOffset, suffix)
  try {
    const file = await ReadOnlyFile.open(join(input.directory, name))
    if (file.sizeBytes % entrySize !== 0)
      input.problems.add({
        kind: 'indexSize',
        file: `${input.prefix}${name}`,
        ...found('noMultiple', { bytes: file.sizeBytes, entry: entrySize }),
      })
    return file
  } catch (error) {
    const file = `${input.prefix}${name}`
    // Kafka makes the files of a new segment's indexes when it first needs them.
    const active = input.nextBaseOffset === undefined
    if (!hasVanished(error)) input.problems.add({ kind: 'unreadable', file, ...saidOf(error) })
    else
      input.problems.add({
        kind: 'indexMissing',
        file,
        ...found('missingFile', {}),
        severity: active ? 'note' : 'warning',
      })
    return undefined
  }
}

async function abortedTransactions(input: SegmentInput): Promise<SegmentReport['abortedTransactions']> {
  const name = offsetFileName(input.baseOffset, TXN_INDEX_SUFFIX)
  // Most segments have none.
  if (!input.files.some((file) => file.name === name)) return []
  const file = `${input.prefix}${name}`
  try {
    const { content, sizeBytes } = await readSmallFile(join(input.directory, name), TXN_INDEX_SIZE_MAX)
    if (sizeBytes > TXN_INDEX_SIZE_MAX) throw new Error(`${sizeBytes} bytes are no transaction index`)
    return decodeTxnIndex(content).map((entry) => ({ ...entry, producerId: String(entry.producerId) }))
  } catch (error) {
    if (!hasVanished(error)) input.problems.add({ kind: 'txnIndexCorrupt', file, ...saidOf(error) })
    return []
  }
}
