import { crc32c } from '../../../broker-core/bytes/crc32c'
import { BATCH_HEADER_SIZE } from '../../../broker-core/format/record-batch'
import { batchOutline } from './batch-header'
import { type BatchOutline, isOffset } from './batch-outline'
import type { ReadOnlyFile } from './read-only-file'

/** Behind damage a batch is looked for no further than this. */
const SEARCH_MAX = 64 * 1024 * 1024
const CHUNK_SIZE = 4 * 1024 * 1024
/** Larger candidates are taken for chance. */
const BATCH_SIZE_MAX = 16 * 1024 * 1024

/** The first place behind `from` where a batch of format 2 stands whose CRC is right: what damage made unreachable. */
export async function nextReadableBatch(
  file: ReadOnlyFile,
  from: number,
  end: number,
): Promise<BatchOutline | undefined> {
  const stop = Math.min(end, from + SEARCH_MAX) - BATCH_HEADER_SIZE
  for (let start = from; start <= stop; ) {
    const chunk = await file.read(start, Math.min(CHUNK_SIZE, end - start))
    const last = chunk.length - BATCH_HEADER_SIZE
    if (last < 0) return undefined
    for (let at = chunk.indexOf(2, 16) - 16; at >= 0 && at <= last; at = chunk.indexOf(2, at + 17) - 16) {
      const batch = candidate(chunk, at, start + at, end)
      if (batch && (await hasRightCrc(file, batch))) return batch
    }
    start += last + 1
  }
  return undefined
}

function candidate(chunk: Buffer, at: number, position: number, end: number): BatchOutline | undefined {
  const size = 12 + chunk.readInt32BE(at + 8)
  if (size < BATCH_HEADER_SIZE || size > BATCH_SIZE_MAX || position + size > end) return undefined
  const batch = batchOutline(chunk, at, position)
  return isOffset(batch.baseOffset) && batch.lastOffset >= batch.baseOffset ? batch : undefined
}

async function hasRightCrc(file: ReadOnlyFile, { position, sizeBytes, crc }: BatchOutline): Promise<boolean> {
  const bytes = await file.read(position + 21, sizeBytes - 21)
  return bytes.length === sizeBytes - 21 && crc32c(bytes) === crc
}
