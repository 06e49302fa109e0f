import { basename } from 'node:path'
import { clientCodec } from '../../client/node-runtime'
import type { BatchOutline } from '../../inspect/batch-outline'
import { batchesFrom } from '../../inspect/batch-pages'
import { withFile } from '../../inspect/read-only-file'
import { decodeBatch, type InspectedRecord } from '../../inspect/record-decode'
import type { Print } from '../command'
import type { RecordTexts } from './record-texts'

export interface LogProblems {
  /** Index entries that point to another batch than they say. */
  mismatches: { file: string; indexed: number; found: number }[]
  gaps: { file: string; before: number; after: number }[]
}

export interface DumpInput {
  /** Absolute, and as it was typed. */
  path: string
  file: string
  out: Print
  signal: AbortSignal
  problems: LogProblems
}

const GAPS_MAX = 10_000

/** A `.log` in the lines of Kafka 2.6's dump-log tool. */
export async function dumpSegment(
  input: DumpInput,
  { texts, deep }: { texts: RecordTexts | null; deep: boolean },
): Promise<void> {
  const { path, file, out, signal, problems } = input
  out(`Starting offset: ${Number(basename(file).split('.')[0])}\n`)
  const codec = await clientCodec()
  await withFile(path, async (log) => {
    let valid = 0
    let last: number | undefined
    for await (const { batch, bytes } of batchesFrom(log, { checkCrc: true, signal })) {
      if (signal.aborted) return
      out(`${batchLine(batch)}\n`)
      valid = batch.position + batch.sizeBytes
      if (!deep) continue
      for (const record of decodeBatch(bytes, batch, codec).records) {
        if (last !== undefined && record.offset !== last + 1 && problems.gaps.length < GAPS_MAX)
          problems.gaps.push({ file: path, before: last, after: record.offset })
        last = record.offset
        out(`${recordLine(record, batch.magic)}${contentText(record, texts)}\n`)
      }
    }
    const left = log.sizeBytes - valid
    if (left > 0) out(`Found ${left} invalid bytes at the end of ${basename(file)}\n`)
  })
}

function batchLine(batch: BatchOutline): string {
  const head =
    batch.magic >= 2
      ? `baseOffset: ${batch.baseOffset} lastOffset: ${batch.lastOffset} count: ${batch.count} baseSequence: ${batch.baseSequence}` +
        ` lastSequence: ${batch.lastSequence} producerId: ${batch.producerId} producerEpoch: ${batch.producerEpoch}` +
        ` partitionLeaderEpoch: ${batch.partitionLeaderEpoch} isTransactional: ${batch.isTransactional} isControl: ${batch.isControl}`
      : `offset: ${batch.lastOffset}`
  return (
    `${head} position: ${batch.position} ${batch.timestampType}: ${batch.maxTimestamp} size: ${batch.sizeBytes} magic: ${batch.magic}` +
    ` compresscodec: ${batch.compression.toUpperCase()} crc: ${batch.crc} isvalid: ${batch.isValid}`
  )
}

function recordLine(record: InspectedRecord, magic: number): string {
  const head =
    `| offset: ${record.offset} ${record.timestampType}: ${record.timestamp}` +
    ` keysize: ${record.key?.length ?? -1} valuesize: ${record.value?.length ?? -1}`
  if (magic < 2) return head
  return `${head} sequence: ${record.sequence} headerKeys: [${record.headers.map(({ key }) => key).join(',')}]`
}

function contentText(record: InspectedRecord, texts: RecordTexts | null): string {
  const { control } = record
  if (control)
    return control.coordinatorEpoch === null
      ? ` controlType: ${control.type}(${control.typeId})`
      : ` endTxnMarker: ${control.type} coordinatorEpoch: ${control.coordinatorEpoch}`
  if (texts === null) return ''
  const { key, payload } = texts(record.key, record.value)
  return `${key === null ? '' : ` key: ${key}`}${payload === null ? '' : ` payload: ${payload}`}`
}
