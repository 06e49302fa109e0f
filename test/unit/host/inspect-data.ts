import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { offsetFileName } from '../../../broker-core/format/file-names'
import { encodeLeaderEpochCheckpoint } from '../../../broker-core/format/leader-epoch-checkpoint'
import { encodeOffsetCheckpoint } from '../../../broker-core/format/offset-checkpoint'
import { writeOffsetIndexEntry } from '../../../broker-core/format/offset-index'
import { type BatchOptions, buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { writeTimeIndexEntry } from '../../../broker-core/format/time-index'

export const TIME = 1_700_000_000_000

export interface SegmentToWrite {
  baseOffset: number
  /** Offset and bytes of the batches, one after the other. */
  batches: readonly Buffer[]
  /** Position of every so many batches goes into the indexes; 0: empty ones. */
  indexEvery?: number
}

/** A batch of values `v<offset>` with keys `k<offset>`, a second apart. */
export function batchAt(baseOffset: number, count: number, options: BatchOptions = {}): Buffer {
  const records = Array.from({ length: count }, (_, index) => ({
    key: Buffer.from(`k${baseOffset + index}`),
    value: Buffer.from(`v${baseOffset + index}`),
    timestamp: TIME + (baseOffset + index) * 1000,
  }))
  return buildRecordBatch(records, { partitionLeaderEpoch: 0, ...options, baseOffset })
}

/** Batches of three records, without gaps. */
export const batchesAt = (baseOffset: number, count: number, options: BatchOptions = {}): Buffer[] =>
  Array.from({ length: count }, (_, index) => batchAt(baseOffset + index * 3, 3, options))

const lastOffset = (batch: Buffer): number => Number(batch.readBigInt64BE(0)) + batch.readInt32BE(23)

/** A partition's folder as Kafka would leave it; returns its path. */
export function writePartition(
  logDir: string,
  name: string,
  segments: readonly SegmentToWrite[],
  epochs: { epoch: number; startOffset: number }[] = [{ epoch: 0, startOffset: 0 }],
): string {
  const directory = join(logDir, name)
  mkdirSync(directory, { recursive: true })
  for (const segment of segments) writeSegment(directory, segment)
  writeFileSync(join(directory, 'leader-epoch-checkpoint'), encodeLeaderEpochCheckpoint(epochs))
  return directory
}

function writeSegment(directory: string, { baseOffset, batches, indexEvery = 2 }: SegmentToWrite): void {
  const entries: { offset: number; timestamp: number; position: number }[] = []
  let position = 0
  for (const [index, batch] of batches.entries()) {
    if (indexEvery > 0 && index % indexEvery === indexEvery - 1)
      entries.push({ offset: lastOffset(batch), timestamp: Number(batch.readBigInt64BE(35)), position })
    position += batch.length
  }
  const offsets = Buffer.alloc(entries.length * 8)
  const times = Buffer.alloc(entries.length * 12)
  for (const [index, { offset, timestamp, position }] of entries.entries()) {
    writeOffsetIndexEntry(offsets, index * 8, offset - baseOffset, position)
    writeTimeIndexEntry(times, index * 12, timestamp, offset - baseOffset)
  }
  const path = (suffix: string) => join(directory, offsetFileName(baseOffset, suffix))
  writeFileSync(path('.log'), Buffer.concat(batches))
  writeFileSync(path('.index'), offsets)
  writeFileSync(path('.timeindex'), times)
}

/** What a log directory has beside its partitions. */
export function writeRoot(
  logDir: string,
  { highWatermarks = {}, clean = true }: { highWatermarks?: Record<string, number>; clean?: boolean } = {},
): void {
  mkdirSync(logDir, { recursive: true })
  writeFileSync(join(logDir, 'meta.properties'), '#\nversion=0\nbroker.id=1\ncluster.id=abc\n')
  const entries = Object.entries(highWatermarks).map(([name, offset]) => {
    const dash = name.lastIndexOf('-')
    return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)), offset }
  })
  writeFileSync(join(logDir, 'replication-offset-checkpoint'), encodeOffsetCheckpoint(entries))
  if (clean) writeFileSync(join(logDir, '.kafka_cleanshutdown'), '')
}
