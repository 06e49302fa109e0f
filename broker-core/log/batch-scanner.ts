import { BATCH_HEADER_SIZE, BATCH_LOG_OVERHEAD, MAGIC_V2, RecordBatchView } from '../format/record-batch'
import type { DiskFile } from '../runtime/disk'

const CHUNK_SIZE = 16 * 1024
/** Reading ahead for recovery: large enough to stream, small enough to check within a few milliseconds. */
const RECOVERY_CHUNK_SIZE = 1024 * 1024

/** The bytes at `position` are no batch: garbage, or a torn write. */
export class CorruptBatchError extends Error {
  constructor(
    readonly path: string,
    readonly position: number,
    reason: string,
  ) {
    super(`${path} at ${position}: ${reason}`)
    this.name = 'CorruptBatchError'
  }
}

/** A log written before format v2: this broker neither reads nor repairs it. */
export class OldMessageFormatError extends Error {
  constructor(path: string, magic: number) {
    super(`${path} holds messages of format v${magic}; only v2 (Kafka 0.11 and later) is supported`)
    this.name = 'OldMessageFormatError'
  }
}

/**
 * Visits the headers of the batches that lie whole in [from, to); a batch cut off at the end is left out. The view is reused and shows
 * the header only. Stops early when `visit` returns false. Throws CorruptBatchError where a size or magic cannot be right.
 */
export function scanHeaders(
  file: DiskFile,
  from: number,
  to: number,
  visit: (batch: RecordBatchView, position: number, size: number) => boolean | undefined,
): void {
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_SIZE, Math.max(BATCH_HEADER_SIZE, to - from)))
  const view = new RecordBatchView(chunk)
  let chunkStart = from
  let chunkLength = 0
  for (let position = from; position + BATCH_HEADER_SIZE <= to; ) {
    if (position < chunkStart || position + BATCH_HEADER_SIZE > chunkStart + chunkLength) {
      chunkStart = position
      chunkLength = file.readSync(chunk, 0, Math.min(chunk.length, to - position), position)
      if (chunkLength < BATCH_HEADER_SIZE) return
    }
    view.moveTo(chunk, position - chunkStart)
    const size = requireSoundHeader(view, file.path, position)
    if (position + size > to) return
    if (visit(view, position, size) === false) return
    position += size
  }
}

/** Reads batches whole, one chunk after the other, for those who need the bodies. Stops at a batch that is cut off. */
export async function* readBatches(
  file: DiskFile,
  from: number,
  to: number,
): AsyncGenerator<{ batch: RecordBatchView; position: number; size: number }> {
  const view = new RecordBatchView(Buffer.alloc(0))
  let wanted = RECOVERY_CHUNK_SIZE
  for (let start = from; start < to; ) {
    const chunk = Buffer.allocUnsafe(Math.min(wanted, to - start))
    const length = await file.read(chunk, 0, chunk.length, start)
    let at = 0
    wanted = RECOVERY_CHUNK_SIZE
    while (at + BATCH_HEADER_SIZE <= length) {
      view.moveTo(chunk, at)
      const size = requireSoundHeader(view, file.path, start + at)
      if (at + size > length) {
        if (start + at + size > to) return
        wanted = Math.max(wanted, size)
        break
      }
      yield { batch: view, position: start + at, size }
      at += size
    }
    const stuck = at === 0 && wanted === RECOVERY_CHUNK_SIZE
    if (stuck || length < chunk.length) return
    start += at
  }
}

function requireSoundHeader(view: RecordBatchView, path: string, position: number): number {
  const size = view.sizeInBytes
  const magic = view.magic
  // A length that fits the smallest old message, at the very beginning of a file: not garbage, but an old log.
  if (position === 0 && (magic === 0 || magic === 1) && size >= BATCH_LOG_OVERHEAD + 14) {
    throw new OldMessageFormatError(path, magic)
  }
  if (size < BATCH_HEADER_SIZE) throw new CorruptBatchError(path, position, `batch of ${size} bytes`)
  if (magic !== MAGIC_V2) throw new CorruptBatchError(path, position, `magic ${magic}`)
  return size
}
