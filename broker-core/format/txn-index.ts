import { readInt64, writeInt64 } from './int64'

/**
 * `.txnindex`: the aborted transactions whose markers lie in the segment, 34 bytes each, in order of their last offset. The file exists
 * only once there is one.
 *
 *     int16 version 0 | int64 producer id | int64 first offset | int64 last offset (of the marker) | int64 last stable offset
 */
export const TXN_INDEX_ENTRY_SIZE = 34

export interface AbortedTransactionEntry {
  producerId: bigint
  firstOffset: number
  lastOffset: number
  /** Last stable offset once this transaction was decided: below it nothing further back is open. */
  lastStableOffset: number
}

export function encodeAbortedTransaction(entry: AbortedTransactionEntry): Buffer {
  const buffer = Buffer.alloc(TXN_INDEX_ENTRY_SIZE)
  buffer.writeInt16BE(0, 0)
  buffer.writeBigInt64BE(entry.producerId, 2)
  writeInt64(buffer, entry.firstOffset, 10)
  writeInt64(buffer, entry.lastOffset, 18)
  writeInt64(buffer, entry.lastStableOffset, 26)
  return buffer
}

/** Throws when the size is no multiple of an entry's or a version is unknown. */
export function decodeTxnIndex(content: Buffer): AbortedTransactionEntry[] {
  if (content.length % TXN_INDEX_ENTRY_SIZE !== 0) throw new Error(`transaction index of ${content.length} bytes`)
  const entries: AbortedTransactionEntry[] = []
  for (let at = 0; at < content.length; at += TXN_INDEX_ENTRY_SIZE) {
    const version = content.readInt16BE(at)
    if (version > 0) throw new Error(`aborted transaction of version ${version}`)
    entries.push({
      producerId: content.readBigInt64BE(at + 2),
      firstOffset: readInt64(content, at + 10),
      lastOffset: readInt64(content, at + 18),
      lastStableOffset: readInt64(content, at + 26),
    })
  }
  return entries
}
