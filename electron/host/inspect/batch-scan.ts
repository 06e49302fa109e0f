import { crc32, crc32c } from '@node-rs/crc32'
import { BATCH_HEADER_SIZE, BATCH_LOG_OVERHEAD, BATCH_PREFIX_SIZE } from '../../../broker-core/format/record-batch'
import { batchOutline, OUTLINE_SIZE_MAX } from './batch-header'
import { type BatchOutline, crcStart } from './batch-outline'
import { throwIfCancelled } from './cancelled'
import { type Found, found } from './found'
import { LEGACY_SIZE_MIN } from './legacy-message'
import type { ReadOnlyFile } from './read-only-file'

const CHUNK_SIZE = 1024 * 1024
/** Of a run that met nothing wrong. */
const NOTHING = found('noBytes', {})
const ZEROS = Buffer.alloc(CHUNK_SIZE)

/**
 * How a run over batches ended.
 *  - `end`: at the last byte
 *  - `torn`: a batch begins that the file does not hold whole
 *  - `zeros`: nothing but zeros from there on (preallocated, or never written)
 *  - `garbage`: what is there cannot be a batch
 *  - `stopped`: the visitor had enough
 */
export type ScanEndKind = 'end' | 'torn' | 'zeros' | 'garbage' | 'stopped'

export interface ScanEnd {
  kind: ScanEndKind
  /** First byte that belongs to no visited batch. */
  position: number
  /** Where the look ended: the file's size when it began, unless it shrank. */
  endPosition: number
  /** What is wrong there. */
  found: Found
}

export interface ScanOptions {
  from?: number
  /** Exclusive; the size of the file at its opening. */
  to?: number
  /** Reads the bodies too and says in `isValid` whether the CRC agrees. */
  checkCrc?: boolean
  signal?: AbortSignal | undefined
  /** After each chunk, with the position reached; waited for. */
  onProgress?: ((position: number) => void | Promise<void>) | undefined
}

/**
 * Visits the batches of a log file one after the other, chunk by chunk, giving way to the event loop between chunks. Ends where
 * Kafka's own reader would; a batch whose CRC is wrong does not end it. The visitor returns false to stop.
 * Rejects with the signal's reason when aborted.
 */
export async function scanBatches(
  file: ReadOnlyFile,
  options: ScanOptions,
  visit: (batch: BatchOutline) => unknown,
): Promise<ScanEnd> {
  const { signal, checkCrc = false, onProgress } = options
  let end = Math.min(options.to ?? file.sizeBytes, file.sizeBytes)
  let position = options.from ?? 0
  while (position < end) {
    throwIfCancelled(signal)
    const wanted = Math.min(CHUNK_SIZE, end - position)
    const chunk = await file.read(position, wanted)
    // Truncated meanwhile: what is left is all there is.
    if (chunk.length < wanted) end = position + chunk.length
    const step = await scanChunk({ file, chunk, start: position, end, checkCrc }, visit)
    position = step.position
    await onProgress?.(position)
    if (step.kind === 'more') continue
    return { kind: step.kind, position, endPosition: end, found: step.found }
  }
  return { kind: 'end', position, endPosition: end, found: NOTHING }
}

interface Chunk {
  file: ReadOnlyFile
  chunk: Buffer
  start: number
  end: number
  checkCrc: boolean
}

type ChunkEnd = { kind: ScanEndKind | 'more'; position: number; found: Found }

async function scanChunk(
  { file, chunk, start, end, checkCrc }: Chunk,
  visit: (batch: BatchOutline) => unknown,
): Promise<ChunkEnd> {
  let at = 0
  while (start + at < end) {
    const position = start + at
    const header = Math.min(OUTLINE_SIZE_MAX, end - position)
    if (at + header > chunk.length) return { kind: 'more', position, found: NOTHING }
    const fault = headerFault(chunk, at, end - position)
    if (fault !== undefined) return { position, ...(await faultKind(file, position, end, fault)) }
    const batch = batchOutline(chunk, at, position)
    const whole = at + batch.sizeBytes <= chunk.length
    if (checkCrc) {
      // A batch that the rest of the chunk would hold is read with the next one; a larger one is summed up piece by piece.
      if (!whole && at > 0 && batch.sizeBytes <= CHUNK_SIZE) return { kind: 'more', position, found: NOTHING }
      const computed = whole ? crcOf(batch, chunk.subarray(at, at + batch.sizeBytes)) : await crcInPieces(file, batch)
      batch.isValid = isSizeSound(batch) && computed === batch.crc
    }
    at += batch.sizeBytes
    if (visit(batch) === false) return { kind: 'stopped', position: start + at, found: NOTHING }
    if (!whole) return { kind: 'more', position: start + at, found: NOTHING }
  }
  return { kind: 'more', position: start + at, found: NOTHING }
}

interface HeaderFault {
  kind: 'torn' | 'garbage'
  found: Found
}

/** Why no batch can be read here; undefined: one can. `rest`: bytes from `at` to the file's end. */
export function headerFault(bytes: Buffer, at: number, rest: number): HeaderFault | undefined {
  if (rest < BATCH_PREFIX_SIZE) return { kind: 'torn', found: found('tornHeader', { left: rest }) }
  const length = bytes.readInt32BE(at + 8)
  const magic = bytes.readInt8(at + 16)
  if (length < LEGACY_SIZE_MIN) return { kind: 'garbage', found: found('garbageLength', { length, left: rest }) }
  if (magic < 0) return { kind: 'garbage', found: found('garbageMagic', { magic, left: rest }) }
  if (length > rest - BATCH_LOG_OVERHEAD)
    return { kind: 'torn', found: found('tornBatch', { bytes: length + BATCH_LOG_OVERHEAD, left: rest }) }
  if (magic >= 2 && length < BATCH_HEADER_SIZE - BATCH_LOG_OVERHEAD)
    return { kind: 'garbage', found: found('garbageHeader', { length, left: rest }) }
  return undefined
}

async function faultKind(
  file: ReadOnlyFile,
  position: number,
  end: number,
  fault: HeaderFault,
): Promise<{ kind: ScanEndKind; found: Found }> {
  return (await isZeroFrom(file, position, end))
    ? { kind: 'zeros', found: found('zeros', { left: end - position }) }
    : fault
}

/** Whether nothing but zeros lies between two positions. */
export async function isZeroFrom(file: ReadOnlyFile, position: number, end: number): Promise<boolean> {
  for (let at = position; at < end; ) {
    const chunk = await file.read(at, Math.min(CHUNK_SIZE, end - at))
    if (chunk.length === 0) return true
    if (!chunk.equals(ZEROS.subarray(0, chunk.length))) return false
    at += chunk.length
  }
  return true
}

const isSizeSound = (batch: BatchOutline): boolean =>
  batch.magic < 2 ? batch.sizeBytes >= BATCH_LOG_OVERHEAD + LEGACY_SIZE_MIN : batch.sizeBytes >= BATCH_HEADER_SIZE

const crcOf = ({ magic }: BatchOutline, bytes: Buffer): number =>
  magic < 2 ? crc32(bytes.subarray(crcStart(magic))) : crc32c(bytes.subarray(crcStart(magic)))

async function crcInPieces(file: ReadOnlyFile, { position, sizeBytes, magic }: BatchOutline): Promise<number> {
  const add = magic < 2 ? crc32 : crc32c
  const end = position + sizeBytes
  let sum = 0
  for (let at = position + crcStart(magic); at < end; ) {
    const piece = await file.read(at, Math.min(CHUNK_SIZE, end - at))
    if (piece.length === 0) return -1
    sum = add(piece, sum)
    at += piece.length
  }
  return sum
}
