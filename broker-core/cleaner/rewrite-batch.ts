import { Writer } from '../bytes/writer'
import { compressRecords } from '../format/compression'
import {
  ATTRIBUTE_COMPRESSION_MASK,
  ATTRIBUTE_DELETE_HORIZON,
  BATCH_HEADER_SIZE,
  BATCH_LOG_OVERHEAD,
  NO_TIMESTAMP,
  type RecordBatchView,
  sealBatch,
  writeBatchHeader,
} from '../format/record-batch'
import type { Codec } from '../runtime/codec'

/** A record that stays: bytes [start, end) of the decompressed records, those from `restAt` on do not depend on the batch's timestamps. */
export interface RetainedRecord {
  start: number
  restAt: number
  end: number
  timestampDelta: number
}

/**
 * A batch of the records that stay (MemoryRecords.buildRetainedRecordsInto): base offset, last offset, sequence, producer, leader epoch
 * and compression are the old batch's, so that producers and followers see no difference; timestamps count from the first record, or from
 * the delete horizon when there is one.
 */
export function rewriteBatch(
  batch: RecordBatchView,
  plain: Buffer,
  retained: readonly RetainedRecord[],
  deleteHorizonMs: number | undefined,
  codec: Codec,
): Buffer {
  const { isLogAppendTime, baseTimestamp, codec: compression } = batch
  const timestampOf = ({ timestampDelta }: RetainedRecord): number =>
    isLogAppendTime ? batch.maxTimestamp : baseTimestamp + timestampDelta
  const base = deleteHorizonMs ?? timestampOf(retained[0]!)
  let maxTimestamp = NO_TIMESTAMP
  for (const record of retained) maxTimestamp = Math.max(maxTimestamp, timestampOf(record))
  const keepsBytes = base === baseTimestamp && !isLogAppendTime
  const records = keepsBytes
    ? copied(plain, retained)
    : retimed(plain, retained, (record) => timestampOf(record) - base)
  const body =
    compression === undefined || compression === 'none' ? records : compressRecords(codec, compression, records)
  return sealed(batch, body, {
    attributes:
      (batch.attributes & ~ATTRIBUTE_DELETE_HORIZON) | (deleteHorizonMs === undefined ? 0 : ATTRIBUTE_DELETE_HORIZON),
    baseTimestamp: base,
    maxTimestamp: isLogAppendTime ? batch.maxTimestamp : maxTimestamp,
    recordCount: retained.length,
  })
}

/** The header alone: what is left of the last batch of a producer (DefaultRecordBatch.writeEmptyHeader). */
export function emptiedBatch(batch: RecordBatchView): Buffer {
  return sealed(batch, Buffer.alloc(0), {
    attributes: batch.attributes & ~(ATTRIBUTE_COMPRESSION_MASK | ATTRIBUTE_DELETE_HORIZON),
    baseTimestamp: NO_TIMESTAMP,
    maxTimestamp: batch.maxTimestamp,
    recordCount: 0,
  })
}

function sealed(
  batch: RecordBatchView,
  body: Buffer,
  changed: { attributes: number; baseTimestamp: number; maxTimestamp: number; recordCount: number },
): Buffer {
  const { baseOffset, partitionLeaderEpoch, lastOffsetDelta, producerId, producerEpoch, baseSequence } = batch
  const rewritten = Buffer.allocUnsafe(BATCH_HEADER_SIZE + body.length)
  writeBatchHeader(rewritten, 0, {
    baseOffset,
    batchLength: rewritten.length - BATCH_LOG_OVERHEAD,
    partitionLeaderEpoch,
    lastOffsetDelta,
    producerId,
    producerEpoch,
    baseSequence,
    ...changed,
  })
  body.copy(rewritten, BATCH_HEADER_SIZE)
  sealBatch(rewritten, 0)
  return rewritten
}

function copied(plain: Buffer, retained: readonly RetainedRecord[]): Buffer {
  return Buffer.concat(retained.map(({ start, end }) => plain.subarray(start, end)))
}

/** The records with other timestamp deltas: `length | attributes | timestamp delta | the rest`. */
function retimed(
  plain: Buffer,
  retained: readonly RetainedRecord[],
  deltaOf: (record: RetainedRecord) => number,
): Buffer {
  const writer = new Writer(4096)
  for (const record of retained) {
    const rest = plain.subarray(record.restAt, record.end)
    const front = new Writer(16).int8(0).varlong(deltaOf(record))
    writer
      .varint(front.size + rest.length)
      .append(front)
      .bytes(rest)
  }
  return writer.toBuffer()
}
