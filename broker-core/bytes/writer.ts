const TWO_TO_32 = 0x1_0000_0000
/** Buffers at least this large are kept as they are instead of being copied into the current block. */
const REFERENCE_SIZE_MIN = 1024

/**
 * Appends Kafka's and ZooKeeper's primitives (big endian) to growing blocks. Large buffers given to `bytes` are referenced, not
 * copied: a fetch response carries file bytes without a copy. `buffers()` is the result, in order, fit for one writev.
 */
export class Writer {
  private block: Buffer
  private used = 0
  private blockStart = 0
  private readonly done: Buffer[] = []
  private doneSize = 0

  constructor(sizeHint = 256) {
    this.block = Buffer.allocUnsafe(sizeHint)
  }

  /** Bytes written so far. */
  get size(): number {
    return this.doneSize + this.used - this.blockStart
  }

  private reserve(count: number): number {
    if (this.used + count > this.block.length) {
      this.closeBlock()
      this.block = Buffer.allocUnsafe(Math.max(count, Math.min(65_536, Math.max(256, this.block.length * 2))))
      this.used = 0
      this.blockStart = 0
    }
    const start = this.used
    this.used += count
    return start
  }

  private closeBlock(): void {
    if (this.used === this.blockStart) return
    this.done.push(this.block.subarray(this.blockStart, this.used))
    this.doneSize += this.used - this.blockStart
    this.blockStart = this.used
  }

  int8(value: number): this {
    const at = this.reserve(1)
    this.block.writeInt8(value, at)
    return this
  }

  uint8(value: number): this {
    const at = this.reserve(1)
    this.block.writeUInt8(value, at)
    return this
  }

  boolean(value: boolean): this {
    return this.uint8(value ? 1 : 0)
  }

  int16(value: number): this {
    const at = this.reserve(2)
    this.block.writeInt16BE(value, at)
    return this
  }

  uint16(value: number): this {
    const at = this.reserve(2)
    this.block.writeUInt16BE(value, at)
    return this
  }

  int32(value: number): this {
    const at = this.reserve(4)
    this.block.writeInt32BE(value, at)
    return this
  }

  uint32(value: number): this {
    const at = this.reserve(4)
    this.block.writeUInt32BE(value, at)
    return this
  }

  int64(value: number): this {
    const high = Math.floor(value / TWO_TO_32)
    const at = this.reserve(8)
    this.block.writeInt32BE(high, at)
    this.block.writeUInt32BE(value - high * TWO_TO_32, at + 4)
    return this
  }

  int64Big(value: bigint): this {
    const at = this.reserve(8)
    this.block.writeBigInt64BE(value, at)
    return this
  }

  float64(value: number): this {
    const at = this.reserve(8)
    this.block.writeDoubleBE(value, at)
    return this
  }

  uvarint(value: number): this {
    while (value > 0x7f) {
      this.uint8((value % 128) | 0x80)
      value = Math.floor(value / 128)
    }
    return this.uint8(value)
  }

  /** Zig-zag LEB128 of an int32. */
  varint(value: number): this {
    return this.uvarint(value >= 0 ? value * 2 : -value * 2 - 1)
  }

  /** Zig-zag LEB128 of an int64 given as a number. */
  varlong(value: number): this {
    return this.varint(value)
  }

  /** Raw bytes, no length. A large buffer is kept by reference: do not change it before the write has left. */
  bytes(value: Buffer): this {
    if (value.length < REFERENCE_SIZE_MIN) {
      const at = this.reserve(value.length)
      value.copy(this.block, at)
      return this
    }
    this.closeBlock()
    this.done.push(value)
    this.doneSize += value.length
    return this
  }

  /** UTF-8 bytes of a text, no length. */
  utf8(value: string): this {
    const length = Buffer.byteLength(value)
    const at = this.reserve(length)
    this.block.write(value, at, length, 'utf8')
    return this
  }

  /** Everything another writer holds, without copying its large parts. */
  append(other: Writer): this {
    for (const buffer of other.buffers()) this.bytes(buffer)
    return this
  }

  buffers(): Buffer[] {
    this.closeBlock()
    return this.done
  }

  toBuffer(): Buffer {
    const buffers = this.buffers()
    return buffers.length === 1 ? buffers[0]! : Buffer.concat(buffers)
  }
}
