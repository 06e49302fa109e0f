import { basename } from 'node:path'
import { offsetOfFileName } from '../../broker-core/format/file-names'
import type { Codec } from '../../broker-core/runtime/codec'
import type { BatchOutline } from '../../electron/host/inspect/batch-outline'
import { batchesFrom } from '../../electron/host/inspect/batch-pages'
import { ReadOnlyFile } from '../../electron/host/inspect/read-only-file'
import { decodeBatch, type InspectedRecord } from '../../electron/host/inspect/record-decode'
import { type ApacheVersion, javaArguments } from './apache'
import { run } from './run'

/** What Apache's dump-log tool prints about `.log` files, with all keys and values. */
export async function apacheDump(version: ApacheVersion, files: readonly string[]): Promise<string> {
  const flags = ['-Dfile.encoding=UTF-8', '-Dsun.stdout.encoding=UTF-8', '-Dstdout.encoding=UTF-8']
  const main = version === '4.3.0' ? 'org.apache.kafka.tools.DumpLogSegments' : 'kafka.tools.DumpLogSegments'
  const args = [
    ...(await javaArguments(version, main, { tool: true, flags })),
    '--print-data-log',
    '--files',
    files.join(','),
  ]
  const { code, stdout, stderr } = await run('java', args, { timeoutMs: 120_000 })
  if (code !== 0) throw new Error(`dump-log ended with ${code}: ${stderr}`)
  // The content of a controller's own records (KRaft) is decoded by the tool; here they are named alone.
  return plain(stdout).replace(
    /(headerKeys: \[\]) (LeaderChange|SnapshotHeader|SnapshotFooter|KRaftVersion|KRaftVoters): .*/g,
    '$1 $2',
  )
}

/** The same text out of what the inspector read: where the two are equal, every field of every record is. */
export async function inspectorDump(version: ApacheVersion, files: readonly string[], codec: Codec): Promise<string> {
  const lines: string[] = []
  for (const path of files) {
    const start = version === '2.6.3' ? 'Starting offset' : 'Log starting offset'
    lines.push(`Dumping ${path}`, `${start}: ${offsetOfFileName(basename(path))}`)
    const file = await ReadOnlyFile.open(path)
    const batches = batchesFrom(file, { checkCrc: true })
    for (let step = await batches.next(); ; step = await batches.next()) {
      if (step.done) {
        const left = file.sizeBytes - step.value.position
        if (left > 0) lines.push(`Found ${left} invalid bytes at the end of ${basename(path)}`)
        break
      }
      const { batch, bytes } = step.value
      lines.push(batchLine(version, batch))
      for (const record of decodeBatch(bytes, batch, codec).records) lines.push(recordLine(version, record))
    }
    await file.close()
  }
  return plain(`${lines.join('\n')}\n`)
}

/** Of bytes that are no text Java and JavaScript do not agree how many signs stand for them. */
const plain = (text: string) => text.replace(/\ufffd+/g, '\ufffd')

function batchLine(version: ApacheVersion, batch: BatchOutline): string {
  const old = version === '2.6.3'
  const horizon = batch.deleteHorizonMs === null ? 'OptionalLong.empty' : `OptionalLong[${batch.deleteHorizonMs}]`
  return [
    `baseOffset: ${batch.baseOffset} lastOffset: ${batch.lastOffset} count: ${batch.count} baseSequence: ${batch.baseSequence}`,
    `lastSequence: ${batch.lastSequence} producerId: ${batch.producerId} producerEpoch: ${batch.producerEpoch}`,
    `partitionLeaderEpoch: ${batch.partitionLeaderEpoch} isTransactional: ${batch.isTransactional} isControl: ${batch.isControl}`,
    ...(old ? [] : [`deleteHorizonMs: ${horizon}`]),
    `position: ${batch.position} ${batch.timestampType}: ${batch.maxTimestamp} size: ${batch.sizeBytes} magic: ${batch.magic}`,
    `compresscodec: ${old ? batch.compression.toUpperCase() : batch.compression} crc: ${batch.crc} isvalid: ${batch.isValid}`,
  ].join(' ')
}

function recordLine(version: ApacheVersion, record: InspectedRecord): string {
  const { key, value, control, headers } = record
  const [keySize, valueSize] = version === '2.6.3' ? ['keysize', 'valuesize'] : ['keySize', 'valueSize']
  const content = `${key === null ? '' : ` key: ${key.toString('utf8')}`}${value === null ? '' : ` payload: ${value.toString('utf8')}`}`
  return (
    `| offset: ${record.offset} ${record.timestampType}: ${record.timestamp} ${keySize}: ${key?.length ?? -1} ${valueSize}: ${value?.length ?? -1}` +
    ` sequence: ${record.sequence} headerKeys: [${headers.map((header) => header.key).join(',')}]` +
    (control === null ? content : controlText(control))
  )
}

function controlText({ type, coordinatorEpoch }: NonNullable<InspectedRecord['control']>): string {
  if (coordinatorEpoch !== null) return ` endTxnMarker: ${type} coordinatorEpoch: ${coordinatorEpoch}`
  return ` ${type === 'LEADER_CHANGE' ? 'LeaderChange' : type}`
}
