import { crc32c as castagnoli } from '@node-rs/crc32'

/** CRC-32C (Castagnoli) as an unsigned 32-bit number, as record batches and producer snapshots carry it. */
export function crc32c(data: Buffer): number {
  return castagnoli(data)
}
