import type { RecordedBlock, RecordingExtent } from '../api/recording-functions'

const SIZE_BYTES_MAX = 64 * 1024 * 1024

/** Finished blocks in memory. When they weigh more than the cap, the oldest go; the newest always stays. */
export class BlockStore {
  private blocks: (RecordedBlock & { gzip: Buffer })[] = []
  private sizeBytes = 0
  private nextId = 1

  constructor(private readonly sizeBytesMax = SIZE_BYTES_MAX) {}

  add(fromMs: number, toMs: number, gzip: Buffer): void {
    this.blocks.push({ id: this.nextId++, fromMs, toMs, sizeBytes: gzip.length, gzip })
    this.sizeBytes += gzip.length
    while (this.sizeBytes > this.sizeBytesMax && this.blocks.length > 1)
      this.sizeBytes -= this.blocks.shift()!.sizeBytes
  }

  read(id: number): Buffer | undefined {
    return this.blocks.find((block) => block.id === id)?.gzip
  }

  extent(): RecordingExtent {
    return {
      blocks: this.blocks.map(({ gzip: _gzip, ...block }) => block),
      sizeBytes: this.sizeBytes,
      sizeBytesMax: this.sizeBytesMax,
      complete: (this.blocks[0]?.id ?? 1) === 1,
    }
  }
}
