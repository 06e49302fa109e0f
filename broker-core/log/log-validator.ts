import { MalformedBytesError, Reader } from '../bytes/reader'
import type { LogConfig } from '../config/log-config'
import { outlineRecord, type RecordOutline } from '../format/record'
import { NO_TIMESTAMP, RecordBatchView } from '../format/record-batch'
import { buildRecordBatch } from '../format/record-batch-builder'
import { plainRecordBytes, recordsOf } from '../format/record-batch-reader'
import type { Codec, CompressionCodec } from '../runtime/codec'
import type { AppendOrigin } from './log-append-info'
import { LogError, type RecordError } from './log-error'

export interface ValidationOptions {
  /** Log end offset: what the first record gets. */
  nextOffset: number
  leaderEpoch: number
  origin: AppendOrigin
  nowMs: number
  sourceCodec: CompressionCodec
  config: LogConfig
  codec: Codec
  partitionName: string
}

export interface ValidatedRecords {
  /** The buffer that was given, patched; or a new one. */
  records: Buffer
  lastOffset: number
  maxTimestamp: number
  offsetOfMaxTimestamp: number
  /** -1 with CreateTime. */
  logAppendTime: number
  targetCodec: CompressionCodec
  isRebuilt: boolean
}

/**
 * The leader's check of one batch and its numbering (kafka.log.LogValidator, format v2). Everything is changed in place unless the topic
 * wants another compression or a compressed batch numbers its records wrongly: then the batch is built anew.
 */
export function validateAndAssignOffsets(records: Buffer, options: ValidationOptions): ValidatedRecords {
  const { config, nextOffset, sourceCodec } = options
  const batch = new RecordBatchView(records)
  requireSingleBatch(batch, records)
  checkHeader(batch, options)
  const plain = plainBytes(batch, options.codec)
  const walked = walkRecords(batch, plain, options)
  const targetCodec = config.compressionType === 'producer' ? sourceCodec : codecOf(config.compressionType)
  // Control records stay as they are: nobody reads them compressed.
  const keepsCodec = targetCodec === sourceCodec || (sourceCodec === 'none' && batch.isControlBatch)
  if (!keepsCodec || (sourceCodec !== 'none' && !walked.deltasSequential)) return rebuild(batch, targetCodec, options)

  const logAppendTime = config.messageTimestampType === 'LogAppendTime' ? options.nowMs : -1
  const lastOffset = nextOffset + batch.lastOffsetDelta
  batch.baseOffset = nextOffset
  batch.partitionLeaderEpoch = options.leaderEpoch
  batch.setMaxTimestamp(logAppendTime >= 0, logAppendTime >= 0 ? logAppendTime : walked.maxTimestamp)
  const isInner = logAppendTime < 0 && sourceCodec === 'none'
  return {
    records,
    lastOffset,
    maxTimestamp: logAppendTime >= 0 ? logAppendTime : walked.maxTimestamp,
    offsetOfMaxTimestamp: isInner ? nextOffset + walked.indexOfMaxTimestamp : lastOffset,
    logAppendTime,
    targetCodec: sourceCodec,
    isRebuilt: false,
  }
}

function codecOf(compressionType: Exclude<LogConfig['compressionType'], 'producer'>): CompressionCodec {
  return compressionType === 'uncompressed' ? 'none' : compressionType
}

function requireSingleBatch(batch: RecordBatchView, records: Buffer): void {
  if (batch.sizeInBytes === records.length) return
  throw new LogError('INVALID_RECORD', 'Compressed outer record has more than one batch')
}

function checkHeader(batch: RecordBatchView, { origin, partitionName }: ValidationOptions): void {
  if (origin !== 'client') return
  const refuse = (message: string) => {
    throw new LogError('INVALID_RECORD', `${message} in topic partition ${partitionName}.`)
  }
  const countFromOffsets = batch.lastOffsetDelta + 1
  const count = batch.recordCount
  if (countFromOffsets <= 0) refuse(`Batch has an invalid offset range: [${batch.baseOffset}, ${batch.lastOffset}]`)
  if (count <= 0) refuse(`Invalid reported count for record batch: ${count}`)
  if (countFromOffsets !== count) {
    refuse(`Inconsistent batch offset range [${batch.baseOffset}, ${batch.lastOffset}] and count of records ${count}`)
  }
  if (batch.isControlBatch) refuse('Clients are not allowed to write control records')
  if (batch.hasProducerId && batch.baseSequence < 0) {
    refuse(`Invalid sequence number ${batch.baseSequence} in record batch with producerId ${batch.producerId}`)
  }
}

function plainBytes(batch: RecordBatchView, codec: Codec): Buffer {
  try {
    return plainRecordBytes(batch, codec)
  } catch (error) {
    throw new LogError('CORRUPT_MESSAGE', `Records cannot be decompressed: ${String(error)}`, [], error)
  }
}

interface Walked {
  maxTimestamp: number
  indexOfMaxTimestamp: number
  /** The records are numbered 0, 1, 2 … */
  deltasSequential: boolean
}

function walkRecords(batch: RecordBatchView, plain: Buffer, options: ValidationOptions): Walked {
  const walked: Walked = { maxTimestamp: NO_TIMESTAMP, indexOfMaxTimestamp: 0, deltasSequential: true }
  const { baseTimestamp, recordCount, isLogAppendTime, maxTimestamp } = batch
  const outline: RecordOutline = { attributes: 0, timestampDelta: 0, offsetDelta: 0, hasKey: false }
  const reader = new Reader(plain)
  const errors: RecordError[] = []
  let hasTimestampError = false
  for (let index = 0; index < recordCount; index++) {
    readOutline(reader, outline, options.partitionName)
    const timestamp = isLogAppendTime ? maxTimestamp : baseTimestamp + outline.timestampDelta
    if (options.config.cleanupPolicy.compact && !outline.hasKey && !batch.isControlBatch) {
      const message = `Compacted topic cannot accept message without key in topic partition ${options.partitionName}.`
      errors.push({ batchIndex: index, message })
    } else {
      const message = timestampProblem(timestamp, isLogAppendTime, options)
      if (message !== undefined) {
        hasTimestampError = true
        errors.push({ batchIndex: index, message })
      }
    }
    if (timestamp > walked.maxTimestamp) {
      walked.maxTimestamp = timestamp
      walked.indexOfMaxTimestamp = index
    }
    if (outline.offsetDelta !== index) walked.deltasSequential = false
  }
  if (reader.remaining > 0) {
    throw new LogError('INVALID_RECORD', 'Incorrect declared batch size, records still remaining in file')
  }
  if (errors.length > 0) refuseRecords(errors, hasTimestampError)
  return walked
}

function readOutline(reader: Reader, outline: RecordOutline, partitionName: string): void {
  try {
    outlineRecord(reader, outline)
  } catch (error) {
    if (!(error instanceof MalformedBytesError)) throw error
    throw new LogError(
      'INVALID_RECORD',
      `Found invalid record structure in ${partitionName}: ${error.message}`,
      [],
      error,
    )
  }
}

function timestampProblem(timestamp: number, isLogAppendTime: boolean, options: ValidationOptions): string | undefined {
  const { config, nowMs } = options
  const differenceMax = config.messageTimestampDifferenceMaxMs
  if (
    config.messageTimestampType === 'CreateTime' &&
    timestamp !== NO_TIMESTAMP &&
    Math.abs(timestamp - nowMs) > differenceMax
  ) {
    return `Timestamp ${timestamp} of message is out of range. The timestamp should be within [${nowMs - differenceMax}, ${nowMs + differenceMax}]`
  }
  if (isLogAppendTime && options.origin === 'client') {
    return 'Invalid timestamp type in message. Producer should not set timestamp type to LogAppendTime.'
  }
  return undefined
}

function refuseRecords(errors: readonly RecordError[], hasTimestampError: boolean): never {
  if (hasTimestampError) {
    throw new LogError('INVALID_TIMESTAMP', 'One or more records have been rejected due to invalid timestamp', errors)
  }
  throw new LogError('INVALID_RECORD', 'One or more records have been rejected', errors)
}

function rebuild(batch: RecordBatchView, targetCodec: CompressionCodec, options: ValidationOptions): ValidatedRecords {
  const { nextOffset, config, nowMs } = options
  const decoded = [...recordsOf(batch, options.codec)]
  const logAppendTime = config.messageTimestampType === 'LogAppendTime' ? nowMs : undefined
  const records = buildRecordBatch(decoded, {
    baseOffset: nextOffset,
    partitionLeaderEpoch: options.leaderEpoch,
    compression: targetCodec,
    codec: options.codec,
    ...(logAppendTime === undefined ? {} : { logAppendTime }),
    transactional: batch.isTransactional,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
  })
  const rebuilt = new RecordBatchView(records)
  return {
    records,
    lastOffset: rebuilt.lastOffset,
    maxTimestamp: rebuilt.maxTimestamp,
    offsetOfMaxTimestamp: rebuilt.lastOffset,
    logAppendTime: logAppendTime ?? -1,
    targetCodec,
    isRebuilt: true,
  }
}
