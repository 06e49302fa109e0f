import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { batchByteView, batchPage, fileByteView, indexEntries } from '../../../electron/host/inspect/views'
import { removeTemporary, temporaryDirectory } from '../../helpers/temp'
import { batchAt, batchesAt, writePartition, writeRoot } from './inspect-data'

let dir: string
beforeEach(() => {
  dir = temporaryDirectory('inspect-views')
  writeRoot(dir, { highWatermarks: { 'orders-0': 12 } })
  writePartition(dir, 'orders-0', [{ baseOffset: 0, batches: batchesAt(0, 4) }])
  return () => removeTemporary(dir)
})
const place = () => ({ directory: join(dir, 'orders-0'), topic: 'orders', partition: 0, baseOffset: 0 })
const size = batchAt(0, 3).length

describe('what a page asks for', () => {
  it('batches with their records, page after page, as plain data', async () => {
    const first = await batchPage(place(), 0, 3)
    expect(JSON.parse(JSON.stringify(first))).toEqual(first)
    expect(first.batches.map(({ records }) => records.map(({ offset }) => offset))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ])
    expect(first.nextPosition).toBe(3 * size)
    const last = await batchPage(place(), first.nextPosition!, 3)
    expect(last.batches.map(({ batch }) => batch.baseOffset)).toEqual([9])
    expect(last.nextPosition).toBeNull()
  })

  it('the bytes of a batch, named', async () => {
    const view = await batchByteView(place(), size)
    expect(view).toMatchObject({ position: size, inner: null, hex: batchAt(3, 3).toString('hex') })
    expect(view.fields[0]).toMatchObject({ name: 'baseOffset', value: '3', from: size })
    await expect(batchByteView(place(), size + 1)).rejects.toThrow(/no batch begins at byte/)
  })

  it('entries of an index, and small files, by name and no path', async () => {
    expect(await indexEntries(place(), 'offsetIndex', 1, 10)).toMatchObject({
      count: 2,
      entries: [{ offset: 11, position: 3 * size }],
    })
    expect(
      (await fileByteView(dir, 'replication-offset-checkpoint')).fields.at(-1)!.fields!.map(({ value }) => value),
    ).toEqual(['orders', '0', '12'])
    expect((await fileByteView(place().directory, '00000000000000000000.timeindex')).fields).toHaveLength(2)
    await expect(fileByteView(dir, '../x-checkpoint')).rejects.toThrow(/not the name of a file/)
  })
})
