import { MalformedBytesError, type Reader } from '../bytes/reader'
import { Writer } from '../bytes/writer'

/**
 * How Kafka's variable-length types lie on the wire. The difference between the old encoding and the compact one of flexible versions
 * (KIP-482) is only here: a fixed-width length with -1 for null, or an unsigned varint of length + 1 with 0 for null.
 */

/** "No id", as Kafka's Uuid.ZERO_UUID prints. */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
export const EMPTY_BUFFER = Buffer.alloc(0)

/** `value` cannot be said in this version without losing what it says. A programmer's error: check the version first. */
export class UnsupportedVersionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnsupportedVersionError'
  }
}

type LengthWidth = 2 | 4

/** -1 for null. Any other negative length is malformed, and so is one beyond the bytes that are left. */
function readLength(reader: Reader, compact: boolean, width: LengthWidth): number {
  const length = compact ? reader.uvarint() - 1 : width === 2 ? reader.int16() : reader.int32()
  if (length < -1 || length > reader.remaining) {
    throw new MalformedBytesError(`length ${length} at ${reader.offset}, ${reader.remaining} bytes left`)
  }
  return length
}

function writeLength(writer: Writer, compact: boolean, width: LengthWidth, length: number): void {
  if (compact) writer.uvarint(length + 1)
  else if (width === 4) writer.int32(length)
  else if (length <= 32_767) writer.int16(length)
  else throw new UnsupportedVersionError(`a string of ${length} bytes is longer than the 32767 of this version`)
}

export function readString(reader: Reader, compact: boolean): string | null {
  const length = readLength(reader, compact, 2)
  return length < 0 ? null : reader.utf8(length)
}

export function writeString(writer: Writer, compact: boolean, value: string | null): void {
  if (value === null) {
    writeLength(writer, compact, 2, -1)
    return
  }
  writeLength(writer, compact, 2, Buffer.byteLength(value))
  writer.utf8(value)
}

/** A slice of the reader's memory. */
export function readBytes(reader: Reader, compact: boolean): Buffer | null {
  const length = readLength(reader, compact, 4)
  return length < 0 ? null : reader.slice(length)
}

export function writeBytes(writer: Writer, compact: boolean, value: Buffer | readonly Buffer[] | null): void {
  if (value === null) {
    writeLength(writer, compact, 4, -1)
  } else if (Buffer.isBuffer(value)) {
    writeLength(writer, compact, 4, value.length)
    writer.bytes(value)
  } else {
    const parts = value as readonly Buffer[]
    let size = 0
    for (const part of parts) size += part.length
    writeLength(writer, compact, 4, size)
    for (const part of parts) writer.bytes(part)
  }
}

/**
 * Element count, -1 for null. `elementSizeMin` is the least one element takes on the wire, so that a count which the remaining bytes
 * cannot hold is refused before anything is allocated.
 */
export function readCount(reader: Reader, compact: boolean, elementSizeMin: number): number {
  const count = compact ? reader.uvarint() - 1 : reader.int32()
  if (count < -1 || count * elementSizeMin > reader.remaining) {
    throw new MalformedBytesError(`${count} elements at ${reader.offset}, ${reader.remaining} bytes left`)
  }
  return count
}

/** `count` -1 says null. */
export function writeCount(writer: Writer, compact: boolean, count: number): void {
  writeLength(writer, compact, 4, count)
}

const TWO_TO_32 = 0x1_0000_0000

/**
 * An offset, timestamp, size or duration as a number. Beyond ±(2^53 - 1) it reads as that limit: nothing real lies there, so every
 * comparison comes out the same, and a client that asks for Long.MAX_VALUE gets Kafka's answer and not a closed connection.
 */
export function readInt64(reader: Reader): number {
  const value = reader.int32() * TWO_TO_32 + reader.uint32()
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))
}

export function readUuid(reader: Reader): string {
  return reader.slice(16).toString('base64url')
}

export function writeUuid(writer: Writer, value: string): void {
  const id = Buffer.from(value, 'base64url')
  if (id.length !== 16) throw new Error(`"${value}" is no uuid: 22 characters of URL-safe base64 are wanted`)
  writer.bytes(id)
}

/**
 * Walks a tagged section. `known` reads the value of a tag it knows and returns true; other tags are skipped, as they come from a
 * newer peer. Each tag's size bounds what its value may take, tags must ascend.
 */
export function readTags(reader: Reader, known: (tag: number, reader: Reader) => boolean): void {
  const count = reader.uvarint()
  if (count > reader.remaining) throw new MalformedBytesError(`${count} tags at ${reader.offset}`)
  let previous = -1
  for (let index = 0; index < count; index++) {
    const tag = reader.uvarint()
    if (tag <= previous) throw new MalformedBytesError(`tag ${tag} after tag ${previous} at ${reader.offset}`)
    previous = tag
    const size = reader.uvarint()
    const end = reader.offset + size
    if (size > reader.remaining) throw new MalformedBytesError(`tag ${tag} of ${size} bytes at ${reader.offset}`)
    if (!known(tag, reader)) reader.skip(size)
    if (reader.offset !== end)
      throw new MalformedBytesError(`tag ${tag} said ${size} bytes, its value took another number`)
  }
}

const knowsNone = () => false

export function skipTags(reader: Reader): void {
  readTags(reader, knowsNone)
}

export function writeTag(writer: Writer, tag: number, write: (writer: Writer) => void): void {
  const value = new Writer()
  write(value)
  writer.uvarint(tag).uvarint(value.size).append(value)
}

export function notNull<T>(value: T | null, name: string): T {
  if (value === null) throw new MalformedBytesError(`${name} is null`)
  return value
}

/** The value of a field that this version writes and that cannot be null in it. */
export function writable<T>(value: T | null | undefined, name: string, version: number): T {
  if (value === undefined) throw new Error(`${name} is missing`)
  if (value === null) throw new UnsupportedVersionError(`${name} cannot be null in version ${version}`)
  return value
}

export function refuseLoss(name: string, version: number, value: unknown): never {
  throw new UnsupportedVersionError(`version ${version} cannot carry ${name} = ${String(value)}`)
}
