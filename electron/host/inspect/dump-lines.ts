import type { BatchOutline } from './batch-outline'
import type { InspectedRecord } from './record-decode'
import { lineText } from './value-forms'

/** The lines of Kafka's dump-log tool (kafka-dump-log.sh --print-data-log) as of 3.9: its fields, in its order. */
export function dumpBatchLine(batch: BatchOutline): string {
  const { isValid } = batch
  const head =
    batch.magic >= 2
      ? `baseOffset: ${batch.baseOffset} lastOffset: ${batch.lastOffset} count: ${batch.count} baseSequence: ${batch.baseSequence}` +
        ` lastSequence: ${batch.lastSequence} producerId: ${batch.producerId} producerEpoch: ${batch.producerEpoch}` +
        ` partitionLeaderEpoch: ${batch.partitionLeaderEpoch} isTransactional: ${batch.isTransactional} isControl: ${batch.isControl}` +
        ` deleteHorizonMs: ${batch.deleteHorizonMs === null ? 'OptionalLong.empty' : `OptionalLong[${batch.deleteHorizonMs}]`}`
      : `offset: ${batch.lastOffset}`
  return (
    `${head} position: ${batch.position} ${batch.timestampType}: ${batch.maxTimestamp} size: ${batch.sizeBytes} magic: ${batch.magic}` +
    ` compresscodec: ${batch.compression} crc: ${batch.crc} isvalid: ${isValid === null ? 'unchecked' : isValid}`
  )
}

export function dumpRecordLine(record: InspectedRecord, magic: number): string {
  const head =
    `| offset: ${record.offset} ${record.timestampType}: ${record.timestamp}` +
    ` keySize: ${record.key?.length ?? -1} valueSize: ${record.value?.length ?? -1}`
  const middle =
    magic >= 2
      ? ` sequence: ${record.sequence} headerKeys: [${record.headers.map(({ key }) => lineText(key)).join(',')}]`
      : ''
  return `${head}${middle}${record.control === null ? contentText(record) : controlText(record.control)}`
}

function controlText({ type, typeId, coordinatorEpoch }: NonNullable<InspectedRecord['control']>): string {
  return coordinatorEpoch === null
    ? ` controlType: ${type}(${typeId})`
    : ` endTxnMarker: ${type} coordinatorEpoch: ${coordinatorEpoch}`
}

function contentText({ key, value }: InspectedRecord): string {
  return (
    (key === null ? '' : ` key: ${lineText(key.toString('utf8'))}`) +
    (value === null ? '' : ` payload: ${lineText(value.toString('utf8'))}`)
  )
}
