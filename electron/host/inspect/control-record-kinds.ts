import { decodeEndTransactionMarker } from '../../../broker-core/format/control-record'

/** What a record of a control batch says (org.apache.kafka.common.record.ControlRecordType). */
export interface ControlRecord {
  type: string
  /** Of the number in the key; -1: the key is too short. */
  typeId: number
  /** Of a transaction's marker. */
  coordinatorEpoch: number | null
}

const TYPES = [
  'ABORT',
  'COMMIT',
  'LEADER_CHANGE',
  'SNAPSHOT_HEADER',
  'SNAPSHOT_FOOTER',
  'KRAFT_VERSION',
  'KRAFT_VOTERS',
] as const

export function controlRecord(key: Buffer | null, value: Buffer | null): ControlRecord {
  const typeId = key === null || key.length < 4 ? -1 : key.readInt16BE(2)
  const marker = decodeEndTransactionMarker(key, value)
  return { type: TYPES[typeId] ?? 'UNKNOWN', typeId, coordinatorEpoch: marker?.coordinatorEpoch ?? null }
}
