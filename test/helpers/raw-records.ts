import { crc32c } from '@node-rs/crc32'
import { CODECS, type CodecName, compress, decompress } from './compression'
import { ByteReader, ByteWriter } from './raw-bytes'

const BATCH_HEADER_BYTES = 61
const CRC_STARTS_AT = 21
const TRANSACTIONAL = 16
const CONTROL = 32

export interface BatchOptions {
  producerId?: bigint
  producerEpoch?: number
  baseSequence?: number
  codec?: CodecName
  timestampMs?: number
  /** Belongs to the producer's open transaction. */
  transactional?: boolean
}

/**
 * A record batch v2 (KIP-98) of values without keys, their timestamps a millisecond apart: where several records share the newest one,
 * Apache's dump-log tool rejects Apache's own time index of uncompressed batches.
 */
export function encodeBatch(values: readonly string[], options: BatchOptions = {}): Buffer {
  const { producerId = -1n, producerEpoch = -1, baseSequence = -1, codec = 'none', timestampMs = Date.now() } = options
  const attributes = CODECS.indexOf(codec) | (options.transactional ? TRANSACTIONAL : 0)
  const records = new ByteWriter()
  for (const [offsetDelta, value] of values.entries()) {
    const bytes = Buffer.from(value)
    const body = new ByteWriter()
      .i8(0)
      .varint(offsetDelta)
      .varint(offsetDelta)
      .varint(-1)
      .varint(bytes.length)
      .push(bytes)
      .varint(0)
    const record = body.done()
    records.varint(record.length).push(record)
  }
  const afterCrc = new ByteWriter()
    .i16(attributes)
    .i32(values.length - 1)
    .i64(timestampMs)
    .i64(timestampMs + values.length - 1)
    .i64(producerId)
    .i16(producerEpoch)
    .i32(baseSequence)
    .i32(values.length)
    .push(compress(codec, records.done()))
    .done()
  return new ByteWriter()
    .i64(0)
    .i32(afterCrc.length + 9)
    .i32(-1)
    .i8(2)
    .u32(crc32c(afterCrc))
    .push(afterCrc)
    .done()
}

export interface RawBatch {
  baseOffset: number
  lastOffset: number
  leaderEpoch: number
  producerId: bigint
  producerEpoch: number
  baseSequence: number
  codec: CodecName
  transactional: boolean
  /** Its one record is a marker. */
  control: boolean
  sizeInBytes: number
  crcValid: boolean
  /** The batch as it lies in the buffer. */
  bytes: Buffer
}

/** The whole batches at the beginning of `buffer`; a cut one at the end is left out, as a consumer does. */
export function* readBatches(buffer: Buffer): Generator<RawBatch> {
  for (let at = 0; at + BATCH_HEADER_BYTES <= buffer.length; ) {
    const sizeInBytes = 12 + buffer.readInt32BE(at + 8)
    if (sizeInBytes < BATCH_HEADER_BYTES || at + sizeInBytes > buffer.length) return
    const bytes = buffer.subarray(at, at + sizeInBytes)
    const baseOffset = Number(bytes.readBigInt64BE(0))
    yield {
      baseOffset,
      lastOffset: baseOffset + bytes.readInt32BE(23),
      leaderEpoch: bytes.readInt32BE(12),
      producerId: bytes.readBigInt64BE(43),
      producerEpoch: bytes.readInt16BE(51),
      baseSequence: bytes.readInt32BE(53),
      codec: CODECS[bytes.readInt16BE(21) & 7] ?? 'none',
      transactional: (bytes.readInt16BE(21) & TRANSACTIONAL) !== 0,
      control: (bytes.readInt16BE(21) & CONTROL) !== 0,
      sizeInBytes,
      crcValid: bytes.readUInt32BE(17) === crc32c(bytes.subarray(CRC_STARTS_AT)),
      bytes,
    }
    at += sizeInBytes
  }
}

export interface RawRecord {
  offset: number
  timestampMs: number
  key: string | null
  value: string | null
  headers: Record<string, string>
}

/** Of records whose keys and values are text. */
export function readRecords(batch: RawBatch): RawRecord[] {
  return readBinaryRecords(batch).map((record) => ({
    ...record,
    key: record.key?.toString() ?? null,
    value: record.value?.toString() ?? null,
  }))
}

export type BinaryRecord = Omit<RawRecord, 'key' | 'value'> & { key: Buffer | null; value: Buffer | null }

export function readBinaryRecords(batch: RawBatch): BinaryRecord[] {
  const { bytes, baseOffset, codec } = batch
  const baseTimestampMs = Number(bytes.readBigInt64BE(27))
  const count = bytes.readInt32BE(57)
  const reader = new ByteReader(decompress(codec, bytes.subarray(BATCH_HEADER_BYTES)))
  const field = () => {
    const length = reader.varint()
    return length < 0 ? null : reader.slice(length)
  }
  const text = () => field()?.toString() ?? ''
  return Array.from({ length: count }, () => {
    reader.varint()
    reader.i8()
    const timestampMs = baseTimestampMs + reader.varint()
    const offset = baseOffset + reader.varint()
    const key = field()
    const value = field()
    const headers: Record<string, string> = {}
    for (let left = reader.varint(); left > 0; left--) headers[text()] = text()
    return { offset, timestampMs, key, value, headers }
  })
}
