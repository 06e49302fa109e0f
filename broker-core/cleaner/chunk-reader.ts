import { BATCH_HEADER_SIZE, MAGIC_V2, RecordBatchView } from '../format/record-batch'
import { CorruptBatchError } from '../log/batch-scanner'
import type { Disk, DiskFile } from '../runtime/disk'

/** Where a segment's bytes are to be read. */
export interface ChunkSource {
  path: string
  /** The first byte to read, and the end of what counts. */
  position: number
  size: number
}

/**
 * Reads a segment's batches whole, as many at a time as fit a buffer of `bufferSize` bytes, which is used again for the next: larger only
 * while a larger batch is read.
 */
export class ChunkReader {
  /** Bytes read so far that held whole batches. */
  private position: number
  private buffer: Buffer
  private readonly file: DiskFile

  constructor(
    disk: Disk,
    private readonly source: ChunkSource,
    private readonly bufferSize: number,
  ) {
    this.position = source.position
    this.buffer = Buffer.allocUnsafe(Math.max(BATCH_HEADER_SIZE, bufferSize))
    this.file = disk.open(source.path, 'read')
  }

  /** The next whole batches; undefined at the end. Throws CorruptBatchError for bytes that are none. */
  next(): Buffer | undefined {
    const { size } = this.source
    let wanted = this.bufferSize
    while (this.position < size) {
      const chunk = this.read(Math.max(BATCH_HEADER_SIZE, wanted))
      const whole = this.wholeBatches(chunk)
      if (whole > 0) {
        this.position += whole
        return chunk.subarray(0, whole)
      }
      wanted = this.firstBatchSize(chunk)
    }
    return undefined
  }

  close(): void {
    this.file.close()
  }

  private read(length: number): Buffer {
    if (this.buffer.length < length) this.buffer = Buffer.allocUnsafe(length)
    else if (this.buffer.length > length && this.buffer.length > this.bufferSize)
      this.buffer = Buffer.allocUnsafe(length)
    const { buffer, position, file } = this
    const count = file.readSync(buffer, 0, Math.min(length, this.source.size - position), position)
    return buffer.subarray(0, count)
  }

  private wholeBatches(chunk: Buffer): number {
    const view = new RecordBatchView(chunk)
    let at = 0
    while (at + BATCH_HEADER_SIZE <= chunk.length) {
      view.moveTo(chunk, at)
      const size = view.sizeInBytes
      if (size < BATCH_HEADER_SIZE || view.magic !== MAGIC_V2)
        throw this.corrupt(at, `batch of ${size} bytes, magic ${view.magic}`)
      if (at + size > chunk.length) break
      at += size
    }
    return at
  }

  private firstBatchSize(chunk: Buffer): number {
    const left = this.source.size - this.position
    if (chunk.length < BATCH_HEADER_SIZE) throw this.corrupt(0, `${left} bytes are left, less than a batch has`)
    const size = new RecordBatchView(chunk).sizeInBytes
    if (size > left) throw this.corrupt(0, `batch size ${size} > ${left} bytes left in the segment`)
    if (size <= chunk.length) throw this.corrupt(0, 'the file is shorter than its segment')
    return size
  }

  private corrupt(at: number, reason: string): CorruptBatchError {
    return new CorruptBatchError(this.source.path, this.position + at, reason)
  }
}
