import { crc32c } from '../../bytes/crc32c'

/**
 * Both files of the store are lists of entries:
 * ```
 * file  = magic (8 bytes) entry*
 * entry = length int32, CRC-32C of the payload uint32, payload (length bytes)
 * ```
 */
export const MAGIC_SIZE = 8
const HEADER_SIZE = 8
/** Above the largest packet a client may send, with everything a transaction adds to it. */
const PAYLOAD_SIZE_MAX = 64 * 1024 * 1024

export function encodeEntry(payload: Buffer): Buffer[] {
  const header = Buffer.allocUnsafe(HEADER_SIZE)
  header.writeInt32BE(payload.length, 0)
  header.writeUInt32BE(crc32c(payload), 4)
  return [header, payload]
}

export interface ScannedEntries {
  /** Slices of the content. */
  payloads: Buffer[]
  /** Where the last whole entry ends; less than the content's length when something torn or damaged follows. */
  validSize: number
}

/** Reads entries up to the first that is not whole. */
export function scanEntries(content: Buffer): ScannedEntries {
  const payloads: Buffer[] = []
  let offset = MAGIC_SIZE
  while (offset + HEADER_SIZE <= content.length) {
    const length = content.readInt32BE(offset)
    const end = offset + HEADER_SIZE + length
    if (length <= 0 || length > PAYLOAD_SIZE_MAX || end > content.length) break
    const payload = content.subarray(offset + HEADER_SIZE, end)
    if (crc32c(payload) !== content.readUInt32BE(offset + 4)) break
    payloads.push(payload)
    offset = end
  }
  return { payloads, validSize: Math.min(offset, content.length) }
}
