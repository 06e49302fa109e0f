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
  const isPlain = compression === undefined || compression === 'none'
  const headroom = isPlain ? BATCH_HEADER_SIZE : 0
  const records = keepsBytes
    ? copied(plain, retained, headroom)
    : withHeadroom(
        retimed(plain, retained, (record) => timestampOf(record) - base),
        headroom,
      )
  const rewritten = isPlain ? records : withHeadroom(compressRecords(codec, compression, records), BATCH_HEADER_SIZE)
  return sealed(batch, rewritten, {
    attributes:
      (batch.attributes & ~ATTRIBUTE_DELETE_HORIZON) | (deleteHorizonMs === undefined ? 0 : ATTRIBUTE_DELETE_HORIZON),
    baseTimestamp: base,
    maxTimestamp: isLogAppendTime ? batch.maxTimestamp : maxTimestamp,
    recordCount: retained.length,
  })
}

/** The header alone: what is left of the last batch of a producer (DefaultRecordBatch.writeEmptyHeader). */
export function emptiedBatch(batch: RecordBatchView): Buffer {
  return sealed(batch, Buffer.allocUnsafe(BATCH_HEADER_SIZE), {
    attributes: batch.attributes & ~(ATTRIBUTE_COMPRESSION_MASK | ATTRIBUTE_DELETE_HORIZON),
    baseTimestamp: NO_TIMESTAMP,
    maxTimestamp: batch.maxTimestamp,
    recordCount: 0,
  })
}

/** Writes the header into the room before the records, and seals both. */
function sealed(
  batch: RecordBatchView,
  rewritten: Buffer,
  changed: { attributes: number; baseTimestamp: number; maxTimestamp: number; recordCount: number },
): Buffer {
  const { baseOffset, partitionLeaderEpoch, lastOffsetDelta, producerId, producerEpoch, baseSequence } = batch
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
  sealBatch(rewritten, 0)
  return rewritten
}

/** The records behind `headroom` bytes, neighbours copied together: most of a cleaner's work on bytes is here. */
function copied(plain: Buffer, retained: readonly RetainedRecord[], headroom: number): Buffer {
  let size = headroom
  for (const { start, end } of retained) size += end - start
  const copy = Buffer.allocUnsafe(size)
  let at = headroom
  for (let index = 0; index < retained.length; index++) {
    const { start } = retained[index]!
    while (index + 1 < retained.length && retained[index + 1]!.start === retained[index]!.end) index++
    at += plain.copy(copy, at, start, retained[index]!.end)
  }
  return copy
}

function withHeadroom(bytes: Buffer, headroom: number): Buffer {
  return headroom === 0 ? bytes : Buffer.concat([Buffer.allocUnsafe(headroom), bytes])
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
