/**
 * `.index`: 8 bytes an entry, big endian, both fields ascending.
 *
 *     int32 offset - base offset of the segment | int32 position in the `.log`       `0000000f 000003a5`
 *
 * The offset is the last one of an append, the position that of its first byte: the batch at the position may end below the offset.
 * The active segment's file is preallocated; zeros follow the entries.
 */
export const OFFSET_INDEX_ENTRY_SIZE = 8

export interface OffsetIndexEntry {
  relativeOffset: number
  position: number
}

export function readOffsetIndexEntry(buffer: Buffer, index: number): OffsetIndexEntry {
  const at = index * OFFSET_INDEX_ENTRY_SIZE
  return { relativeOffset: buffer.readInt32BE(at), position: buffer.readInt32BE(at + 4) }
}

export function writeOffsetIndexEntry(buffer: Buffer, at: number, relativeOffset: number, position: number): void {
  buffer.writeInt32BE(relativeOffset, at)
  buffer.writeInt32BE(position, at + 4)
}

/** All entries of a file up to where its preallocated zeros begin: for inspection, tolerant of any size. */
export function decodeOffsetIndex(content: Buffer): OffsetIndexEntry[] {
  const entries: OffsetIndexEntry[] = []
  const count = Math.floor(content.length / OFFSET_INDEX_ENTRY_SIZE)
  for (let index = 0; index < count; index++) {
    const entry = readOffsetIndexEntry(content, index)
    if (entry.position === 0 && entry.relativeOffset === 0) break
    entries.push(entry)
  }
  return entries
}
