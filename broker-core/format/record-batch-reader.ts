import { Reader } from '../bytes/reader'
import type { Codec } from '../runtime/codec'
import { decompressRecords } from './compression'
import { type DecodedRecord, decodeRecord } from './record'
import { BATCH_LOG_OVERHEAD, BATCH_PREFIX_SIZE, type RecordBatchView } from './record-batch'

/** The records' bytes, decompressed when needed. Throws on an unknown codec, malformed or oversized data. */
export function plainRecordBytes(batch: RecordBatchView, codec: Codec): Buffer {
  const name = batch.codec
  if (name === undefined) throw new Error(`unknown compression in attributes ${batch.attributes}`)
  return name === 'none' ? batch.body : decompressRecords(codec, name, batch.body)
}

/** A record with what its batch adds: absolute offset, timestamp by the batch's type, sequence. */
export interface RecordInBatch extends DecodedRecord {
  offset: number
  timestamp: number
}

/** Decodes the records one after the other. Throws MalformedBytesError where they are not as they should be. */
export function* recordsOf(batch: RecordBatchView, codec: Codec): Generator<RecordInBatch> {
  const { baseOffset, baseTimestamp, recordCount } = batch
  const appendTime = batch.isLogAppendTime ? batch.maxTimestamp : undefined
  const reader = new Reader(plainRecordBytes(batch, codec))
  for (let index = 0; index < recordCount; index++) {
    const record = decodeRecord(reader)
    yield {
      ...record,
      offset: baseOffset + record.offsetDelta,
      timestamp: appendTime ?? baseTimestamp + record.timestampDelta,
    }
  }
}

/**
 * Bytes of the batch at `position`, -1 when the buffer ends before its size is known or the batch is whole. Does not judge the
 * content, so also works for older formats.
 */
export function completeBatchSize(buffer: Buffer, position: number): number {
  if (position + BATCH_PREFIX_SIZE > buffer.length) return -1
  const size = BATCH_LOG_OVERHEAD + buffer.readInt32BE(position + 8)
  return size < BATCH_PREFIX_SIZE || position + size > buffer.length ? -1 : size
}
