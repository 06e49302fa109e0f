import { BATCH_LOG_OVERHEAD } from '../../../broker-core/format/record-batch'

export type { BatchOutline, TimestampType } from '../api/inspect-views'

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
