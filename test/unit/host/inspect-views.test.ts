import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { batchByteView, fileByteView } from '../../../electron/host/inspect/views'
import { removeTemporary, temporaryDirectory } from '../../helpers/temp'
import { batchAt, batchesAt, writePartition, writeRoot } from './inspect-data'

let dir: string
beforeEach(() => {
  dir = temporaryDirectory('inspect-views')
  writeRoot(dir, { highWatermarks: { 'orders-0': 12 } })
  writePartition(dir, 'orders-0', [{ baseOffset: 0, batches: batchesAt(0, 4) }])
  return () => removeTemporary(dir)
})
const size = batchAt(0, 3).length
const log = () => join(dir, 'orders-0', '00000000000000000000.log')

describe('bytes for a page', () => {
  it('of a batch, named, with both CRCs', async () => {
    const view = await batchByteView(log(), size)
    expect(view).toMatchObject({ position: size, hexFrom: size, inner: null, hex: batchAt(3, 3).toString('hex') })
    expect(view.fields[0]).toMatchObject({ name: 'baseOffset', value: '3', from: size })
    expect(view.crc!.computed).toBe(view.crc!.stored)
    expect((await batchByteView(log(), size, 16)).hex).toBe(batchAt(3, 3).toString('hex', 16))
    await expect(batchByteView(log(), size + 1)).rejects.toThrow(/no batch begins at byte/)
  })

  it('of small files', async () => {
    const checkpoint = await fileByteView(join(dir, 'replication-offset-checkpoint'))
    expect(checkpoint.fields.at(-1)!.fields!.map(({ value }) => value)).toEqual(['orders', '0', '12'])
    expect((await fileByteView(join(dir, 'orders-0', '00000000000000000000.timeindex'))).fields).toHaveLength(2)
    expect((await fileByteView(join(dir, 'meta.properties'))).fields).toMatchObject([
      { name: 'comment' },
      { name: 'version', value: '0', from: 2, to: 11 },
      { name: 'broker.id', value: '1' },
      { name: 'cluster.id', value: 'abc' },
    ])
  })
})
