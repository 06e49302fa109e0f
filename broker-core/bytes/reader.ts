/** The bytes do not hold what the format says: too short, a negative length, a number out of range. */
export class MalformedBytesError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MalformedBytesError'
  }
}

const TWO_TO_32 = 0x1_0000_0000

/**
 * Reads Kafka's and ZooKeeper's primitives (big endian) from a buffer, bounds-checked. int64 is a number, refused beyond 2^53:
 * offsets, timestamps and sizes fit; ids that use all 64 bits are read with `int64Big`. Slices share the buffer's memory.
 */
export class Reader {
  offset: number
  readonly end: number

  constructor(
    readonly buffer: Buffer,
    offset = 0,
    end = buffer.length,
  ) {
    this.offset = offset
    this.end = end
  }

  get remaining(): number {
    return this.end - this.offset
  }

  /** Advances over `count` bytes and returns where they began. */
  private take(count: number): number {
    const start = this.offset
    if (count < 0 || start + count > this.end) {
      throw new MalformedBytesError(`${count} bytes wanted at ${start}, ${this.end - start} left`)
    }
    this.offset = start + count
    return start
  }

  skip(count: number): void {
    this.take(count)
  }

  int8(): number {
    return this.buffer.readInt8(this.take(1))
  }

  uint8(): number {
    return this.buffer.readUInt8(this.take(1))
  }

  boolean(): boolean {
    return this.uint8() !== 0
  }

  int16(): number {
    return this.buffer.readInt16BE(this.take(2))
  }

  uint16(): number {
    return this.buffer.readUInt16BE(this.take(2))
  }

  int32(): number {
    return this.buffer.readInt32BE(this.take(4))
  }

  uint32(): number {
    return this.buffer.readUInt32BE(this.take(4))
  }

  int64(): number {
    const start = this.take(8)
    const value = this.buffer.readInt32BE(start) * TWO_TO_32 + this.buffer.readUInt32BE(start + 4)
    if (!Number.isSafeInteger(value)) throw new MalformedBytesError(`int64 at ${start} is beyond 2^53`)
    return value
  }

  int64Big(): bigint {
    return this.buffer.readBigInt64BE(this.take(8))
  }

  float64(): number {
    return this.buffer.readDoubleBE(this.take(8))
  }

  /** Unsigned LEB128, at most 5 bytes. */
  uvarint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.uint8()
      value += (byte & 0x7f) * 2 ** shift
      if ((byte & 0x80) === 0) return value
    }
    throw new MalformedBytesError(`varint at ${this.offset} is longer than 5 bytes`)
  }

  /** Zig-zag LEB128 of an int32. */
  varint(): number {
    const raw = this.uvarint()
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }

  /** Zig-zag LEB128 of an int64, as a number. */
  varlong(): number {
    let low = 0
    let factor = 1
    for (let index = 0; index < 8; index++) {
      const byte = this.uint8()
      low += (byte & 0x7f) * factor
      if ((byte & 0x80) === 0) {
        const value = low % 2 === 0 ? low / 2 : -(low + 1) / 2
        if (!Number.isSafeInteger(low)) throw new MalformedBytesError(`varlong at ${this.offset} is beyond 2^53`)
        return value === 0 ? 0 : value
      }
      factor *= 128
    }
    throw new MalformedBytesError(`varlong at ${this.offset} is beyond 2^53`)
  }

  /** `length` bytes as a slice of the same memory. */
  slice(length: number): Buffer {
    const start = this.take(length)
    return this.buffer.subarray(start, start + length)
  }

  utf8(length: number): string {
    const start = this.take(length)
    return this.buffer.toString('utf8', start, start + length)
  }
}
