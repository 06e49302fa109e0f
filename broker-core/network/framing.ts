/** A frame announced with more bytes than this is not allocated whole before its bytes come. */
const ALLOCATION_FIRST = 1024 * 1024
const SIZE_BYTES = 4

/**
 * Cuts a byte stream into Kafka's frames (int32 size, then as many bytes). Pure: no socket, no clock.
 *
 * Ownership: chunks are only read during `feed`; every frame is a buffer of its own, made for it. Whoever keeps a slice of a frame
 * keeps that one request or response alive, never a chunk of the network and the neighbours in it.
 */
export class FrameAssembler {
  /** Set when the stream holds a size that cannot be: frames before it are still good, nothing after it is. */
  failure: string | undefined
  private readonly whole: Buffer[] = []
  private readonly sizePrefix = Buffer.alloc(SIZE_BYTES)
  private sizePrefixFilled = 0
  private partial: { buffer: Buffer; filled: number; readonly size: number } | undefined

  /** `sizeMax`: largest frame accepted, in bytes without the size itself (socket.request.max.bytes). */
  constructor(private readonly sizeMax: number) {}

  /** Size of the frame that comes next, whole or only begun; undefined while it is unknown. */
  get nextSize(): number | undefined {
    return this.whole[0]?.length ?? this.partial?.size
  }

  /** The next whole frame, if it is there. */
  take(): Buffer | undefined {
    return this.whole.shift()
  }

  feed(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length && this.failure === undefined) {
      at += this.partial === undefined ? this.readSize(chunk, at) : this.readPayload(chunk, at, this.partial)
    }
  }

  private readSize(chunk: Buffer, at: number): number {
    const taken = chunk.copy(this.sizePrefix, this.sizePrefixFilled, at, at + SIZE_BYTES - this.sizePrefixFilled)
    this.sizePrefixFilled += taken
    if (this.sizePrefixFilled === SIZE_BYTES) this.begin(this.sizePrefix.readInt32BE(0))
    return taken
  }

  private begin(size: number): void {
    this.sizePrefixFilled = 0
    if (size < 0 || size > this.sizeMax) {
      this.failure = `a frame of ${size} bytes, at most ${this.sizeMax} are accepted`
    } else if (size === 0) {
      this.whole.push(Buffer.alloc(0))
    } else {
      this.partial = { buffer: Buffer.allocUnsafe(Math.min(size, ALLOCATION_FIRST)), filled: 0, size }
    }
  }

  private readPayload(chunk: Buffer, at: number, partial: NonNullable<typeof this.partial>): number {
    const wanted = Math.min(chunk.length - at, partial.size - partial.filled)
    if (partial.filled + wanted > partial.buffer.length) {
      // Doubling: what is allocated stays within twice what has really been sent.
      const grown = Buffer.allocUnsafe(
        Math.min(partial.size, Math.max(partial.filled + wanted, partial.buffer.length * 2)),
      )
      partial.buffer.copy(grown, 0, 0, partial.filled)
      partial.buffer = grown
    }
    chunk.copy(partial.buffer, partial.filled, at, at + wanted)
    partial.filled += wanted
    if (partial.filled === partial.size) {
      this.whole.push(partial.buffer)
      this.partial = undefined
    }
    return wanted
  }
}

/** Puts the size before a payload. */
export function frame(payload: readonly Buffer[]): Buffer[] {
  let size = 0
  for (const buffer of payload) size += buffer.length
  const prefix = Buffer.allocUnsafe(SIZE_BYTES)
  prefix.writeInt32BE(size, 0)
  return [prefix, ...payload]
}
