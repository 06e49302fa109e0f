import { RecordBatchView } from '../format/record-batch'
import { plainRecordBytes } from '../format/record-batch-reader'
import { CorruptBatchError } from '../log/batch-scanner'
import { isLastOfProducer, judgeBatch, retainsRecord } from './batch-retention'
import type { CleanerTools } from './build-offset-map'
import { ChunkReader } from './chunk-reader'
import type { CleanedSegmentWriter, WrittenBatch } from './cleaned-segment-writer'
import type { GroupRequest, GroupResult } from './cleaner-messages'
import type { OffsetMap } from './offset-map'
import { RecordCursor } from './record-cursor'
import { emptiedBatch, type RetainedRecord, rewriteBatch } from './rewrite-batch'
import type { TransactionMetadata } from './transaction-metadata'

/** What lives as long as the cleaning of one log. */
export interface CleaningSession {
  map: OffsetMap
  transactions: TransactionMetadata
}

/**
 * Copies what stays of a group of segments into the files of `writer` (Cleaner.cleanSegments, cleanInto and MemoryRecords.filterTo).
 * Yields the bytes it has read and written, to be held up or ended there.
 */
export function* cleanGroup(
  request: GroupRequest,
  session: CleaningSession,
  writer: CleanedSegmentWriter,
  tools: CleanerTools,
): Generator<number, GroupResult> {
  const filter = new BatchFilter(request, session, writer, tools)
  for (const source of request.sources) {
    session.transactions.addAborted(source.abortedTransactions)
    const reader = new ChunkReader(tools.disk, { ...source, position: 0 }, request.limits.bufferSize)
    try {
      for (let chunk = reader.next(); chunk !== undefined; chunk = reader.next()) {
        filter.path = source.path
        yield chunk.length + filter.take(chunk)
      }
    } finally {
      reader.close()
    }
  }
  return filter.result
}

class BatchFilter {
  path = ''
  readonly result: GroupResult = {
    kind: 'grouped',
    bytesRead: 0,
    bytesWritten: 0,
    recordsRead: 0,
    recordsWritten: 0,
    invalidRecords: 0,
    tombstones: 0,
    firstDeleteHorizonMs: undefined,
  }
  private readonly batch = new RecordBatchView(Buffer.alloc(0))
  private readonly cursor = new RecordCursor()
  private pieces: Buffer[] = []
  private written: WrittenBatch[] = []
  /** Start of the stretch of untouched batches that end at the current one; -1: there is none. */
  private untouchedFrom = -1

  constructor(
    private readonly request: GroupRequest,
    private readonly session: CleaningSession,
    private readonly writer: CleanedSegmentWriter,
    private readonly tools: CleanerTools,
  ) {}

  /** Filters whole batches and writes what stays. Returns the bytes written. */
  take(chunk: Buffer): number {
    const { batch, result } = this
    this.pieces = []
    this.written = []
    this.untouchedFrom = -1
    for (let at = 0; at < chunk.length; at += batch.sizeInBytes) {
      batch.moveTo(chunk, at)
      this.takeBatch(chunk, at)
    }
    this.endUntouched(chunk, chunk.length)
    result.bytesRead += chunk.length
    const bytes = this.pieces.reduce((sum, { length }) => sum + length, 0)
    result.bytesWritten += bytes
    if (bytes > 0) this.writer.write(this.pieces, this.written)
    return bytes
  }

  private takeBatch(chunk: Buffer, at: number): void {
    const { batch, request, session, result } = this
    const isControl = batch.isControlBatch
    const canDiscard = isControl ? session.transactions.onControlBatch(batch) : session.transactions.onBatch(batch)
    const { deleteHorizonMs } = batch
    const verdict = judgeBatch(
      {
        isControl,
        canDiscard,
        deleteHorizonMs,
        isLastOfProducer: batch.hasProducerId && isLastOfProducer(batch, request.lastRecords.get(batch.producerId)),
      },
      request.nowMs,
    )
    if (verdict.retention === 'delete') {
      this.endUntouched(chunk, at)
      return
    }
    const { recordCount } = batch
    result.recordsRead += recordCount
    const plain = recordCount === 0 ? Buffer.alloc(0) : plainRecordBytes(batch, this.tools.codec)
    const retained: RetainedRecord[] = []
    const tombstones = verdict.discardsRecords ? 0 : this.collect(plain, retained)
    const setsHorizon =
      (tombstones > 0 || verdict.isMarkerOfEmptyTransaction) && deleteHorizonMs === undefined && retained.length > 0
    const horizon = setsHorizon ? request.nowMs + request.deleteRetentionMs : deleteHorizonMs
    this.noteTombstones(tombstones, horizon)
    if (retained.length > 0 && retained.length === recordCount && !setsHorizon) {
      if (this.untouchedFrom < 0) this.untouchedFrom = at
      this.note(batch.maxTimestamp, batch.sizeInBytes, recordCount)
      return
    }
    this.endUntouched(chunk, at)
    if (retained.length > 0) {
      this.requireSound(at)
      this.put(rewriteBatch(batch, plain, retained, horizon, this.tools.codec), retained.length)
    } else if (verdict.retention === 'retainEmpty') {
      this.put(emptiedBatch(batch), 0)
    }
  }

  private noteTombstones(count: number, horizonMs: number | undefined): void {
    if (count === 0) return
    const { result } = this
    result.tombstones += count
    if (horizonMs !== undefined)
      result.firstDeleteHorizonMs = Math.min(result.firstDeleteHorizonMs ?? horizonMs, horizonMs)
  }

  /** Notes the records that stay. Returns how many tombstones are among them. */
  private collect(plain: Buffer, retained: RetainedRecord[]): number {
    const { batch, cursor } = this
    const { recordCount, isControlBatch } = batch
    let tombstones = 0
    cursor.moveTo(plain, 0, plain.length)
    for (let index = 0; index < recordCount; index++) {
      cursor.next()
      if (!isControlBatch && !this.retains(plain)) continue
      if (!isControlBatch && cursor.valueLength < 0) tombstones++
      const { start, restAt, end, timestampDelta } = cursor
      retained.push({ start, restAt, end, timestampDelta })
    }
    return tombstones
  }

  private retains(plain: Buffer): boolean {
    const { batch, cursor, request, session } = this
    const { map } = session
    const offset = batch.baseOffset + cursor.offsetDelta
    if (offset > map.latestOffset) return true
    const { keyAt, keyLength, valueLength } = cursor
    if (keyLength < 0) this.result.invalidRecords++
    const lastOffsetOfKey = keyLength < 0 ? -1 : map.get(plain, keyAt, keyAt + keyLength)
    const facts = { offset, hasKey: keyLength >= 0, hasValue: valueLength >= 0, lastOffsetOfKey }
    return retainsRecord(facts, batch.deleteHorizonMs, request.nowMs)
  }

  /** A rewritten batch gets a new checksum: damage must not be sealed with it. */
  private requireSound(at: number): void {
    if (!this.batch.isValid) throw new CorruptBatchError(this.path, at, 'the CRC does not agree')
  }

  private endUntouched(chunk: Buffer, at: number): void {
    if (this.untouchedFrom >= 0) this.pieces.push(chunk.subarray(this.untouchedFrom, at))
    this.untouchedFrom = -1
  }

  private put(bytes: Buffer, records: number): void {
    this.pieces.push(bytes)
    this.note(new RecordBatchView(bytes).maxTimestamp, bytes.length, records)
  }

  private note(maxTimestamp: number, size: number, records: number): void {
    this.written.push({ lastOffset: this.batch.lastOffset, maxTimestamp, size })
    this.result.recordsWritten += records
  }
}
