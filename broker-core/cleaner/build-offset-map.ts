import { RecordBatchView } from '../format/record-batch'
import { plainRecordBytes } from '../format/record-batch-reader'
import type { Codec } from '../runtime/codec'
import type { Disk } from '../runtime/disk'
import { ChunkReader } from './chunk-reader'
import type { MapRequest, MapResult } from './cleaner-messages'
import { OffsetMap } from './offset-map'
import { RecordCursor } from './record-cursor'
import { TransactionMetadata } from './transaction-metadata'

export interface CleanerTools {
  disk: Disk
  codec: Codec
}

/**
 * The last offset of each key in the dirty section of a log (Cleaner.buildOffsetMap): as many segments as the map has room for. Markers,
 * aborted transactions and records without key do not count. Yields the bytes it has read, to be held up or ended there.
 */
export function* buildOffsetMap(
  request: MapRequest,
  tools: CleanerTools,
): Generator<number, { map: OffsetMap; result: MapResult }> {
  const builder = new OffsetMapBuilder(request, tools)
  let isFull = false
  for (const segment of request.segments) {
    const reader = new ChunkReader(tools.disk, segment, request.limits.bufferSize)
    try {
      for (let chunk = reader.next(); chunk !== undefined && !isFull; chunk = reader.next()) {
        isFull = !builder.take(chunk)
        yield chunk.length
      }
    } finally {
      reader.close()
    }
    if (isFull) break
    // A gap behind the last batch is covered too.
    builder.map.latestOffset = segment.nextSegmentStartOffset - 1
  }
  return { map: builder.map, result: builder.result(isFull) }
}

class OffsetMapBuilder {
  readonly map: OffsetMap
  private bytesRead = 0
  private recordsRead = 0
  private readonly transactions: TransactionMetadata
  private readonly cursor = new RecordCursor()
  private readonly batch = new RecordBatchView(Buffer.alloc(0))

  constructor(
    private readonly request: MapRequest,
    private readonly tools: CleanerTools,
  ) {
    this.map = new OffsetMap(request.map)
    this.transactions = new TransactionMetadata(tools.codec)
    this.transactions.addAborted(request.abortedTransactions)
  }

  /** false: the map is full, and covers what came before the batch that did not fit. */
  take(chunk: Buffer): boolean {
    const { batch, map } = this
    for (let at = 0; at < chunk.length; at += batch.sizeInBytes) {
      batch.moveTo(chunk, at)
      if (!this.takeBatch()) return false
      const { lastOffset } = batch
      if (lastOffset >= this.request.startOffset) map.latestOffset = lastOffset
    }
    this.bytesRead += chunk.length
    return true
  }

  private takeBatch(): boolean {
    const { batch, transactions } = this
    if (batch.isControlBatch) {
      transactions.onControlBatch(batch)
      this.recordsRead++
      return true
    }
    if (transactions.onBatch(batch)) {
      this.recordsRead += batch.recordCount
      return true
    }
    return this.takeRecords()
  }

  private takeRecords(): boolean {
    const { batch, map, cursor } = this
    const { recordCount, baseOffset } = batch
    if (recordCount === 0) return true
    const plain = plainRecordBytes(batch, this.tools.codec)
    cursor.moveTo(plain, 0, plain.length)
    for (let index = 0; index < recordCount; index++) {
      cursor.next()
      const offset = baseOffset + cursor.offsetDelta
      if (cursor.keyLength >= 0 && offset >= this.request.startOffset) {
        if (map.isFull) return false
        map.put(plain, cursor.keyAt, cursor.keyAt + cursor.keyLength, offset)
      }
      this.recordsRead++
    }
    return true
  }

  result(isFull: boolean): MapResult {
    const { latestOffset, utilization } = this.map
    const { bytesRead, recordsRead } = this
    return { kind: 'mapped', latestOffset, utilization, bytesRead, recordsRead, isFull }
  }
}
