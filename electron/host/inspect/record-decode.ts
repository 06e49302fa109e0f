import { Reader } from '../../../broker-core/bytes/reader'
import { decodeRecord, type RecordHeader } from '../../../broker-core/format/record'
import { incrementSequence, RecordBatchView } from '../../../broker-core/format/record-batch'
import { plainRecordBytes } from '../../../broker-core/format/record-batch-reader'
import type { Codec } from '../../../broker-core/runtime/codec'
import type { BatchOutline, TimestampType } from './batch-outline'
import { type ControlRecord, controlRecord } from './control-record-kinds'
import { legacyMessages } from './legacy-message'
import { READ_SIZE_MAX, type ReadOnlyFile } from './read-only-file'

/** Larger batches are named, not decoded: nothing a broker accepts by default comes near (message.max.bytes is 1 MiB). */
export const BATCH_SIZE_MAX = 128 * 1024 * 1024

/** One record in the fields of dump-log, with what its batch adds. */
export interface InspectedRecord {
  offset: number
  timestamp: number
  timestampType: TimestampType
  /** Of the batch it lies in. */
  position: number
  /** -1: none, also in old formats. */
  sequence: number
  key: Buffer | null
  value: Buffer | null
  headers: RecordHeader[]
  /** Of a control batch: what the broker or controller wrote there. */
  control: ControlRecord | null
}

export interface DecodedBatch {
  records: InspectedRecord[]
  /** Why the records end early; null: all could be read. */
  problem: string | null
}

/** A batch's bytes, header included. Rejects where it is too large to be held. */
export async function readBatch(file: ReadOnlyFile, { position, sizeBytes }: BatchOutline): Promise<Buffer> {
  if (sizeBytes > BATCH_SIZE_MAX)
    throw new Error(`a batch of ${sizeBytes} bytes is not decoded (limit ${BATCH_SIZE_MAX})`)
  if (sizeBytes <= READ_SIZE_MAX) return file.read(position, sizeBytes)
  const parts: Buffer[] = []
  for (let at = 0; at < sizeBytes; at += READ_SIZE_MAX)
    parts.push(await file.read(position + at, Math.min(READ_SIZE_MAX, sizeBytes - at)))
  return Buffer.concat(parts)
}

/** The records of one batch; those before a fault are kept. Never throws. */
export function decodeBatch(bytes: Buffer, batch: BatchOutline, codec: Codec): DecodedBatch {
  const records: InspectedRecord[] = []
  try {
    if (bytes.length < batch.sizeBytes) throw new Error(`${bytes.length} of ${batch.sizeBytes} bytes are there`)
    if (batch.magic < 2) decodeLegacy(bytes, batch, codec, records)
    else decodeRecords(bytes, batch, codec, records)
    return { records, problem: null }
  } catch (error) {
    return { records, problem: error instanceof Error ? error.message : String(error) }
  }
}

function decodeLegacy(bytes: Buffer, batch: BatchOutline, codec: Codec, into: InspectedRecord[]): void {
  const { position, timestampType } = batch
  for (const message of legacyMessages(bytes, codec))
    into.push({ ...message, timestampType, position, sequence: -1, headers: [], control: null })
}

function decodeRecords(bytes: Buffer, batch: BatchOutline, codec: Codec, into: InspectedRecord[]): void {
  const { baseOffset, baseSequence, position, timestampType } = batch
  const reader = new Reader(plainRecordBytes(new RecordBatchView(bytes, 0), codec))
  const count = batch.count ?? 0
  for (let index = 0; index < count; index++) {
    const { timestampDelta, offsetDelta, key, value, headers } = decodeRecord(reader)
    into.push({
      offset: baseOffset + offsetDelta,
      timestamp: timestampType === 'LogAppendTime' ? batch.maxTimestamp : batch.baseTimestamp + timestampDelta,
      timestampType,
      position,
      sequence: baseSequence < 0 ? -1 : incrementSequence(baseSequence, offsetDelta),
      key,
      value,
      headers,
      control: batch.isControl ? controlRecord(key, value) : null,
    })
  }
  if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes follow the last of ${count} records`)
}
