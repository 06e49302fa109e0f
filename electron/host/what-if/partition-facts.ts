import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LOG_SUFFIX, offsetFileName, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX } from '../../../broker-core/format/file-names'
import { type AbortedTransactionEntry, decodeTxnIndex } from '../../../broker-core/format/txn-index'
import type { Codec } from '../../../broker-core/runtime/codec'
import type { BatchOutline } from '../inspect/batch-outline'
import type { Listing } from '../inspect/directory-listing'
import { segmentBases } from '../inspect/partition-report'
import { hasVanished, readSmallFile } from '../inspect/read-only-file'
import { countSegmentAt, type SegmentCounts } from '../inspect/segment-counts'

/** 34 bytes each. */
const TXN_INDEX_SIZE_MAX = 64 * 1024 * 1024

/** A segment as retention and the cleaner see it. */
export interface SegmentFacts {
  baseOffset: number
  path: string
  /** Up to the end of its last whole batch. */
  size: number
  recordCount: number
  largestTimestamp: number
  modifiedMs: number
  firstTimestamp: number | undefined
  offsetIndexBytes: number
  timeIndexBytes: number
  aborted: AbortedTransactionEntry[]
  counts: SegmentCounts
}

export interface ProducerFacts {
  lastDataOffset: number | undefined
  producerEpoch: number
  lastTimestamp: number
}

/** What rules about a partition need to know, from one run over the headers of its batches. */
export interface PartitionFacts {
  segments: SegmentFacts[]
  logEndOffset: number
  /** First offset of the oldest transaction that is still open; the log's end when none is. */
  firstOpenOffset: number
  producers: Map<bigint, ProducerFacts>
}

/** Reads the headers of a partition's batches. */
export async function partitionFacts(
  directory: string,
  { files }: Listing,
  codec: Codec,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<PartitionFacts> {
  const sizes = new Map(files.map(({ name, sizeBytes }) => [name, sizeBytes]))
  const producers = new ProducerRun()
  const segments: SegmentFacts[] = []
  for (const baseOffset of segmentBases(files)) {
    const path = join(directory, offsetFileName(baseOffset, LOG_SUFFIX))
    let reached = 0
    const onProgress = (position: number) => {
      onBytes(position - reached)
      reached = position
    }
    const counts = await countSegmentAt(path, { codec, signal, visit: (batch) => producers.visit(batch), onProgress })
    const modifiedMs = (await stat(path)).mtimeMs
    segments.push({
      baseOffset,
      path,
      size: counts.validBytes,
      recordCount: counts.recordCount,
      largestTimestamp: counts.maxTimestamp ?? modifiedMs,
      modifiedMs,
      firstTimestamp: counts.firstTimestamp ?? undefined,
      offsetIndexBytes: sizes.get(offsetFileName(baseOffset, '.index')) ?? 0,
      timeIndexBytes: sizes.get(offsetFileName(baseOffset, TIME_INDEX_SUFFIX)) ?? 0,
      aborted: await abortedIn(join(directory, offsetFileName(baseOffset, TXN_INDEX_SUFFIX))),
      counts,
    })
  }
  const last = segments[segments.length - 1]
  const logEndOffset = last === undefined ? 0 : (last.counts.lastOffset ?? last.baseOffset - 1) + 1
  return { segments, logEndOffset, firstOpenOffset: producers.firstOpen() ?? logEndOffset, producers: producers.known }
}

/** Last offsets and open transactions of every producer, batch by batch. */
class ProducerRun {
  readonly known = new Map<bigint, ProducerFacts>()
  private readonly open = new Map<bigint, number>()

  visit(batch: BatchOutline): void {
    if (batch.producerId === '-1') return
    const id = BigInt(batch.producerId)
    const { producerEpoch, maxTimestamp: lastTimestamp } = batch
    const lastDataOffset = batch.isControl ? this.known.get(id)?.lastDataOffset : batch.lastOffset
    this.known.set(id, { lastDataOffset, producerEpoch, lastTimestamp })
    if (batch.isControl) this.open.delete(id)
    else if (batch.isTransactional && !this.open.has(id)) this.open.set(id, batch.baseOffset)
  }

  firstOpen(): number | undefined {
    return this.open.size === 0 ? undefined : Math.min(...this.open.values())
  }
}

async function abortedIn(path: string): Promise<AbortedTransactionEntry[]> {
  try {
    return decodeTxnIndex((await readSmallFile(path, TXN_INDEX_SIZE_MAX)).content)
  } catch (error) {
    // Most segments have none.
    if (hasVanished(error)) return []
    throw error
  }
}
