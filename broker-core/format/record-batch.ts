import { crc32c } from '../bytes/crc32c'
import type { CompressionCodec } from '../runtime/codec'
import { readInt64, writeInt64 } from './int64'

/**
 * A record batch of format v2: 61 bytes of header, then the records, compressed as one block or not.
 *
 *     0  base offset int64           12 partition leader epoch int32    27 base timestamp int64   51 producer epoch int16
 *     8  batch length int32          16 magic int8 = 2                  35 max timestamp int64    53 base sequence int32
 *        (bytes after this field)    17 crc uint32, CRC-32C from 21 on  43 producer id int64      57 record count int32
 *                                    21 attributes int16                                          61 records
 *                                    23 last offset delta int32
 *
 * Base offset and leader epoch lie outside the CRC: the leader fills them in without touching the rest. Example (one record a=b):
 * `0000000000000000 0000003a 00000000 02 345f2d8a 0010 00000000 000001a2069b579b 000001a2069b579b 00000000000007d1 0000 00000000
 * 00000001 100000000261026200`
 */
export const BATCH_HEADER_SIZE = 61
/** Base offset and batch length: what precedes the bytes that the length counts. */
export const BATCH_LOG_OVERHEAD = 12
/** Least bytes to know position, size and magic of a batch of any format. */
export const BATCH_PREFIX_SIZE = 17
export const MAGIC_V2 = 2

const LEADER_EPOCH_AT = 12
const MAGIC_AT = 16
const CRC_AT = 17
const ATTRIBUTES_AT = 21
const LAST_OFFSET_DELTA_AT = 23
const BASE_TIMESTAMP_AT = 27
const MAX_TIMESTAMP_AT = 35
const PRODUCER_ID_AT = 43
const PRODUCER_EPOCH_AT = 51
const BASE_SEQUENCE_AT = 53
const RECORD_COUNT_AT = 57

export const ATTRIBUTE_COMPRESSION_MASK = 0x07
export const ATTRIBUTE_LOG_APPEND_TIME = 0x08
export const ATTRIBUTE_TRANSACTIONAL = 0x10
export const ATTRIBUTE_CONTROL = 0x20
/** The base timestamp is the time from which tombstones and markers of this batch may be removed (KIP-534). */
export const ATTRIBUTE_DELETE_HORIZON = 0x40

export const COMPRESSION_CODECS: readonly CompressionCodec[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
export const NO_PRODUCER_ID = -1n
export const NO_SEQUENCE = -1
export const NO_TIMESTAMP = -1

/**
 * Looks at a batch inside a buffer without copying or decoding it, and patches it in place. One view can be moved from batch to batch.
 * The header must lie within the buffer; the body only for `isValid` and the body's users.
 */
export class RecordBatchView {
  constructor(
    public buffer: Buffer,
    public position = 0,
  ) {}

  moveTo(buffer: Buffer, position: number): this {
    this.buffer = buffer
    this.position = position
    return this
  }

  get baseOffset(): number {
    return readInt64(this.buffer, this.position)
  }

  set baseOffset(offset: number) {
    writeInt64(this.buffer, offset, this.position)
  }

  /** Bytes of the whole batch, header included. */
  get sizeInBytes(): number {
    return BATCH_LOG_OVERHEAD + this.buffer.readInt32BE(this.position + 8)
  }

  get partitionLeaderEpoch(): number {
    return this.buffer.readInt32BE(this.position + LEADER_EPOCH_AT)
  }

  set partitionLeaderEpoch(epoch: number) {
    this.buffer.writeInt32BE(epoch, this.position + LEADER_EPOCH_AT)
  }

  get magic(): number {
    return this.buffer.readInt8(this.position + MAGIC_AT)
  }

  get crc(): number {
    return this.buffer.readUInt32BE(this.position + CRC_AT)
  }

  get attributes(): number {
    return this.buffer.readInt16BE(this.position + ATTRIBUTES_AT)
  }

  get lastOffsetDelta(): number {
    return this.buffer.readInt32BE(this.position + LAST_OFFSET_DELTA_AT)
  }

  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta
  }

  get nextOffset(): number {
    return this.lastOffset + 1
  }

  get baseTimestamp(): number {
    return readInt64(this.buffer, this.position + BASE_TIMESTAMP_AT)
  }

  get maxTimestamp(): number {
    return readInt64(this.buffer, this.position + MAX_TIMESTAMP_AT)
  }

  get producerId(): bigint {
    return this.buffer.readBigInt64BE(this.position + PRODUCER_ID_AT)
  }

  get hasProducerId(): boolean {
    return this.buffer.readInt32BE(this.position + PRODUCER_ID_AT) >= 0
  }

  get producerEpoch(): number {
    return this.buffer.readInt16BE(this.position + PRODUCER_EPOCH_AT)
  }

  get baseSequence(): number {
    return this.buffer.readInt32BE(this.position + BASE_SEQUENCE_AT)
  }

  get lastSequence(): number {
    const base = this.baseSequence
    return base === NO_SEQUENCE ? NO_SEQUENCE : incrementSequence(base, this.lastOffsetDelta)
  }

  get recordCount(): number {
    return this.buffer.readInt32BE(this.position + RECORD_COUNT_AT)
  }

  /** undefined: an id of no known codec. */
  get codec(): CompressionCodec | undefined {
    return COMPRESSION_CODECS[this.attributes & ATTRIBUTE_COMPRESSION_MASK]
  }

  get isLogAppendTime(): boolean {
    return (this.attributes & ATTRIBUTE_LOG_APPEND_TIME) !== 0
  }

  get isTransactional(): boolean {
    return (this.attributes & ATTRIBUTE_TRANSACTIONAL) !== 0
  }

  get isControlBatch(): boolean {
    return (this.attributes & ATTRIBUTE_CONTROL) !== 0
  }

  /** Time from which compaction may remove tombstones of this batch, or its marker; undefined: not yet decided. */
  get deleteHorizonMs(): number | undefined {
    return (this.attributes & ATTRIBUTE_DELETE_HORIZON) === 0 ? undefined : this.baseTimestamp
  }

  /** The records' bytes as they are stored, perhaps compressed. Shares memory. */
  get body(): Buffer {
    return this.buffer.subarray(this.position + BATCH_HEADER_SIZE, this.position + this.sizeInBytes)
  }

  computeCrc(): number {
    return crc32c(this.buffer.subarray(this.position + ATTRIBUTES_AT, this.position + this.sizeInBytes))
  }

  /** Large enough for a header, and the CRC agrees. */
  get isValid(): boolean {
    return this.sizeInBytes >= BATCH_HEADER_SIZE && this.crc === this.computeCrc()
  }

  /** Sets the timestamp type and the largest timestamp, and the CRC when either is new. */
  setMaxTimestamp(logAppendTime: boolean, timestamp: number): void {
    if (this.maxTimestamp === timestamp && this.isLogAppendTime === logAppendTime) return
    const attributes = this.attributes
    const next = logAppendTime ? attributes | ATTRIBUTE_LOG_APPEND_TIME : attributes & ~ATTRIBUTE_LOG_APPEND_TIME
    this.buffer.writeInt16BE(next, this.position + ATTRIBUTES_AT)
    writeInt64(this.buffer, timestamp, this.position + MAX_TIMESTAMP_AT)
    this.buffer.writeUInt32BE(this.computeCrc(), this.position + CRC_AT)
  }
}

/** Sequence numbers wrap from 2^31-1 to 0. */
export function incrementSequence(sequence: number, increment: number): number {
  const next = sequence + increment
  return next > 0x7fffffff ? next - 0x8000_0000 : next
}

export function decrementSequence(sequence: number, decrement: number): number {
  const next = sequence - decrement
  return next < 0 ? next + 0x8000_0000 : next
}

export interface BatchHeader {
  baseOffset: number
  batchLength: number
  partitionLeaderEpoch: number
  crc: number
  attributes: number
  lastOffsetDelta: number
  baseTimestamp: number
  maxTimestamp: number
  producerId: bigint
  producerEpoch: number
  baseSequence: number
  recordCount: number
}

/** Writes a header whose CRC field is left 0: `sealBatch` fills it in once the records follow. */
export function writeBatchHeader(buffer: Buffer, at: number, header: Omit<BatchHeader, 'crc'>): void {
  writeInt64(buffer, header.baseOffset, at)
  buffer.writeInt32BE(header.batchLength, at + 8)
  buffer.writeInt32BE(header.partitionLeaderEpoch, at + LEADER_EPOCH_AT)
  buffer.writeInt8(MAGIC_V2, at + MAGIC_AT)
  buffer.writeUInt32BE(0, at + CRC_AT)
  buffer.writeInt16BE(header.attributes, at + ATTRIBUTES_AT)
  buffer.writeInt32BE(header.lastOffsetDelta, at + LAST_OFFSET_DELTA_AT)
  writeInt64(buffer, header.baseTimestamp, at + BASE_TIMESTAMP_AT)
  writeInt64(buffer, header.maxTimestamp, at + MAX_TIMESTAMP_AT)
  buffer.writeBigInt64BE(header.producerId, at + PRODUCER_ID_AT)
  buffer.writeInt16BE(header.producerEpoch, at + PRODUCER_EPOCH_AT)
  buffer.writeInt32BE(header.baseSequence, at + BASE_SEQUENCE_AT)
  buffer.writeInt32BE(header.recordCount, at + RECORD_COUNT_AT)
}

export function sealBatch(buffer: Buffer, at: number): void {
  buffer.writeUInt32BE(new RecordBatchView(buffer, at).computeCrc(), at + CRC_AT)
}
