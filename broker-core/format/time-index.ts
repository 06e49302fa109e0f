import { readInt64, writeInt64 } from './int64'

/**
 * `.timeindex`: 12 bytes an entry, big endian, timestamps strictly ascending.
 *
 *     int64 largest timestamp so far | int32 its offset - base offset of the segment      `000001a2069b579b 00000007`
 *
 * The active segment's file is preallocated; zeros follow the entries.
 */
export const TIME_INDEX_ENTRY_SIZE = 12

export interface TimeIndexEntry {
  timestamp: number
  relativeOffset: number
}

export function readTimeIndexEntry(buffer: Buffer, index: number): TimeIndexEntry {
  const at = index * TIME_INDEX_ENTRY_SIZE
  return { timestamp: readInt64(buffer, at), relativeOffset: buffer.readInt32BE(at + 8) }
}

export function writeTimeIndexEntry(buffer: Buffer, at: number, timestamp: number, relativeOffset: number): void {
  writeInt64(buffer, timestamp, at)
  buffer.writeInt32BE(relativeOffset, at + 8)
}

/** All entries of a file up to where its preallocated zeros begin: for inspection, tolerant of any size. */
export function decodeTimeIndex(content: Buffer): TimeIndexEntry[] {
  const entries: TimeIndexEntry[] = []
  const count = Math.floor(content.length / TIME_INDEX_ENTRY_SIZE)
  for (let index = 0; index < count; index++) {
    const entry = readTimeIndexEntry(content, index)
    if (entry.timestamp === 0 && entry.relativeOffset === 0) break
    entries.push(entry)
  }
  return entries
}
