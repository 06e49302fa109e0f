import { MalformedBytesError } from '../bytes/reader'

/** Of the eighth byte. */
const FACTOR_MAX = 2 ** 49

/**
 * Walks over the records of a batch, decompressed, and notes where their parts lie, allocating nothing: the cleaner looks at every record
 * of a log and copies few. Numbers are of the record the last `next` came to.
 */
export class RecordCursor {
  /** The whole record, its length included: bytes [start, end). */
  start = 0
  end = 0
  timestampDelta = 0
  offsetDelta = 0
  /** Where the bytes behind the timestamp delta begin. */
  restAt = 0
  keyAt = 0
  /** -1: null. */
  keyLength = -1
  valueLength = -1
  private bytes: Uint8Array = new Uint8Array(0)
  private at = 0
  private limit = 0

  /** Begins with the record at `at`; records end at `limit`. */
  moveTo(bytes: Uint8Array, at: number, limit: number): void {
    this.bytes = bytes
    this.at = at
    this.limit = limit
  }

  /** Goes to the next record. Throws MalformedBytesError when there is none, or none as it should be. */
  next(): void {
    this.start = this.at
    const length = this.varint()
    const end = this.at + length
    if (length < 0 || end > this.limit) {
      throw new MalformedBytesError(`record of ${length} bytes at ${this.start} is cut off`)
    }
    this.end = end
    this.at++
    this.timestampDelta = this.varint()
    this.restAt = this.at
    this.offsetDelta = this.varint()
    this.keyLength = this.varint()
    this.keyAt = this.at
    if (this.keyLength > 0) this.at += this.keyLength
    this.valueLength = this.varint()
    if (this.at + Math.max(0, this.valueLength) > end) {
      throw new MalformedBytesError(`record at ${this.start} is longer than its ${length} bytes`)
    }
    this.at = end
  }

  /** Zig-zag LEB128; most take one byte. */
  private varint(): number {
    const { bytes, limit } = this
    if (this.at >= limit) throw new MalformedBytesError(`varint at ${this.at} is cut off`)
    const first = bytes[this.at++]!
    if (first < 0x80) return (first >>> 1) ^ -(first & 1)
    let raw = first & 0x7f
    for (let factor = 128; ; factor *= 128) {
      if (this.at >= limit || factor > FACTOR_MAX) {
        throw new MalformedBytesError(`varint of the record at ${this.start} is cut off or beyond 2^53`)
      }
      const byte = bytes[this.at++]!
      raw += (byte & 0x7f) * factor
      if (byte < 0x80) break
    }
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }
}
