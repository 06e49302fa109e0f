import { crc32c } from '../bytes/crc32c'
import { readInt64, writeInt64 } from './int64'

/**
 * `<offset>.snapshot`: what is known of every producer below the offset in the name; one batch each, its last.
 *
 *     0  int16 version = 1     2  uint32 CRC-32C of all that follows     6  int32 count     10  entries of 46 bytes:
 *     int64 producer id | int16 epoch | int32 last sequence | int64 last offset | int32 offset delta (last - first sequence)
 *     | int64 timestamp | int32 coordinator epoch (-1 none) | int64 first offset of the open transaction (-1 none)
 */
export interface ProducerSnapshotEntry {
  producerId: bigint
  producerEpoch: number
  lastSequence: number
  /** -1: only a transaction marker is known. */
  lastOffset: number
  offsetDelta: number
  timestamp: number
  coordinatorEpoch: number
  currentTxnFirstOffset: number
}

const VERSION = 1
const CRC_AT = 2
const COUNT_AT = 6
const ENTRIES_AT = 10
export const PRODUCER_SNAPSHOT_ENTRY_SIZE = 46

export class CorruptSnapshotError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CorruptSnapshotError'
  }
}

export function encodeProducerSnapshot(entries: readonly ProducerSnapshotEntry[]): Buffer {
  const buffer = Buffer.alloc(ENTRIES_AT + entries.length * PRODUCER_SNAPSHOT_ENTRY_SIZE)
  buffer.writeInt16BE(VERSION, 0)
  buffer.writeInt32BE(entries.length, COUNT_AT)
  entries.forEach((entry, index) => {
    writeEntry(buffer, ENTRIES_AT + index * PRODUCER_SNAPSHOT_ENTRY_SIZE, entry)
  })
  buffer.writeUInt32BE(crc32c(buffer.subarray(COUNT_AT)), CRC_AT)
  return buffer
}

/** Throws CorruptSnapshotError. */
export function decodeProducerSnapshot(content: Buffer): ProducerSnapshotEntry[] {
  if (content.length < ENTRIES_AT) throw new CorruptSnapshotError(`${content.length} bytes are no snapshot`)
  const version = content.readInt16BE(0)
  if (version !== VERSION) throw new CorruptSnapshotError(`snapshot version ${version}`)
  if (content.readUInt32BE(CRC_AT) !== crc32c(content.subarray(COUNT_AT)))
    throw new CorruptSnapshotError('CRC is wrong')
  const count = content.readInt32BE(COUNT_AT)
  if (count < 0 || content.length < ENTRIES_AT + count * PRODUCER_SNAPSHOT_ENTRY_SIZE) {
    throw new CorruptSnapshotError(`${count} entries do not fit ${content.length} bytes`)
  }
  return Array.from({ length: count }, (_, index) =>
    readEntry(content, ENTRIES_AT + index * PRODUCER_SNAPSHOT_ENTRY_SIZE),
  )
}

function writeEntry(buffer: Buffer, at: number, entry: ProducerSnapshotEntry): void {
  buffer.writeBigInt64BE(entry.producerId, at)
  buffer.writeInt16BE(entry.producerEpoch, at + 8)
  buffer.writeInt32BE(entry.lastSequence, at + 10)
  writeInt64(buffer, entry.lastOffset, at + 14)
  buffer.writeInt32BE(entry.offsetDelta, at + 22)
  writeInt64(buffer, entry.timestamp, at + 26)
  buffer.writeInt32BE(entry.coordinatorEpoch, at + 34)
  writeInt64(buffer, entry.currentTxnFirstOffset, at + 38)
}

function readEntry(buffer: Buffer, at: number): ProducerSnapshotEntry {
  return {
    producerId: buffer.readBigInt64BE(at),
    producerEpoch: buffer.readInt16BE(at + 8),
    lastSequence: buffer.readInt32BE(at + 10),
    lastOffset: readInt64(buffer, at + 14),
    offsetDelta: buffer.readInt32BE(at + 22),
    timestamp: readInt64(buffer, at + 26),
    coordinatorEpoch: buffer.readInt32BE(at + 34),
    currentTxnFirstOffset: readInt64(buffer, at + 38),
  }
}
