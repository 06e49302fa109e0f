import { beforeAll, describe, expect, it } from 'vitest'
import { encodeOffsetCheckpoint } from '../../../broker-core/format/offset-checkpoint'
import { encodeProducerSnapshot } from '../../../broker-core/format/producer-snapshot'
import { encodeAbortedTransaction } from '../../../broker-core/format/txn-index'
import type { Codec } from '../../../broker-core/runtime/codec'
import { createNodeCodec } from '../../../broker-core/runtime/node/codec'
import type { ByteField } from '../../../electron/host/inspect/byte-field'
import { batchByteMap, checkpointByteMap, entryByteMap, snapshotByteMap } from '../../../electron/host/inspect/byte-map'
import { batchAt, TIME } from './inspect-data'

let codec: Codec
beforeAll(async () => {
  codec = await createNodeCodec()
})

/** Fields that lie inside others, flat. */
const leaves = (fields: readonly ByteField[]): ByteField[] =>
  fields.flatMap((field) => (field.fields ? leaves(field.fields) : [field]))
const values = (fields: readonly ByteField[]) => Object.fromEntries(fields.map(({ name, value }) => [name, value]))

/** Every byte in exactly one field. */
function expectCovered(fields: readonly ByteField[], from: number, to: number): void {
  let at = from
  for (const field of leaves(fields)) {
    expect(field.from).toBe(at)
    at = field.to
  }
  expect(at).toBe(to)
}

describe('the byte map', () => {
  it('names every byte of a batch', () => {
    const batch = batchAt(7, 3, { producerId: 123456789012345678n })
    const { fields, inner } = batchByteMap(batch, 1000, codec)
    expectCovered(fields, 1000, 1000 + batch.length)
    expect(inner).toBeNull()
    expect(values(fields)).toMatchObject({
      baseOffset: '7',
      magic: '2',
      attributes: '0 (none, CreateTime)',
      baseTimestamp: String(TIME + 7000),
      producerId: '123456789012345678',
      recordCount: '3',
    })
    const [, second] = fields.find(({ name }) => name === 'records')!.fields!
    expect(values(second!.fields!)).toMatchObject({
      offsetDelta: '1',
      timestampDelta: '1000',
      key: 'k8',
      value: 'v8',
      headerCount: '0',
    })
  })

  it('shows the records of a compressed batch in their own bytes', () => {
    const batch = batchAt(0, 3, { compression: 'gzip', codec })
    const { fields, inner } = batchByteMap(batch, 0, codec)
    expectCovered(fields, 0, batch.length)
    expect(values(leaves(inner!))).toMatchObject({ key: 'k2', value: 'v2' })
    expect(inner![0]!.from).toBe(0)
  })

  it('goes as far as a malformed batch allows', () => {
    const batch = batchAt(0, 3)
    batch[61] = 0xfe
    const { fields } = batchByteMap(batch, 0, codec)
    expect(fields.at(-1)!.fields).toMatchObject([{ name: 'record 0', value: 'malformed', from: 61, to: batch.length }])
    expect(batchByteMap(batch.subarray(0, 30), 0, codec).fields.length).toBeGreaterThan(0)
  })

  it('of index entries, transactions and snapshots', () => {
    const index = Buffer.alloc(16)
    index.writeInt32BE(9, 8)
    index.writeInt32BE(4321, 12)
    expect(entryByteMap('offsetIndex', index, 80)[1]).toMatchObject({
      name: 'entry 11',
      from: 88,
      to: 96,
      value: '9, 4321',
    })
    expectCovered(entryByteMap('timeIndex', Buffer.alloc(24), 0), 0, 24)
    const aborted = encodeAbortedTransaction({ producerId: 5n, firstOffset: 1, lastOffset: 2, lastStableOffset: 3 })
    expect(values(leaves(entryByteMap('txnIndex', aborted, 0)))).toMatchObject({
      producerId: '5',
      lastStableOffset: '3',
    })
    const snapshot = encodeProducerSnapshot([
      {
        producerId: 5n,
        producerEpoch: 1,
        lastSequence: 2,
        lastOffset: 3,
        offsetDelta: 0,
        timestamp: TIME,
        coordinatorEpoch: -1,
        currentTxnFirstOffset: -1,
      },
    ])
    expectCovered(snapshotByteMap(snapshot), 0, snapshot.length)
    expect(values(leaves(snapshotByteMap(snapshot)))).toMatchObject({
      count: '1',
      producerId: '5',
      timestamp: String(TIME),
    })
  })

  it('of checkpoint files, word by word', () => {
    const content = encodeOffsetCheckpoint([{ topic: 'orders', partition: 3, offset: 1500 }])
    const fields = checkpointByteMap('offsets', content)
    expect(fields.map(({ name, value }) => [name, value])).toEqual([
      ['version', '0'],
      ['entryCount', '1'],
      ['entry 0', 'orders 3 1500'],
    ])
    expect(fields[2]!.fields!.map(({ name, from, to }) => [name, content.toString('utf8', from, to)])).toEqual([
      ['topic', 'orders'],
      ['partition', '3'],
      ['offset', '1500'],
    ])
    expect(checkpointByteMap('epochs', Buffer.from('0\n1\n4 7')).at(-1)!.fields).toMatchObject([
      { name: 'epoch' },
      { name: 'startOffset', value: '7' },
    ])
  })
})
