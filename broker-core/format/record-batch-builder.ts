import type { Codec, CompressionCodec } from '../runtime/codec'
import { compressRecords } from './compression'
import { encodeRecord, type RecordToWrite } from './record'
import {
  ATTRIBUTE_CONTROL,
  ATTRIBUTE_LOG_APPEND_TIME,
  ATTRIBUTE_TRANSACTIONAL,
  BATCH_HEADER_SIZE,
  BATCH_LOG_OVERHEAD,
  COMPRESSION_CODECS,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  sealBatch,
  writeBatchHeader,
} from './record-batch'

export interface BatchOptions {
  baseOffset?: number
  partitionLeaderEpoch?: number
  compression?: CompressionCodec
  /** Needed when `compression` is not none. */
  codec?: Codec
  logAppendTime?: number
  transactional?: boolean
  control?: boolean
  producerId?: bigint
  producerEpoch?: number
  baseSequence?: number
}

export interface TimestampedRecord extends RecordToWrite {
  timestamp: number
}

/** Makes a sealed batch of at least one record, offsets counting from `baseOffset` without gaps. */
export function buildRecordBatch(records: readonly TimestampedRecord[], options: BatchOptions = {}): Buffer {
  const first = records[0]
  if (first === undefined) throw new Error('a batch needs a record')
  let maxTimestamp = NO_TIMESTAMP
  const encoded = records.map((record, index) => {
    if (record.timestamp > maxTimestamp) maxTimestamp = record.timestamp
    return encodeRecord(record, record.timestamp - first.timestamp, index)
  })
  const compression = options.compression ?? 'none'
  const plain = Buffer.concat(encoded)
  const body = compression === 'none' ? plain : compressRecords(requireCodec(options.codec), compression, plain)
  const batch = Buffer.allocUnsafe(BATCH_HEADER_SIZE + body.length)
  writeBatchHeader(batch, 0, {
    baseOffset: options.baseOffset ?? 0,
    batchLength: batch.length - BATCH_LOG_OVERHEAD,
    partitionLeaderEpoch: options.partitionLeaderEpoch ?? -1,
    attributes: attributesOf(options, compression),
    lastOffsetDelta: records.length - 1,
    baseTimestamp: first.timestamp,
    maxTimestamp: options.logAppendTime ?? maxTimestamp,
    producerId: options.producerId ?? NO_PRODUCER_ID,
    producerEpoch: options.producerEpoch ?? -1,
    baseSequence: options.baseSequence ?? NO_SEQUENCE,
    recordCount: records.length,
  })
  body.copy(batch, BATCH_HEADER_SIZE)
  sealBatch(batch, 0)
  return batch
}

function attributesOf(options: BatchOptions, compression: CompressionCodec): number {
  return (
    COMPRESSION_CODECS.indexOf(compression) |
    (options.logAppendTime === undefined ? 0 : ATTRIBUTE_LOG_APPEND_TIME) |
    (options.transactional ? ATTRIBUTE_TRANSACTIONAL : 0) |
    (options.control ? ATTRIBUTE_CONTROL : 0)
  )
}

function requireCodec(codec: Codec | undefined): Codec {
  if (codec === undefined) throw new Error('compressing a batch needs a codec')
  return codec
}
