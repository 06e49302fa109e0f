import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from '@node-rs/crc32'
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeEndTransactionMarker } from '../../../broker-core/format/control-record'
import { buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { encodeGroupKey, encodeOffsetKey } from '../../../broker-core/internal-topics/consumer-offsets-records'
import type { Codec } from '../../../broker-core/runtime/codec'
import { createNodeCodec } from '../../../broker-core/runtime/node/codec'
import { comparePartitions } from '../../../electron/host/inspect/compare-partitions'
import { dumpBatchLine, dumpRecordLine } from '../../../electron/host/inspect/dump-lines'
import { inspectDirectory } from '../../../electron/host/inspect/inspect-directory'
import { findOffset, findPosition, findTimestamp } from '../../../electron/host/inspect/jump'
import { recordLine } from '../../../electron/host/inspect/record-line'
import { type RecordStreamOptions, type StreamStep, streamRecords } from '../../../electron/host/inspect/record-stream'
import { recordLineSchema } from '../../../electron/host/inspect/report-schema'
import { lookAtSegment } from '../../../electron/host/inspect/segment-look'
import { lineText, shownValue } from '../../../electron/host/inspect/value-forms'
import { removeTemporary, temporaryDirectory } from '../../helpers/temp'
import { batchAt, batchesAt, TIME, writePartition } from './inspect-data'

let dir: string
let codec: Codec
beforeEach(async () => {
  dir = temporaryDirectory('inspect-records')
  codec = await createNodeCodec()
  return () => removeTemporary(dir)
})

type RecordStep = Extract<StreamStep, { kind: 'record' }>

async function steps(directory: string, options: Partial<RecordStreamOptions> = {}): Promise<StreamStep[]> {
  const all: StreamStep[] = []
  for await (const step of streamRecords(directory, { codec, ...options })) all.push(step)
  return all
}
const records = async (directory: string, options: Partial<RecordStreamOptions> = {}) =>
  (await steps(directory, options)).filter((step): step is RecordStep => step.kind === 'record')
const offsets = async (directory: string, options: Partial<RecordStreamOptions> = {}) =>
  (await records(directory, options)).map(({ record }) => record.offset)

/** Two segments of six batches with three records each, 18 offsets a segment. */
const orders = () =>
  writePartition(dir, 'orders-0', [
    { baseOffset: 0, batches: batchesAt(0, 6) },
    { baseOffset: 18, batches: batchesAt(18, 6) },
  ])
const size = batchAt(0, 3).length

describe('records', () => {
  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('of %s batches', async (compression) => {
    const folder = writePartition(dir, 'orders-0', [
      {
        baseOffset: 5,
        batches: [batchAt(5, 40, { compression, codec, producerId: 9n, producerEpoch: 1, baseSequence: 0x7ffffff0 })],
      },
    ])
    const found = await records(folder, { checkCrc: true })
    expect(found).toHaveLength(40)
    expect(found[0]!.batch).toMatchObject({ compression, isValid: true, producerId: '9', lastSequence: 23 })
    expect(found[39]!.record).toMatchObject({
      offset: 44,
      timestamp: TIME + 44_000,
      sequence: 23,
      key: Buffer.from('k44'),
    })
  })

  it('with headers, nulls and bytes that are no text, in lines that the schema knows', async () => {
    const first = { key: null, value: Buffer.from([0xff, 0]), timestamp: TIME, headers: [{ key: 'h', value: null }] }
    const second = { key: Buffer.from('{"a":1}'), value: Buffer.from(''), timestamp: TIME - 5 }
    const folder = writePartition(dir, 'orders-0', [{ baseOffset: 0, batches: [buildRecordBatch([first, second])] }])
    const found = await records(folder)
    const lines = found.map(({ segment, batch, record }) =>
      recordLine({ topic: 'orders', partition: 0, segment, batch, record }, 'json'),
    )
    for (const line of lines) expect(recordLineSchema.parse(JSON.parse(JSON.stringify(line)))).toEqual(line)
    expect(lines[0]).toMatchObject({
      key: null,
      keyEncoding: null,
      keySize: -1,
      value: 'ff00',
      valueEncoding: 'hex',
      headers: [{ key: 'h', value: null, valueEncoding: null }],
    })
    expect(lines[1]).toMatchObject({
      timestamp: TIME - 5,
      key: { a: 1 },
      keyEncoding: 'json',
      value: '',
      valueEncoding: 'text',
      valueSize: 0,
    })
    expect(found.map(({ record }) => dumpRecordLine(record, 2))).toEqual([
      `| offset: 0 CreateTime: ${TIME} keySize: -1 valueSize: 2 sequence: -1 headerKeys: [h] payload: \ufffd\\x00`,
      `| offset: 1 CreateTime: ${TIME - 5} keySize: 7 valueSize: 0 sequence: -1 headerKeys: [] key: {"a":1} payload: `,
    ])
  })

  it('of control batches and of internal topics, in words', async () => {
    const marker = { ...encodeEndTransactionMarker({ type: 'abort', coordinatorEpoch: 3 }), timestamp: TIME }
    const group = { key: encodeGroupKey('g'), value: null, timestamp: TIME }
    const offset = { key: encodeOffsetKey({ group: 'g', topic: 't', partition: 2 }), value: null, timestamp: TIME }
    const batches = [
      buildRecordBatch([marker], { control: true, transactional: true, producerId: 4n, producerEpoch: 0 }),
      buildRecordBatch([group, offset], { baseOffset: 1 }),
    ]
    const found = await records(writePartition(dir, '__consumer_offsets-0', [{ baseOffset: 0, batches }]))
    expect(dumpRecordLine(found[0]!.record, 2)).toMatch(/ headerKeys: \[\] endTxnMarker: ABORT coordinatorEpoch: 3$/)
    const lines = found.map(({ segment, batch, record }) =>
      recordLine({ topic: '__consumer_offsets', partition: 0, segment, batch, record }, 'auto'),
    )
    expect(lines[0]).toMatchObject({ control: { type: 'ABORT', typeId: 0, coordinatorEpoch: 3 } })
    expect(lines[1]!.decoded).toMatchObject({ kind: 'group', tombstone: true })
    expect(lines[2]!.decoded).toMatchObject({ fields: [{ value: 'g' }, { value: 't' }, { value: 2 }] })
  })

  it('that cannot be decoded are a fault, and the stream goes on', async () => {
    const folder = orders()
    const path = join(folder, '00000000000000000000.log')
    const bytes = readFileSync(path)
    // The length of the first record of the second batch.
    bytes[size + 61] = 0xff
    writeFileSync(path, bytes)
    const all = await steps(folder)
    expect(all.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { position: size, what: expect.stringContaining('cut off') },
    ])
    expect(all.filter(({ kind }) => kind === 'record')).toHaveLength(33)
  })
})

/** A message of format 0 or 1, as brokers before 0.11 wrote it. */
function message(
  offset: number,
  magic: 0 | 1,
  attributes: number,
  timestamp: number,
  key: Buffer | null,
  value: Buffer | null,
): Buffer {
  const part = (bytes: Buffer | null) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(bytes?.length ?? -1)
    return Buffer.concat([length, bytes ?? Buffer.alloc(0)])
  }
  const time = Buffer.alloc(magic === 1 ? 8 : 0)
  if (magic === 1) time.writeBigInt64BE(BigInt(timestamp))
  const body = Buffer.concat([Buffer.from([magic, attributes]), time, part(key), part(value)])
  const head = Buffer.alloc(16)
  head.writeBigInt64BE(BigInt(offset), 0)
  head.writeInt32BE(body.length + 4, 8)
  head.writeUInt32BE(crc32(body), 12)
  return Buffer.concat([head, body])
}

describe('messages of formats 0 and 1', () => {
  it('plain and compressed, with offsets absolute or relative, and by append time', async () => {
    const inner = (offset: number) => message(offset, 1, 0, TIME + offset, Buffer.from(`k${offset}`), Buffer.from('v'))
    const relative = codec.compress('gzip', Buffer.concat([inner(0), inner(1), inner(2)]))
    const old = codec.compress(
      'gzip',
      Buffer.concat([message(7, 0, 0, 0, null, Buffer.from('x')), message(8, 0, 0, 0, null, null)]),
    )
    const batches = [
      message(3, 1, 0, TIME, Buffer.from('a'), Buffer.from('b')),
      message(6, 1, 1, TIME + 2, null, relative),
      message(8, 0, 1, 0, null, old),
      message(11, 1, 1 | 8, TIME + 99, null, relative),
    ]
    const folder = writePartition(dir, 'old-0', [{ baseOffset: 3, batches, indexEvery: 0 }], [])
    const found = await records(folder, { checkCrc: true })
    expect(found.map(({ record }) => [record.offset, record.timestamp])).toEqual([
      [3, TIME],
      [4, TIME],
      [5, TIME + 1],
      [6, TIME + 2],
      [7, -1],
      [8, -1],
      [9, TIME + 99],
      [10, TIME + 99],
      [11, TIME + 99],
    ])
    expect(dumpBatchLine(found[0]!.batch)).toBe(
      `offset: 3 position: 0 CreateTime: ${TIME} size: 36 magic: 1 compresscodec: none crc: ${batches[0]!.readUInt32BE(12)} isvalid: true`,
    )
    expect(found.at(-1)!.batch.timestampType).toBe('LogAppendTime')
    const report = await inspectDirectory(folder)
    expect(report.recordCount).toBe(9)
    expect(report.partitions[0]!.problems.map(({ kind }) => kind)).toEqual(['oldFormat'])
  })

  it('with a changed byte', async () => {
    const batch = message(0, 1, 0, TIME, null, Buffer.from('value'))
    batch[batch.length - 1]! ^= 1
    const report = await inspectDirectory(
      writePartition(dir, 'old-0', [{ baseOffset: 0, batches: [batch], indexEvery: 0 }], []),
    )
    expect(report.partitions[0]!.problems.map(({ kind }) => kind)).toEqual(['crcMismatch', 'oldFormat'])
  })
})

describe('jumps', () => {
  const bases = [0, 18]

  it('to an offset, a time and a byte', async () => {
    const folder = orders()
    expect(await findOffset(folder, bases, 0)).toEqual({ baseOffset: 0, position: 0 })
    expect(await findOffset(folder, bases, 10)).toEqual({ baseOffset: 0, position: 3 * size })
    expect((await findOffset(folder, bases, 18))!.baseOffset).toBe(18)
    expect(await findOffset(folder, bases, 36)).toBeUndefined()
    expect(await offsets(folder, { from: 34 })).toEqual([34, 35])
    expect(await findTimestamp(folder, bases, TIME + 10_000)).toEqual({ baseOffset: 0, position: 3 * size })
    expect(await findTimestamp(folder, bases, TIME + 36_000)).toBeUndefined()
    expect(await offsets(folder, { fromTimestamp: TIME + 33_500 })).toEqual([34, 35])
    expect(await findPosition(folder, 0, 2 * size + 1)).toMatchObject({ position: 2 * size, baseOffset: 6 })
    expect(await findPosition(folder, 0, 99 * size)).toBeUndefined()
  })

  it('by headers where the index is not there or leads astray', async () => {
    const folder = orders()
    const index = join(folder, '00000000000000000000.index')
    const astray = readFileSync(index)
    // A batch does begin there, of offsets behind the one that is looked for.
    astray.writeInt32BE(Buffer.concat(batchesAt(0, 4)).length, 4)
    for (const content of [astray, Buffer.from('garbage!'), Buffer.alloc(0)]) {
      writeFileSync(index, content)
      expect(await findOffset(folder, bases, 7)).toEqual({ baseOffset: 0, position: 2 * size })
      expect(await offsets(folder, { from: 16 })).toHaveLength(20)
    }
  })

  it('behind a compacted hole finds the next record', async () => {
    const folder = writePartition(dir, 'compacted-0', [
      { baseOffset: 0, batches: [batchAt(0, 2), batchAt(50, 2)] },
      { baseOffset: 100, batches: [batchAt(100, 1)] },
    ])
    expect(await offsets(folder, { from: 10 })).toEqual([50, 51, 100])
    expect(await offsets(folder, { from: 52 })).toEqual([100])
  })
})

describe('a look at a segment', () => {
  it('tells its ends from the first header, the indexes and the tail', async () => {
    const folder = orders()
    expect(await lookAtSegment(folder, 18)).toMatchObject({
      firstOffset: 18,
      lastOffset: 35,
      firstTimestamp: TIME + 18_000,
      maxTimestamp: TIME + 35_000,
      offsetIndexEntries: 3,
      end: { kind: 'end' },
    })
  })

  it('does without indexes, and with ones that lead nowhere', async () => {
    const folder = orders()
    const index = join(folder, '00000000000000000018.index')
    for (const content of ['', 'garbage!garbage!']) {
      writeFileSync(index, content)
      expect(await lookAtSegment(folder, 18)).toMatchObject({
        firstOffset: 18,
        lastOffset: 35,
        maxTimestamp: TIME + 35_000,
      })
    }
  })
})

describe('two copies of a partition', () => {
  const copy = (name: string, batches: Buffer[], baseOffset = 0) => writePartition(dir, name, [{ baseOffset, batches }])

  it('are the same wherever their segments end, and up to where the shorter one does', async () => {
    const left = copy('left-0', batchesAt(0, 6))
    const right = writePartition(dir, 'right-0', [
      { baseOffset: 3, batches: batchesAt(3, 2) },
      { baseOffset: 9, batches: batchesAt(9, 1) },
    ])
    expect(await comparePartitions(left, right, codec)).toMatchObject({
      outcome: 'equal',
      comparedFrom: 3,
      comparedTo: 12,
      logStartOffsets: [0, 3],
      logEndOffsets: [18, 12],
      offset: null,
    })
  })

  it('differ from a byte on, in a field that is named', async () => {
    const changed = batchesAt(0, 3)
    // "v4" of the second batch's second record.
    const at = changed[1]!.indexOf('v4')
    changed[1]![at] = 0x77
    const found = await comparePartitions(copy('left-0', batchesAt(0, 3)), copy('right-0', changed), codec)
    expect(found).toMatchObject({
      outcome: 'differs',
      offset: 3,
      comparedTo: 3,
      bytes: [size + at, size + at],
      field: 'records > record 1 > value',
    })
  })

  it('by leader epoch, where they diverged', async () => {
    const other = [...batchesAt(0, 2), ...batchesAt(6, 1, { partitionLeaderEpoch: 5 })]
    const found = await comparePartitions(copy('left-0', batchesAt(0, 3)), copy('right-0', other), codec)
    expect(found).toMatchObject({ outcome: 'differs', offset: 6, field: 'partitionLeaderEpoch' })
    expect(found.places.map((place) => place?.partitionLeaderEpoch)).toEqual([0, 5])
  })

  it('where one jumps over what the other has', async () => {
    const found = await comparePartitions(
      copy('left-0', batchesAt(0, 3)),
      copy('right-0', [batchAt(0, 3), batchAt(6, 3)]),
      codec,
    )
    expect(found).toMatchObject({ outcome: 'missing', offset: 3, bytes: null })
    expect(found.what).toBe('only the left copy has a batch at offset 3; the other goes on at 6')
  })
})

describe('forms of a value', () => {
  it.each([
    ['auto', 'plain é\n', 'text', 'plain é\n'],
    ['auto', '\u0001', 'hex', '01'],
    ['json', '[1]', 'json', [1]],
    ['json', '[1', 'text', '[1'],
    ['hex', 'ab', 'hex', '6162'],
    ['base64', 'ab', 'base64', 'YWI='],
  ] as const)('%s of %j', (form, text, encoding, value) => {
    expect(shownValue(Buffer.from(text), form)).toEqual({ encoding, value })
  })

  it('keeps a terminal from being moved about', () => {
    expect(lineText('a\u001b[31m\nb\u009b')).toBe('a\\x1b[31m\\nb\\x9b')
  })
})
