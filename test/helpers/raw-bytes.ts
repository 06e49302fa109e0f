/** Kafka's non-flexible primitives, written by hand so that tests do not read with the code that wrote. */
export class ByteWriter {
  private readonly parts: Buffer[] = []

  i8(value: number): this {
    return this.push(Buffer.from([value & 0xff]))
  }
  i16(value: number): this {
    const part = Buffer.alloc(2)
    part.writeInt16BE(value)
    return this.push(part)
  }
  i32(value: number): this {
    const part = Buffer.alloc(4)
    part.writeInt32BE(value)
    return this.push(part)
  }
  i64(value: number | bigint): this {
    const part = Buffer.alloc(8)
    part.writeBigInt64BE(BigInt(value))
    return this.push(part)
  }
  u32(value: number): this {
    const part = Buffer.alloc(4)
    part.writeUInt32BE(value)
    return this.push(part)
  }
  string(value: string | null): this {
    if (value === null) return this.i16(-1)
    const bytes = Buffer.from(value)
    return this.i16(bytes.length).push(bytes)
  }
  bytes(value: Buffer | null): this {
    return value === null ? this.i32(-1) : this.i32(value.length).push(value)
  }
  array<T>(items: readonly T[] | null, write: (item: T, writer: this) => void): this {
    this.i32(items === null ? -1 : items.length)
    for (const item of items ?? []) write(item, this)
    return this
  }
  /** Zig-zag, as records have it. */
  varint(value: number | bigint): this {
    let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n))
    const out: number[] = []
    while (rest > 127n) {
      out.push(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    out.push(Number(rest))
    return this.push(Buffer.from(out))
  }
  push(part: Buffer): this {
    this.parts.push(part)
    return this
  }
  done(): Buffer {
    return Buffer.concat(this.parts)
  }
}

export class ByteReader {
  constructor(
    private readonly buffer: Buffer,
    public position = 0,
  ) {}

  get remaining(): number {
    return this.buffer.length - this.position
  }
  i8(): number {
    return this.buffer.readInt8(this.advance(1))
  }
  i16(): number {
    return this.buffer.readInt16BE(this.advance(2))
  }
  i32(): number {
    return this.buffer.readInt32BE(this.advance(4))
  }
  u32(): number {
    return this.buffer.readUInt32BE(this.advance(4))
  }
  i64(): number {
    return Number(this.buffer.readBigInt64BE(this.advance(8)))
  }
  big(): bigint {
    return this.buffer.readBigInt64BE(this.advance(8))
  }
  string(): string {
    return this.nullableString() ?? ''
  }
  nullableString(): string | null {
    const length = this.i16()
    return length < 0 ? null : this.slice(length).toString()
  }
  bytes(): Buffer | null {
    const length = this.i32()
    return length < 0 ? null : this.slice(length)
  }
  array<T>(read: (reader: this) => T): T[] {
    const count = this.i32()
    return Array.from({ length: Math.max(count, 0) }, () => read(this))
  }
  varint(): number {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.buffer.readUInt8(this.advance(1))
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number((value >> 1n) ^ -(value & 1n))
    }
  }
  slice(length: number): Buffer {
    const start = this.advance(length)
    return this.buffer.subarray(start, start + length)
  }
  private advance(length: number): number {
    const start = this.position
    if (start + length > this.buffer.length)
      throw new Error(`${length} bytes wanted at ${start} of ${this.buffer.length}`)
    this.position += length
    return start
  }
}
