import type { Writer } from '../../bytes/writer'

/** A length no packet may have: the connection cannot be read any further. */
export class FrameSizeError extends Error {
  constructor(
    readonly size: number,
    sizeMax: number,
  ) {
    super(`a packet of ${size} bytes is not between 0 and ${sizeMax}`)
    this.name = 'FrameSizeError'
  }
}

/**
 * Cuts a byte stream into packets (int32 length, then so many bytes). What is kept of an unfinished packet is at most `sizeMax`
 * bytes; the buffers handed out are copies or slices of the last chunk, valid until the next `feed`.
 */
export class FrameSplitter {
  private pending: Buffer[] = []
  private pendingSize = 0

  constructor(private readonly sizeMax: number) {}

  /** Whole packets, in order. Throws FrameSizeError. */
  feed(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = []
    let rest = this.join(chunk)
    while (rest !== undefined && rest.length >= 4) {
      const size = rest.readInt32BE(0)
      if (size < 0 || size > this.sizeMax) throw new FrameSizeError(size, this.sizeMax)
      if (rest.length < 4 + size) break
      frames.push(rest.subarray(4, 4 + size))
      rest = rest.subarray(4 + size)
    }
    if (rest !== undefined && rest.length > 0) this.keep(rest)
    return frames
  }

  /** Everything kept and the chunk as one buffer, once that can hold a packet; undefined while it cannot. */
  private join(chunk: Buffer): Buffer | undefined {
    if (this.pendingSize === 0) return chunk
    this.pending.push(Buffer.from(chunk))
    this.pendingSize += chunk.length
    const first = this.pending[0]!
    if (first.length >= 4) {
      const size = first.readInt32BE(0)
      if (size >= 0 && size <= this.sizeMax && this.pendingSize < 4 + size) return undefined
    }
    const whole = Buffer.concat(this.pending, this.pendingSize)
    this.pending = []
    this.pendingSize = 0
    return whole
  }

  private keep(rest: Buffer): void {
    this.pending = [Buffer.from(rest)]
    this.pendingSize = rest.length
  }
}

/** The packet a writer holds with its length in front, fit for one write. */
export function framed(writer: Writer): Buffer[] {
  const size = Buffer.allocUnsafe(4)
  size.writeInt32BE(writer.size)
  return [size, ...writer.buffers()]
}
