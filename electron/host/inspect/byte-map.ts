import { OFFSET_INDEX_ENTRY_SIZE } from '../../../broker-core/format/offset-index'
import { PRODUCER_SNAPSHOT_ENTRY_SIZE } from '../../../broker-core/format/producer-snapshot'
import { BATCH_HEADER_SIZE, RecordBatchView } from '../../../broker-core/format/record-batch'
import { plainRecordBytes } from '../../../broker-core/format/record-batch-reader'
import { TIME_INDEX_ENTRY_SIZE } from '../../../broker-core/format/time-index'
import { TXN_INDEX_ENTRY_SIZE } from '../../../broker-core/format/txn-index'
import type { Codec } from '../../../broker-core/runtime/codec'
import { compressionName } from './batch-outline'
import type { ByteField } from './byte-field'
import { recordFields } from './byte-map-records'

type Kind = 'int8' | 'int16' | 'int32' | 'int64' | 'uint32'
type Row = readonly [name: string, kind: Kind, note?: string]

const sizes: Readonly<Record<Kind, number>> = { int8: 1, int16: 2, int32: 4, int64: 8, uint32: 4 }

const readers: Readonly<Record<Kind, (bytes: Buffer, at: number) => string>> = {
  int8: (bytes, at) => String(bytes.readInt8(at)),
  int16: (bytes, at) => String(bytes.readInt16BE(at)),
  int32: (bytes, at) => String(bytes.readInt32BE(at)),
  int64: (bytes, at) => String(bytes.readBigInt64BE(at)),
  uint32: (bytes, at) => String(bytes.readUInt32BE(at)),
}

/** Fields one after the other from `at` on; those that are cut off are left out. `start`: where the buffer begins in the file. */
function rowFields(rows: readonly Row[], bytes: Buffer, at: number, start: number): ByteField[] {
  const fields: ByteField[] = []
  for (const [name, kind, note] of rows) {
    const size = sizes[kind]
    if (at + size > bytes.length) break
    fields.push({
      name,
      from: start + at,
      to: start + at + size,
      value: readers[kind](bytes, at),
      ...(note ? { note } : {}),
    })
    at += size
  }
  return fields
}

const batchRows: readonly Row[] = [
  ['baseOffset', 'int64', 'offset of the first record; filled in by the leader, outside the CRC'],
  ['batchLength', 'int32', 'bytes that follow this field'],
  ['partitionLeaderEpoch', 'int32', 'epoch of the leader that appended it; outside the CRC'],
  ['magic', 'int8', 'format of the batch'],
  ['crc', 'uint32', 'CRC-32C of everything behind it'],
  ['attributes', 'int16'],
  ['lastOffsetDelta', 'int32', 'last offset minus base offset; kept when compaction removes records'],
  ['baseTimestamp', 'int64', 'ms; records count from it'],
  ['maxTimestamp', 'int64', 'ms'],
  ['producerId', 'int64', '-1: the producer is not idempotent'],
  ['producerEpoch', 'int16'],
  ['baseSequence', 'int32'],
  ['recordCount', 'int32'],
]

const legacyRows: readonly Row[] = [
  ['offset', 'int64'],
  ['messageSize', 'int32', 'bytes that follow this field'],
  ['crc', 'uint32', 'CRC-32 of everything behind it'],
  ['magic', 'int8'],
  ['attributes', 'int8'],
]

/** A batch of any format, taken apart. `bytes`: the whole batch, which begins at `position` of its file. */
export function batchByteMap(
  bytes: Buffer,
  position: number,
  codec: Codec,
): { fields: ByteField[]; inner: ByteField[] | null } {
  if (bytes.length < BATCH_HEADER_SIZE || bytes.readInt8(16) < 2)
    return { fields: legacyMap(bytes, position), inner: null }
  const fields = rowFields(batchRows, bytes, 0, position).map((field) =>
    field.name === 'attributes' ? { ...field, value: attributesText(bytes.readInt16BE(21)) } : field,
  )
  const view = new RecordBatchView(bytes, 0)
  const rest = { from: position + BATCH_HEADER_SIZE, to: position + bytes.length }
  if (rest.from === rest.to) return { fields, inner: null }
  if (view.codec === 'none') {
    const records = recordFields(bytes, BATCH_HEADER_SIZE, position, view.recordCount)
    return {
      fields: [...fields, { name: 'records', ...rest, value: `${view.recordCount} records`, fields: records }],
      inner: null,
    }
  }
  const block: ByteField = {
    name: 'records',
    ...rest,
    value: `${view.recordCount} records, ${compressionName(view.attributes)}`,
  }
  try {
    return { fields: [...fields, block], inner: recordFields(plainRecordBytes(view, codec), 0, 0, view.recordCount) }
  } catch (error) {
    return { fields: [...fields, { ...block, note: (error as Error).message }], inner: null }
  }
}

function attributesText(attributes: number): string {
  const said = [
    compressionName(attributes),
    (attributes & 0x08) === 0 ? 'CreateTime' : 'LogAppendTime',
    ...((attributes & 0x10) === 0 ? [] : ['transactional']),
    ...((attributes & 0x20) === 0 ? [] : ['control']),
    ...((attributes & 0x40) === 0 ? [] : ['delete horizon']),
  ]
  return `${attributes} (${said.join(', ')})`
}

function legacyMap(bytes: Buffer, position: number): ByteField[] {
  const fields = rowFields(legacyRows, bytes, 0, position)
  let at = 18
  if (bytes.length > 16 && bytes.readInt8(16) === 1) {
    fields.push(...rowFields([['timestamp', 'int64', 'ms']], bytes, at, position))
    at += 8
  }
  for (const name of ['key', 'value']) {
    if (at + 4 > bytes.length) break
    const length = bytes.readInt32BE(at)
    fields.push(...rowFields([[`${name}Length`, 'int32', '-1: null']], bytes, at, position))
    at += 4
    const end = Math.min(bytes.length, at + Math.max(0, length))
    if (length > 0) fields.push({ name, from: position + at, to: position + end, value: `${length} bytes` })
    at = end
  }
  return fields
}

const indexRows: readonly Row[] = [
  ['relativeOffset', 'int32', 'plus the base offset in the file’s name: last offset of an append'],
  ['position', 'int32', 'byte of the log where that append begins'],
]
const timeRows: readonly Row[] = [
  ['timestamp', 'int64', 'largest so far, ms'],
  ['relativeOffset', 'int32', 'plus the base offset in the file’s name: where that timestamp is'],
]
const txnRows: readonly Row[] = [
  ['version', 'int16'],
  ['producerId', 'int64'],
  ['firstOffset', 'int64', 'first record of the aborted transaction'],
  ['lastOffset', 'int64', 'its marker'],
  ['lastStableOffset', 'int64', 'once it was decided'],
]
const snapshotRows: readonly Row[] = [
  ['version', 'int16'],
  ['crc', 'uint32', 'CRC-32C of everything behind it'],
  ['count', 'int32', 'producers that follow'],
]
const producerRows: readonly Row[] = [
  ['producerId', 'int64'],
  ['producerEpoch', 'int16'],
  ['lastSequence', 'int32'],
  ['lastOffset', 'int64'],
  ['offsetDelta', 'int32', 'last minus first sequence of the last batch'],
  ['timestamp', 'int64', 'ms'],
  ['coordinatorEpoch', 'int32', '-1: no transaction'],
  ['currentTxnFirstOffset', 'int64', '-1: none is open'],
]

const entryLayouts = {
  offsetIndex: { rows: indexRows, size: OFFSET_INDEX_ENTRY_SIZE },
  timeIndex: { rows: timeRows, size: TIME_INDEX_ENTRY_SIZE },
  txnIndex: { rows: txnRows, size: TXN_INDEX_ENTRY_SIZE },
} as const

export type EntryFile = keyof typeof entryLayouts

/** Entries of an index file. `bytes` begin at `start` of the file, which is where an entry begins. */
export function entryByteMap(kind: EntryFile, bytes: Buffer, start: number): ByteField[] {
  const { rows, size } = entryLayouts[kind]
  return entries('entry', rows, size, bytes, 0, start)
}

/** A producer snapshot, from its first byte. */
export function snapshotByteMap(bytes: Buffer): ByteField[] {
  return [
    ...rowFields(snapshotRows, bytes, 0, 0),
    ...entries('producer', producerRows, PRODUCER_SNAPSHOT_ENTRY_SIZE, bytes, 10, 0),
  ]
}

function entries(
  name: string,
  rows: readonly Row[],
  size: number,
  bytes: Buffer,
  first: number,
  start: number,
): ByteField[] {
  const found: ByteField[] = []
  for (let at = first; at + size <= bytes.length; at += size) {
    const number = (start + at - first) / size
    const fields = rowFields(rows, bytes.subarray(0, at + size), at, start)
    found.push({
      name: `${name} ${number}`,
      from: start + at,
      to: start + at + size,
      value: fields.map(({ value }) => value).join(', '),
      fields,
    })
  }
  return found
}

const lineNames: Readonly<Record<string, readonly string[]>> = {
  offsets: ['topic', 'partition', 'offset'],
  epochs: ['epoch', 'startOffset'],
}

/** A checkpoint file (`offsets`, or `epochs` for leader-epoch-checkpoint), line by line and word by word. */
export function checkpointByteMap(kind: 'offsets' | 'epochs', bytes: Buffer): ByteField[] {
  const names = lineNames[kind] ?? []
  const found: ByteField[] = []
  let line = 0
  for (let from = 0; from < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, from)
    const to = newline < 0 ? bytes.length : newline
    const text = bytes.toString('utf8', from, to)
    const name = line === 0 ? 'version' : line === 1 ? 'entryCount' : `entry ${line - 2}`
    found.push({ name, from, to, value: text, ...(line < 2 ? {} : { fields: words(names, bytes, from, to) }) })
    from = to + 1
  }
  return found
}

function words(names: readonly string[], bytes: Buffer, from: number, to: number): ByteField[] {
  const text = bytes.toString('latin1', from, to)
  return [...text.matchAll(/\S+/g)].map((match, index) => {
    const start = from + (match.index ?? 0)
    return { name: names[index] ?? 'unexpected', from: start, to: start + match[0].length, value: match[0] }
  })
}

/** A file of `name=value` or `name: value` lines; comments are one field each. */
export function propertiesByteMap(bytes: Buffer): ByteField[] {
  const found: ByteField[] = []
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from)
    const to = newline < 0 ? bytes.length : newline
    const text = bytes.toString('latin1', from, to)
    const match = /^\s*([^#!\s=:][^\s=:]*)(\s*[=:]\s*)(.*)$/.exec(text)
    if (match) found.push({ name: match[1]!, from, to, value: match[3]! })
    else if (text.trim() !== '') found.push({ name: 'comment', from, to, value: text })
    from = to + 1
  }
  return found
}
