import {
  BATCH_HEADER_SIZE,
  BATCH_LOG_OVERHEAD,
  BATCH_PREFIX_SIZE,
  MAGIC_V2,
  NO_TIMESTAMP,
  RecordBatchView,
} from '../format/record-batch'
import type { CompressionCodec } from '../runtime/codec'
import type { AppendOrigin } from './log-append-info'
import { LogError } from './log-error'

/** What the headers of an append say, all of them sound. */
export interface RecordsAnalysis {
  /** -1 when there is no whole batch. */
  firstOffset: number
  lastOffset: number
  maxTimestamp: number
  offsetOfMaxTimestamp: number
  sourceCodec: CompressionCodec
  shallowCount: number
  /** Bytes of whole batches; a cut one at the end does not count. */
  validBytes: number
  offsetsMonotonic: boolean
}

const MESSAGE_OVERHEAD_MIN = 14

/**
 * Goes over the batches of an append: size, magic, CRC, order of offsets (Log.analyzeAndValidateRecords). Throws LogError
 * CORRUPT_MESSAGE, MESSAGE_TOO_LARGE, UNSUPPORTED_FOR_MESSAGE_FORMAT or INVALID_RECORD. `sizeMax`: largest batch allowed.
 */
export function analyzeRecords(
  records: Buffer,
  options: { origin: AppendOrigin; sizeMax: number; partitionName: string },
): RecordsAnalysis {
  const result: RecordsAnalysis = {
    firstOffset: -1,
    lastOffset: -1,
    maxTimestamp: NO_TIMESTAMP,
    offsetOfMaxTimestamp: -1,
    sourceCodec: 'none',
    shallowCount: 0,
    validBytes: 0,
    offsetsMonotonic: true,
  }
  const batch = new RecordBatchView(records)
  while (true) {
    const size = nextBatchSize(records, result.validBytes, options.partitionName)
    if (size === undefined) return result
    batch.moveTo(records, result.validBytes)
    checkBatch(batch, size, options)
    noteBatch(result, batch, size)
  }
}

function nextBatchSize(records: Buffer, position: number, partitionName: string): number | undefined {
  const remaining = records.length - position
  if (remaining < BATCH_LOG_OVERHEAD) return undefined
  const length = records.readInt32BE(position + 8)
  if (length < MESSAGE_OVERHEAD_MIN) {
    throw new LogError(
      'CORRUPT_MESSAGE',
      `Record size ${length} is less than the minimum record overhead (${partitionName})`,
    )
  }
  if (remaining < BATCH_PREFIX_SIZE) return undefined
  const magic = records.readInt8(position + 16)
  if (magic < 0 || magic > MAGIC_V2) {
    throw new LogError('CORRUPT_MESSAGE', `Invalid magic found in record: ${magic} (${partitionName})`)
  }
  const size = BATCH_LOG_OVERHEAD + length
  return remaining < size ? undefined : size
}

function checkBatch(
  batch: RecordBatchView,
  size: number,
  { origin, sizeMax, partitionName }: { origin: AppendOrigin; sizeMax: number; partitionName: string },
): void {
  if (batch.magic < MAGIC_V2) {
    const message = `Message format v${batch.magic} in the append to ${partitionName} is not supported: use a client of Kafka 0.11 or later`
    throw new LogError('UNSUPPORTED_FOR_MESSAGE_FORMAT', message)
  }
  if (size >= BATCH_HEADER_SIZE && origin === 'client' && batch.baseOffset !== 0) {
    const message = `The baseOffset of the record batch in the append to ${partitionName} should be 0, but it is ${batch.baseOffset}`
    throw new LogError('INVALID_RECORD', message)
  }
  if (size > sizeMax) {
    const message = `The record batch size in the append to ${partitionName} is ${size} bytes which exceeds the maximum configured value of ${sizeMax}.`
    throw new LogError('MESSAGE_TOO_LARGE', message)
  }
  if (!batch.isValid) {
    const message = `Record is corrupt (stored crc = ${batch.crc}) in topic partition ${partitionName}.`
    throw new LogError('CORRUPT_MESSAGE', message)
  }
}

function noteBatch(result: RecordsAnalysis, batch: RecordBatchView, size: number): void {
  const lastOffset = batch.lastOffset
  if (result.shallowCount === 0) result.firstOffset = batch.baseOffset
  if (result.lastOffset >= lastOffset) result.offsetsMonotonic = false
  result.lastOffset = lastOffset
  const maxTimestamp = batch.maxTimestamp
  if (maxTimestamp > result.maxTimestamp) {
    result.maxTimestamp = maxTimestamp
    result.offsetOfMaxTimestamp = lastOffset
  }
  const codec = batch.codec
  if (codec === undefined)
    throw new LogError('UNSUPPORTED_COMPRESSION_TYPE', `Unknown compression type in attributes ${batch.attributes}`)
  if (codec !== 'none') result.sourceCodec = codec
  result.shallowCount++
  result.validBytes += size
}
