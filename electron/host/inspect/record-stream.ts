import { join } from 'node:path'
import { LOG_SUFFIX, offsetFileName } from '../../../broker-core/format/file-names'
import type { Codec } from '../../../broker-core/runtime/codec'
import type { BatchOutline } from './batch-outline'
import { batchesFrom } from './batch-pages'
import { listDirectory } from './directory-listing'
import { findOffset, findTimestamp, type Place } from './jump'
import { segmentBases } from './partition-report'
import { hasVanished, ReadOnlyFile } from './read-only-file'
import { decodeBatch, type InspectedRecord } from './record-decode'

export interface RecordStreamOptions {
  codec: Codec
  /** First offset wanted. */
  from?: number | undefined
  /** First timestamp wanted, ms; the stream begins at the first record that reaches it. */
  fromTimestamp?: number | undefined
  checkCrc?: boolean
  signal?: AbortSignal | undefined
}

/** A step of a run over a partition's records. */
export type StreamStep =
  | { kind: 'batch'; segment: string; batch: BatchOutline }
  | { kind: 'record'; segment: string; batch: BatchOutline; record: InspectedRecord }
  /** Records that cannot be read, or an end before the end of a file; the stream goes on behind it where it can. */
  | { kind: 'fault'; segment: string; position: number; what: string }

/**
 * A partition's batches, each followed by its records, from an offset or a time on, segment after segment. Memory holds a few
 * megabytes; a segment that vanishes meanwhile is left out with a fault.
 */
export async function* streamRecords(directory: string, options: RecordStreamOptions): AsyncGenerator<StreamStep> {
  const bases = segmentBases((await listDirectory(directory)).files)
  const start = await firstPlace(directory, bases, options)
  if (start === undefined) return
  for (const baseOffset of bases) {
    if (baseOffset < start.baseOffset) continue
    const from = baseOffset === start.baseOffset ? start.position : 0
    yield* segmentSteps(directory, baseOffset, from, options)
  }
}

async function firstPlace(
  directory: string,
  bases: readonly number[],
  { from, fromTimestamp }: RecordStreamOptions,
): Promise<Place | undefined> {
  const byTime = fromTimestamp === undefined ? undefined : await findTimestamp(directory, bases, fromTimestamp)
  if (fromTimestamp !== undefined && byTime === undefined) return undefined
  const byOffset = from === undefined ? undefined : await findOffset(directory, bases, from)
  if (from !== undefined && byOffset === undefined) return undefined
  if (byTime && byOffset) return isBehind(byTime, byOffset) ? byTime : byOffset
  const [first] = bases
  return byTime ?? byOffset ?? (first === undefined ? undefined : { baseOffset: first, position: 0 })
}

const isBehind = (one: Place, other: Place): boolean =>
  one.baseOffset > other.baseOffset || (one.baseOffset === other.baseOffset && one.position > other.position)

async function* segmentSteps(
  directory: string,
  baseOffset: number,
  from: number,
  options: RecordStreamOptions,
): AsyncGenerator<StreamStep> {
  const segment = offsetFileName(baseOffset, LOG_SUFFIX)
  let file: ReadOnlyFile
  try {
    file = await ReadOnlyFile.open(join(directory, segment))
  } catch (error) {
    if (!hasVanished(error)) throw error
    yield { kind: 'fault', segment, position: 0, what: 'deleted since the directory was listed' }
    return
  }
  try {
    yield* batchSteps(file, segment, from, options)
  } finally {
    await file.close()
  }
}

async function* batchSteps(
  file: ReadOnlyFile,
  segment: string,
  from: number,
  options: RecordStreamOptions,
): AsyncGenerator<StreamStep> {
  const { codec, checkCrc = false, signal, from: fromOffset = 0, fromTimestamp } = options
  // Until the first record that is new enough; what follows it counts, whatever its time.
  let reached = fromTimestamp === undefined
  const pages = batchesFrom(file, { from, checkCrc, signal })
  for (let step = await pages.next(); ; step = await pages.next()) {
    if (step.done) {
      const { kind, position, found } = step.value
      if (kind !== 'end') yield { kind: 'fault', segment, position, what: `the batches end here: ${found.what}` }
      return
    }
    const { batch, bytes } = step.value
    if (batch.lastOffset < fromOffset) continue
    yield { kind: 'batch', segment, batch }
    const { records, problem } = decodeBatch(bytes, batch, codec)
    for (const record of records) {
      reached ||= record.timestamp >= (fromTimestamp ?? 0)
      if (reached && record.offset >= fromOffset) yield { kind: 'record', segment, batch, record }
    }
    if (problem !== null) yield { kind: 'fault', segment, position: batch.position, what: problem }
  }
}
