import { MalformedBytesError, type Reader } from '../bytes/reader'
import { Writer } from '../bytes/writer'

/**
 * A record inside a v2 batch. All variable integers are zig-zag.
 *
 *     varint length of what follows | int8 attributes 0 | varlong timestamp delta | varint offset delta
 *     varint key length (-1 null), key | varint value length (-1 null), value
 *     varint header count, each: varint key length, key | varint value length (-1 null), value
 *
 * Example, a=b at deltas 0: `10 00 00 00 02 61 02 62 00`.
 */
export interface RecordHeader {
  key: string
  value: Buffer | null
}

export interface DecodedRecord {
  attributes: number
  timestampDelta: number
  offsetDelta: number
  key: Buffer | null
  value: Buffer | null
  headers: RecordHeader[]
}

/** What validation needs of a record, without its key, value and headers. */
export interface RecordOutline {
  attributes: number
  timestampDelta: number
  offsetDelta: number
  hasKey: boolean
}

/** Decodes one record; key and value share the buffer's memory. Throws MalformedBytesError. */
export function decodeRecord(reader: Reader): DecodedRecord {
  const end = recordEnd(reader)
  const attributes = reader.int8()
  const timestampDelta = reader.varlong()
  const offsetDelta = reader.varint()
  const key = nullableBytes(reader)
  const value = nullableBytes(reader)
  const headers = decodeHeaders(reader, end)
  if (reader.offset !== end) throw new MalformedBytesError(`record ends at ${reader.offset}, its length says ${end}`)
  return { attributes, timestampDelta, offsetDelta, key, value, headers }
}

/** Checks a record's structure and notes its outline, allocating nothing. `into` is reused from record to record. */
export function outlineRecord(reader: Reader, into: RecordOutline): void {
  const end = recordEnd(reader)
  into.attributes = reader.int8()
  into.timestampDelta = reader.varlong()
  into.offsetDelta = reader.varint()
  into.hasKey = skipNullableBytes(reader)
  skipNullableBytes(reader)
  const headers = reader.varint()
  if (headers < 0 || headers > (end - reader.offset) / 2)
    throw new MalformedBytesError(`record with ${headers} headers`)
  for (let index = 0; index < headers; index++) {
    if (!skipNullableBytes(reader)) throw new MalformedBytesError('record header without key')
    skipNullableBytes(reader)
  }
  if (reader.offset !== end) throw new MalformedBytesError(`record ends at ${reader.offset}, its length says ${end}`)
}

export interface RecordToWrite {
  key: Buffer | null
  value: Buffer | null
  headers?: readonly RecordHeader[]
}

export function encodeRecord(record: RecordToWrite, timestampDelta: number, offsetDelta: number): Buffer {
  const body = new Writer(64)
  body.int8(0).varlong(timestampDelta).varint(offsetDelta)
  writeNullableBytes(body, record.key)
  writeNullableBytes(body, record.value)
  const headers = record.headers ?? []
  body.varint(headers.length)
  for (const header of headers) {
    body.varint(Buffer.byteLength(header.key)).utf8(header.key)
    writeNullableBytes(body, header.value)
  }
  return new Writer(body.size + 5).varint(body.size).append(body).toBuffer()
}

function recordEnd(reader: Reader): number {
  const length = reader.varint()
  const end = reader.offset + length
  if (length < 0 || end > reader.end)
    throw new MalformedBytesError(`record of ${length} bytes at ${reader.offset} is cut off`)
  return end
}

/** Whether there were bytes (perhaps none) rather than null. */
function skipNullableBytes(reader: Reader): boolean {
  const length = reader.varint()
  if (length > 0) reader.skip(length)
  return length >= 0
}

function nullableBytes(reader: Reader): Buffer | null {
  const length = reader.varint()
  return length < 0 ? null : reader.slice(length)
}

function decodeHeaders(reader: Reader, end: number): RecordHeader[] {
  const count = reader.varint()
  // Each header takes two bytes at least.
  if (count < 0 || count > (end - reader.offset) / 2) throw new MalformedBytesError(`record with ${count} headers`)
  const headers: RecordHeader[] = []
  for (let index = 0; index < count; index++) {
    const keyLength = reader.varint()
    if (keyLength < 0) throw new MalformedBytesError('record header without key')
    headers.push({ key: reader.utf8(keyLength), value: nullableBytes(reader) })
  }
  return headers
}

function writeNullableBytes(writer: Writer, value: Buffer | null): void {
  if (value === null) writer.varint(-1)
  else writer.varint(value.length).bytes(value)
}
