import { RecordCursor } from '../../broker-core/cleaner/record-cursor'
import { rewriteBatch } from '../../broker-core/cleaner/rewrite-batch'
import { encodeEndTransactionMarker } from '../../broker-core/format/control-record'
import { RecordBatchView } from '../../broker-core/format/record-batch'
import { type BatchOptions, buildRecordBatch } from '../../broker-core/format/record-batch-builder'
import { plainRecordBytes } from '../../broker-core/format/record-batch-reader'
import type { Log } from '../../broker-core/log/log'
import type { Codec } from '../../broker-core/runtime/codec'
import type { Seeded } from './seeded'

const CODECS = ['none', 'none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const HOUR_MS = 3_600_000

interface GeneratedProducer {
  id: bigint
  epoch: number
  sequence: number
  transactional: boolean
  isOpen: boolean
}

/**
 * Fills a log with what a compacted topic can hold, the same for the same seed: keys of many and few values, tombstones, records without
 * key, every codec, several records a batch, gaps, log append times, idempotent producers, transactions that overlap, are aborted,
 * committed or left open, and batches that an earlier cleaning has left (delete horizons past and to come).
 */
export class LogGenerator {
  private readonly producers: GeneratedProducer[]
  private timestamp: number

  constructor(
    private readonly log: Log,
    private readonly random: Seeded,
    private readonly codec: Codec,
    private readonly nowMs: number,
  ) {
    this.timestamp = nowMs - 6 * HOUR_MS
    this.producers = Array.from({ length: random.integer(1, 4) }, (_, index) => ({
      id: BigInt(100 + index),
      epoch: random.integer(0, 2),
      sequence: 0,
      transactional: random.next() < 0.6,
      isOpen: false,
    }))
  }

  fill(batches: number): void {
    for (let left = batches; left > 0; left--) {
      this.step()
      if (this.random.next() < 0.03) this.log.roll()
    }
    if (this.random.next() < 0.7) for (const producer of this.producers) this.end(producer)
    if (this.random.next() < 0.8) this.log.roll()
    this.log.updateHighWatermark(this.log.logEndOffset)
  }

  private step(): void {
    const { random } = this
    this.timestamp += random.integer(0, 60_000)
    const producer = random.next() < 0.7 ? random.pick(this.producers) : undefined
    if (producer?.isOpen && random.next() < 0.35) this.end(producer)
    else this.data(producer)
  }

  private data(producer: GeneratedProducer | undefined): void {
    const { random } = this
    const count = random.next() < 0.5 ? 1 : random.integer(2, 9)
    const keys = random.pick([2, 10, 40])
    const records = Array.from({ length: count }, () => ({
      key:
        random.next() < 0.02
          ? null
          : Buffer.from(`key-${random.integer(1, keys)}`.repeat(random.integer(1, 3) === 3 ? 3 : 1)),
      value: random.next() < 0.15 ? null : Buffer.alloc(random.integer(0, 120), random.integer(97, 122)),
      timestamp: this.timestamp + random.integer(-500, 500),
      ...(random.next() < 0.1 ? { headers: [{ key: 'h', value: Buffer.from('x') }] } : {}),
    }))
    const options: BatchOptions = { compression: random.pick(CODECS) }
    if (random.next() < 0.1) options.logAppendTime = this.timestamp
    if (producer !== undefined) {
      Object.assign(options, {
        producerId: producer.id,
        producerEpoch: producer.epoch,
        baseSequence: producer.sequence,
      })
      producer.sequence += count
      if (producer.transactional) {
        options.transactional = true
        producer.isOpen = true
      }
    }
    const bytes = this.build(records, options)
    const hasTombstones = records.some(({ value }) => value === null)
    const isMarked = hasTombstones && options.logAppendTime === undefined && random.next() < 0.3
    this.append(isMarked ? this.withHorizon(bytes) : bytes)
  }

  private end(producer: GeneratedProducer): void {
    if (!producer.isOpen) return
    producer.isOpen = false
    const type = this.random.next() < 0.4 ? 'abort' : 'commit'
    const record = { ...encodeEndTransactionMarker({ type, coordinatorEpoch: 0 }), timestamp: this.timestamp }
    const { id, epoch } = producer
    this.append(this.build([record], { transactional: true, control: true, producerId: id, producerEpoch: epoch }))
  }

  private build(records: Parameters<typeof buildRecordBatch>[0], options: BatchOptions): Buffer {
    const gap = this.random.next() < 0.05 ? this.random.integer(1, 20) : 0
    return buildRecordBatch(records, {
      codec: this.codec,
      partitionLeaderEpoch: 0,
      baseOffset: this.log.logEndOffset + gap,
      ...options,
    })
  }

  /** As an earlier cleaning leaves a batch with tombstones (KIP-534). */
  private withHorizon(bytes: Buffer): Buffer {
    const batch = new RecordBatchView(bytes)
    const plain = plainRecordBytes(batch, this.codec)
    const cursor = new RecordCursor()
    cursor.moveTo(plain, 0, plain.length)
    const records = Array.from({ length: batch.recordCount }, () => {
      cursor.next()
      const { start, restAt, end, timestampDelta } = cursor
      return { start, restAt, end, timestampDelta }
    })
    const horizon = this.nowMs + this.random.pick([-1, 1]) * 2 * HOUR_MS
    return rewriteBatch(batch, plain, records, horizon, this.codec)
  }

  private append(bytes: Buffer): void {
    this.log.appendAsFollower(bytes)
    this.log.updateHighWatermark(this.log.logEndOffset)
  }
}
