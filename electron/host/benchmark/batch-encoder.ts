import {
  BATCH_HEADER_SIZE,
  BATCH_LOG_OVERHEAD,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  sealBatch,
  writeBatchHeader,
} from '../../../broker-core/format/record-batch'

/** `key-000000000042`. */
export const KEY_BYTES = 16
const KEY_DIGITS = 12
/** Length, attributes, both deltas, key length, value length and header count, at their longest. */
const RECORD_OVERHEAD_MAX = 24
const ZERO = 0x30

/** Collects the records of one batch in a buffer that is used again for the next one. */
export class BatchEncoder {
  count = 0
  private at = BATCH_HEADER_SIZE
  private bytes: Buffer

  /** `bytesMax`: of the records in a batch; a single larger record still gets a batch of its own. */
  constructor(
    private readonly bytesMax: number,
    private readonly timestampMs: number,
  ) {
    this.bytes = Buffer.allocUnsafe(BATCH_HEADER_SIZE + bytesMax)
  }

  fits(value: Buffer | null): boolean {
    return this.count === 0 || this.at + sizeMax(value) <= BATCH_HEADER_SIZE + this.bytesMax
  }

  add(key: number, value: Buffer | null): void {
    const needed = this.at + sizeMax(value)
    if (needed > this.bytes.length) this.grow(needed)
    const valueBytes = value?.length ?? 0
    const valueLength = value === null ? -1 : valueBytes
    const body = 1 + 1 + zigZagSize(this.count) + 1 + KEY_BYTES + zigZagSize(valueLength) + valueBytes + 1
    this.varint(body)
    this.bytes[this.at++] = 0
    this.varint(0)
    this.varint(this.count)
    this.varint(KEY_BYTES)
    this.key(key)
    this.varint(valueLength)
    if (value !== null) this.at += value.copy(this.bytes, this.at)
    this.varint(0)
    this.count++
  }

  /** The sealed batch, a buffer of its own. Begins anew. */
  take(): Buffer {
    const batch = Buffer.from(this.bytes.subarray(0, this.at))
    writeBatchHeader(batch, 0, {
      baseOffset: 0,
      batchLength: batch.length - BATCH_LOG_OVERHEAD,
      partitionLeaderEpoch: -1,
      attributes: 0,
      lastOffsetDelta: this.count - 1,
      baseTimestamp: this.timestampMs,
      maxTimestamp: this.timestampMs,
      producerId: NO_PRODUCER_ID,
      producerEpoch: -1,
      baseSequence: NO_SEQUENCE,
      recordCount: this.count,
    })
    sealBatch(batch, 0)
    this.count = 0
    this.at = BATCH_HEADER_SIZE
    return batch
  }

  private grow(needed: number): void {
    const grown = Buffer.allocUnsafe(needed)
    this.bytes.copy(grown, 0, 0, this.at)
    this.bytes = grown
  }

  private key(number: number): void {
    this.bytes.write('key-', this.at, 'latin1')
    let rest = number
    for (let digit = KEY_DIGITS - 1; digit >= 0; digit--) {
      this.bytes[this.at + 4 + digit] = ZERO + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    this.at += KEY_BYTES
  }

  private varint(value: number): void {
    let rest = zigZag(value)
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.at++] = rest
  }
}

const zigZag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0

function zigZagSize(value: number): number {
  const raw = zigZag(value)
  return raw < 0x80 ? 1 : raw < 0x4000 ? 2 : raw < 0x20_0000 ? 3 : raw < 0x1000_0000 ? 4 : 5
}

const sizeMax = (value: Buffer | null): number => RECORD_OVERHEAD_MAX + KEY_BYTES + (value?.length ?? 0)
