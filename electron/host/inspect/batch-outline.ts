import { BATCH_LOG_OVERHEAD } from '../../../broker-core/format/record-batch'

export type TimestampType = 'CreateTime' | 'LogAppendTime' | 'NoTimestampType'

/** The header of a batch, in the fields of Kafka's dump-log tool. Plain data: ids of 64 bits are text. */
export interface BatchOutline {
  /** Of its first byte in the file. */
  position: number
  /** Header included. */
  sizeBytes: number
  /** 0 and 1: a message of before Kafka 0.11, or several compressed into one. */
  magic: number
  /** Of old compressed messages the last offset, the only one that stands in the header. */
  baseOffset: number
  lastOffset: number
  /** null: not known without decompressing (old formats). */
  count: number | null
  baseSequence: number
  lastSequence: number
  producerId: string
  producerEpoch: number
  partitionLeaderEpoch: number
  isTransactional: boolean
  isControl: boolean
  deleteHorizonMs: number | null
  timestampType: TimestampType
  /** Beyond 2^53 the nearest number, as all timestamps here. */
  baseTimestamp: number
  maxTimestamp: number
  compression: string
  crc: number
  /** null: not checked. */
  isValid: boolean | null
}

const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

export const compressionName = (attributes: number): string =>
  COMPRESSIONS[attributes & 0x07] ?? `unknown(${attributes & 0x07})`

/** A big-endian int64, never throwing: garbage is shown, too. */
export const int64At = (buffer: Buffer, at: number): number =>
  buffer.readInt32BE(at) * 0x1_0000_0000 + buffer.readUInt32BE(at + 4)

/** Whether a number can be an offset in a sound log. */
export const isOffset = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** Where the bytes begin that the CRC covers, relative to the batch. */
export const crcStart = (magic: number): number => (magic < 2 ? BATCH_LOG_OVERHEAD + 4 : 21)
