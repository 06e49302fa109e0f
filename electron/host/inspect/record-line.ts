import { decodedRecord } from '../client/decoded-record'
import type { BatchOutline } from './batch-outline'
import { newerRecord } from './newer-records'
import type { InspectedRecord } from './record-decode'
import type { RecordLine } from './report-schema'
import { type ShownValue, shownValue, type ValueForm } from './value-forms'

export interface RecordInBatch {
  topic: string
  partition: number
  segment: string
  batch: BatchOutline
  record: InspectedRecord
}

const shownOrNull = (bytes: Buffer | null, form: ValueForm): ShownValue | { encoding: null; value: null } =>
  bytes === null ? { encoding: null, value: null } : shownValue(bytes, form)

/** A record as plain data: a line of `--records`. */
export function recordLine({ topic, partition, segment, batch, record }: RecordInBatch, form: ValueForm): RecordLine {
  const key = shownOrNull(record.key, form)
  const value = shownOrNull(record.value, form)
  const decoded = record.control === null ? decodedContent(topic, record) : undefined
  return {
    topic,
    partition,
    offset: record.offset,
    timestamp: record.timestamp,
    timestampType: record.timestampType,
    key: key.value,
    keyEncoding: key.encoding,
    keySize: record.key?.length ?? -1,
    value: value.value,
    valueEncoding: value.encoding,
    valueSize: record.value?.length ?? -1,
    headers: record.headers.map((header) => {
      const shown = shownOrNull(header.value, form)
      return { key: header.key, value: shown.value, valueEncoding: shown.encoding }
    }),
    sequence: record.sequence,
    control: record.control,
    batch: {
      segment,
      position: batch.position,
      sizeBytes: batch.sizeBytes,
      baseOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
      magic: batch.magic,
      compression: batch.compression,
      isValid: batch.isValid,
      producerId: batch.producerId,
      producerEpoch: batch.producerEpoch,
      partitionLeaderEpoch: batch.partitionLeaderEpoch,
      isTransactional: batch.isTransactional,
      isControl: batch.isControl,
    },
    ...(decoded === undefined ? {} : { decoded }),
  }
}

/** What the bytes of an internal topic's record say; undefined for other topics. */
export function decodedContent(topic: string, { key, value }: InspectedRecord): unknown {
  const decoded = decodedRecord(topic, key, value)
  return decoded === undefined || decoded.kind === 'unknown' ? (newerRecord(topic, key, value) ?? decoded) : decoded
}
