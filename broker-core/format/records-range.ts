import { BATCH_HEADER_SIZE, RecordBatchView } from './record-batch'

/** Which offsets lie in the batches of a fetch: [first, next), the last one's leader epoch, their bytes. All -1 and 0 where there are none. */
export interface RecordsRange {
  firstOffset: number
  nextOffset: number
  recordsEpoch: number
  recordBytes: number
}

/** Reads batch headers only; a batch that is cut off at the end of a buffer does not count. */
export function recordsRange(records: Buffer | readonly Buffer[] | null): RecordsRange {
  const range: RecordsRange = { firstOffset: -1, nextOffset: -1, recordsEpoch: -1, recordBytes: 0 }
  for (const buffer of records === null ? [] : Buffer.isBuffer(records) ? [records] : records) addBatches(range, buffer)
  return range
}

function addBatches(range: RecordsRange, buffer: Buffer): void {
  if (buffer.length < BATCH_HEADER_SIZE) return
  const view = new RecordBatchView(buffer)
  for (let position = 0; position + BATCH_HEADER_SIZE <= buffer.length; ) {
    view.moveTo(buffer, position)
    const size = view.sizeInBytes
    if (size < BATCH_HEADER_SIZE || position + size > buffer.length) return
    if (range.firstOffset < 0) range.firstOffset = view.baseOffset
    range.nextOffset = view.lastOffset + 1
    range.recordsEpoch = view.partitionLeaderEpoch
    range.recordBytes += size
    position += size
  }
}
