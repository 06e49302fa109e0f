import type { BatchOutline } from './batch-outline'
import { type ScanEnd, type ScanOptions, scanBatches } from './batch-scan'
import type { ReadOnlyFile } from './read-only-file'
import { readBatch } from './record-decode'

const PAGE_SIZE = 4 * 1024 * 1024

export interface BatchWithBytes {
  batch: BatchOutline
  /** Of the whole batch; empty when it is too large to be held. */
  bytes: Buffer
}

/** Batches with their bytes, a page of some megabytes at a time. Returns how the run ended. */
export async function* batchesFrom(
  file: ReadOnlyFile,
  options: ScanOptions = {},
): AsyncGenerator<BatchWithBytes, ScanEnd> {
  let from = options.from ?? 0
  for (;;) {
    const page: BatchOutline[] = []
    let size = 0
    const end = await scanBatches(file, { ...options, from }, (batch) => {
      page.push(batch)
      size += batch.sizeBytes
      return size < PAGE_SIZE
    })
    yield* withBytes(file, page, size)
    if (end.kind !== 'stopped') return end
    from = end.position
  }
}

async function* withBytes(
  file: ReadOnlyFile,
  page: readonly BatchOutline[],
  size: number,
): AsyncGenerator<BatchWithBytes> {
  const start = page[0]?.position ?? 0
  const run = size <= 2 * PAGE_SIZE ? await file.read(start, size) : undefined
  for (const batch of page) {
    const at = batch.position - start
    const bytes = run?.subarray(at, at + batch.sizeBytes) ?? (await readBatch(file, batch).catch(() => Buffer.alloc(0)))
    yield { batch, bytes }
  }
}
