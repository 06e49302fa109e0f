import { MalformedBytesError, Reader } from '../../../broker-core/bytes/reader'
import { decompressRecords } from '../../../broker-core/format/compression'
import type { Codec, CompressionCodec } from '../../../broker-core/runtime/codec'
import { type BatchOutline, compressionName, int64At, type TimestampType } from './batch-outline'

/**
 * A message of format 0 or 1, as directories that outlived Kafka 0.10 may hold them:
 *
 *     0  offset int64      12 crc uint32, CRC-32 from 16 on     18 timestamp int64 (format 1 only)
 *     8  size int32        16 magic int8                        then int32 length (-1 null) and key, int32 length and value
 *        (bytes after it)  17 attributes int8: bits 0-2 codec, 3 log append time
 *
 * A compressed message's value is a set of messages. In format 1 their offsets count from 0, and the outer message has the last one's
 * absolute offset; in format 0 they are absolute.
 */
export const LEGACY_HEADER_SIZE_MAX = 26
/** What a message's size field counts at least: crc, magic, attributes, two lengths. */
export const LEGACY_SIZE_MIN = 14

const timestampTypeOf = (magic: number, attributes: number): TimestampType =>
  magic < 1 ? 'NoTimestampType' : (attributes & 0x08) !== 0 ? 'LogAppendTime' : 'CreateTime'

/** Needs LEGACY_HEADER_SIZE_MAX bytes at `at`, or all there are of a shorter message. */
export function legacyOutline(buffer: Buffer, at: number, position: number): BatchOutline {
  const magic = buffer.readInt8(at + 16)
  const attributes = buffer.readInt8(at + 17)
  const offset = int64At(buffer, at)
  const timestamp = magic === 1 ? int64At(buffer, at + 18) : -1
  const compression = compressionName(attributes)
  return {
    position,
    sizeBytes: 12 + buffer.readInt32BE(at + 8),
    magic,
    baseOffset: offset,
    lastOffset: offset,
    count: compression === 'none' ? 1 : null,
    baseSequence: -1,
    lastSequence: -1,
    producerId: '-1',
    producerEpoch: -1,
    partitionLeaderEpoch: -1,
    isTransactional: false,
    isControl: false,
    deleteHorizonMs: null,
    timestampType: timestampTypeOf(magic, attributes),
    baseTimestamp: timestamp,
    maxTimestamp: timestamp,
    compression,
    crc: buffer.readUInt32BE(at + 12),
    isValid: null,
  }
}

export interface LegacyMessage {
  offset: number
  timestamp: number
  key: Buffer | null
  value: Buffer | null
}

/** The messages of an entry, decompressed when they are compressed. `bytes`: the whole entry. Throws on malformed data. */
export function legacyMessages(bytes: Buffer, codec: Codec): LegacyMessage[] {
  const outer = parseMessage(new Reader(bytes))
  const compression = compressionName(outer.attributes)
  if (compression === 'none') return [outer]
  if (outer.value === null) throw new MalformedBytesError('a compressed message without a value')
  if (compression.startsWith('unknown')) throw new MalformedBytesError(`${compression} compression`)
  const plain = decompressRecords(codec, compression as Exclude<CompressionCodec, 'none'>, outer.value)
  const inner = messagesOf(plain)
  const last = inner[inner.length - 1]
  if (last === undefined) throw new MalformedBytesError('a compressed message that holds none')
  const base = outer.magic > 0 ? outer.offset - last.offset : 0
  const appendTime = (outer.attributes & 0x08) !== 0 && outer.magic > 0 ? outer.timestamp : undefined
  return inner.map((message) => ({
    ...message,
    offset: base + message.offset,
    timestamp: appendTime ?? message.timestamp,
  }))
}

interface ParsedMessage extends LegacyMessage {
  magic: number
  attributes: number
}

function messagesOf(plain: Buffer): ParsedMessage[] {
  const reader = new Reader(plain)
  const messages: ParsedMessage[] = []
  while (reader.remaining > 0) messages.push(parseMessage(reader))
  return messages
}

function parseMessage(reader: Reader): ParsedMessage {
  const offset = reader.int64()
  const size = reader.int32()
  const end = reader.offset + size
  if (size < LEGACY_SIZE_MIN || end > reader.end) throw new MalformedBytesError(`message of ${size} bytes is cut off`)
  reader.skip(4)
  const magic = reader.int8()
  if (magic !== 0 && magic !== 1) throw new MalformedBytesError(`message of magic ${magic}`)
  const attributes = reader.int8()
  const timestamp = magic === 1 ? reader.int64() : -1
  const message = { offset, magic, attributes, timestamp, key: nullableBytes(reader), value: nullableBytes(reader) }
  if (reader.offset !== end) throw new MalformedBytesError(`message ends at ${reader.offset}, its size says ${end}`)
  return message
}

function nullableBytes(reader: Reader): Buffer | null {
  const length = reader.int32()
  return length < 0 ? null : reader.slice(length)
}
