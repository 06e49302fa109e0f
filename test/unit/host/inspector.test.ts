import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import type { FindFilter, InspectJobResult, JobView } from '../../../electron/host/api/inspect-views'
import { inspectFunctions } from '../../../electron/host/functions/inspect-functions'
import { ReadOnlyFile } from '../../../electron/host/inspect/read-only-file'
import { Inspector } from '../../../electron/host/inspect/window/inspector'
import type { LabSession } from '../../../electron/host/lab-session'
import { removeTemporary, temporaryDirectory } from '../../helpers/temp'
import { batchAt, batchesAt, TIME, writePartition, writeRoot } from './inspect-data'

let dir: string
let data: string
let lab: ReturnType<typeof inspectFunctions>
beforeEach(() => {
  dir = temporaryDirectory('inspector')
  data = join(dir, 'data')
  writeRoot(data, { highWatermarks: { 'orders-0': 18 } })
  writePartition(data, 'orders-0', [
    { baseOffset: 0, batches: batchesAt(0, 4) },
    { baseOffset: 12, batches: batchesAt(12, 2) },
  ])
  lab = inspectFunctions({ inspector: new Inspector(() => [{ brokerId: 3, path: data }]) } as LabSession)
  return () => removeTemporary(dir)
})
const size = batchAt(0, 3).length
/** Offsets of two digits make longer keys and values. */
const later = batchAt(12, 3).length
const open = async (path = data) => (await lab.inspectOpen({ path })).directory
const orders = async () => ({ directory: await open(), folder: 'orders-0' })
const nothing: FindFilter = {
  text: null,
  producerId: null,
  leaderEpoch: null,
  control: false,
  transactional: false,
  badCrc: false,
}

async function result(started: Promise<{ job: string }>): Promise<JobView<InspectJobResult>> {
  const { job } = await started
  for (let since = 0; ; ) {
    const view = await lab.inspectFollow({ job, since })
    if (view.state !== 'running') return view
    since = view.version
  }
}

describe('what may be looked into', () => {
  it('only directories that were opened, by an id', async () => {
    await expect(lab.inspectPartition({ directory: 'd1', folder: 'orders-0' })).rejects.toThrow(/not open/)
    const opened = await lab.inspectOpen({ path: data })
    expect(opened).toMatchObject({ directory: 'd1', brokerId: 3, cleanShutdown: true, metaProperties: { nodeId: 1 } })
    expect(opened.folders).toMatchObject([{ folder: 'orders-0', topic: 'orders', partition: 0, kind: 'current' }])
    expect(await open()).toBe('d1')
    expect(await lab.inspectDirectories()).toEqual({
      lab: [{ brokerId: 3, path: data }],
      opened: [{ directory: 'd1', path: data }],
    })
  })

  it.each(['..', '../secret-0', 'orders-0/..', '/etc', 'orders-0\0', '.', 'meta.properties'])(
    'no folder %j',
    async (folder) => {
      const directory = await open()
      await expect(lab.inspectPartition({ directory, folder })).rejects.toThrow(/not the name of a partition/)
      await expect(lab.inspectCheck({ directory, folder, crc: true })).rejects.toThrow(/not the name of a partition/)
    },
  )

  it.each(['../data/meta.properties', '..', '.', '', 'orders-0/leader-epoch-checkpoint'])(
    'no file %j',
    async (name) => {
      await expect(lab.inspectFileBytes({ directory: await open(), folder: null, name, position: 0 })).rejects.toThrow(
        /not the name of a file/,
      )
    },
  )

  it('no symbolic link that leads out, neither as a folder nor as a file', async () => {
    writePartition(join(dir, 'elsewhere'), 'secret-0', [{ baseOffset: 0, batches: batchesAt(0, 1) }])
    symlinkSync(join(dir, 'elsewhere', 'secret-0'), join(data, 'secret-0'))
    writeFileSync(join(dir, 'secret'), '0\n1\nsecret 0 1\n')
    symlinkSync(join(dir, 'secret'), join(data, 'stolen-checkpoint'))
    symlinkSync(join(dir, 'secret'), join(data, 'orders-0', '00000000000000000018.log'))
    const opened = await lab.inspectOpen({ path: data })
    const { directory } = opened
    expect(opened.folders.map(({ folder }) => folder)).toEqual(['orders-0'])
    expect(opened.problems.filter(({ kind }) => kind === 'linkedOut').map(({ file }) => file)).toEqual([
      'secret-0',
      'stolen-checkpoint',
    ])
    await expect(lab.inspectPartition({ directory, folder: 'secret-0' })).rejects.toThrow(/leads out of/)
    await expect(
      lab.inspectFileBytes({ directory, folder: null, name: 'stolen-checkpoint', position: 0 }),
    ).rejects.toThrow(/leads out of/)
    await expect(
      lab.inspectBatches({ ...(await orders()), baseOffset: 18, position: 0, before: false, limit: 1 }),
    ).rejects.toThrow(/symbolic link, which is not followed/)
    const { result: found } = await result(lab.inspectCheck({ directory, folder: null, crc: true }))
    expect(found).toMatchObject({ partitionsChecked: 1, recordCount: 18 })
  })

  it('a directory reached by a link is that directory', async () => {
    symlinkSync(data, join(dir, 'link'))
    expect(await lab.inspectOpen({ path: join(dir, 'link') })).toMatchObject({ path: data, brokerId: 3 })
  })
})

describe('pages', () => {
  const rows = async (baseOffset: number, position: number, before: boolean, limit = 2) =>
    lab.inspectBatches({ ...(await orders()), baseOffset, position, before, limit })

  it('batches onwards and backwards', async () => {
    const first = await rows(0, 0, false)
    expect(first.batches.map(({ baseOffset, isValid }) => [baseOffset, isValid])).toEqual([
      [0, true],
      [3, true],
    ])
    expect(first).toMatchObject({ nextPosition: 2 * size, fault: null, sizeBytes: 3 * size + batchAt(9, 3).length })
    expect(await rows(0, 2 * size, false, 9)).toMatchObject({ nextPosition: null })
    expect((await rows(0, 3 * size, true)).batches.map(({ baseOffset }) => baseOffset)).toEqual([3, 6])
    expect((await rows(0, 0, true)).batches).toEqual([])
  })

  it('records with their text, cut where it is long', async () => {
    const place = { ...(await orders()), baseOffset: 0, position: size }
    expect(await lab.inspectRecords({ ...place, from: 1, limit: 5, form: 'auto' })).toMatchObject({
      total: 3,
      problem: null,
      records: [
        { offset: 4, timestamp: TIME + 4000, key: { text: 'k4', encoding: 'text', sizeBytes: 2, cut: false } },
        { offset: 5, value: { text: 'v5' } },
      ],
    })
    const { records } = await lab.inspectRecords({ ...place, from: 0, limit: 1, form: 'hex' })
    expect(records[0]!.key).toMatchObject({ text: '6b33', encoding: 'hex' })
    const value = Buffer.from('x'.repeat(5000))
    const long = buildRecordBatch([{ key: null, value, timestamp: TIME }], { baseOffset: 0 })
    writePartition(data, 'long-0', [{ baseOffset: 0, batches: [long] }])
    const shown = { ...place, folder: 'long-0', position: 0, from: 0, limit: 1 }
    expect((await lab.inspectRecords({ ...shown, form: 'auto' })).records[0]).toMatchObject({
      key: { text: null, sizeBytes: -1 },
      value: { text: 'x'.repeat(4096), sizeBytes: 5000, cut: true },
    })
  })

  it('where the batches end early: why, and where sound ones follow', async () => {
    const log = join(data, 'orders-0', '00000000000000000000.log')
    const bytes = readFileSync(log)
    bytes.fill(0xff, size + 8, size + 12)
    writeFileSync(log, bytes)
    expect(await rows(0, 0, false, 9)).toMatchObject({
      batches: [{ baseOffset: 0 }],
      fault: { kind: 'garbage', position: size, resumesAt: 2 * size },
    })
    appendFileSync(join(data, 'orders-0', '00000000000000000012.log'), batchAt(18, 3).subarray(0, 40))
    expect(await rows(12, 0, false, 9)).toMatchObject({
      fault: { kind: 'torn', position: 2 * later, lostBytes: 40, resumesAt: null },
    })
  })

  it('index entries with the batch each leads to', async () => {
    const place = { ...(await orders()), baseOffset: 0, from: 0, limit: 9 }
    expect(await lab.inspectIndex({ ...place, index: 'offsetIndex' })).toMatchObject({
      count: 2,
      entries: [
        { number: 0, offset: 5, value: size, target: { baseOffset: 3, lastOffset: 5 }, problem: null },
        { number: 1, offset: 11, value: 3 * size, problem: null },
      ],
    })
    const index = join(data, 'orders-0', '00000000000000000000.index')
    const bytes = readFileSync(index)
    bytes.writeInt32BE(7, 12)
    writeFileSync(index, bytes)
    const { entries } = await lab.inspectIndex({ ...place, from: 1, index: 'offsetIndex' })
    expect(entries).toMatchObject([{ number: 1, target: null, problem: { en: 'no batch begins at byte 7' } }])
  })

  it('jumps to an offset, a time and a byte', async () => {
    const place = await orders()
    const jump = (to: Parameters<typeof lab.inspectJump>[0]['to']) => lab.inspectJump({ ...place, to })
    expect(await jump({ kind: 'offset', offset: 16 })).toEqual({ baseOffset: 12, position: later })
    expect(await jump({ kind: 'offset', offset: 99 })).toBeNull()
    expect(await jump({ kind: 'timestamp', timestamp: TIME + 6500 })).toEqual({ baseOffset: 0, position: 2 * size })
    expect(await jump({ kind: 'position', baseOffset: 0, position: size + 1 })).toEqual({
      baseOffset: 0,
      position: size,
    })
  })

  it('finds by text, by header and by a bad CRC, and goes on where it stopped', async () => {
    const place = await orders()
    const first = await lab.inspectFind({ ...place, from: null, filter: { ...nothing, text: 'V1' }, limit: 2 })
    expect(first.found.map(({ offsets }) => offsets)).toEqual([[1], [10, 11]])
    expect(first.next).toEqual({ baseOffset: 0, position: 3 * size + batchAt(9, 3).length })
    const rest = await lab.inspectFind({ ...place, from: first.next, filter: { ...nothing, text: 'v1' }, limit: 9 })
    expect(rest.found.flatMap(({ offsets }) => offsets)).toEqual([12, 13, 14, 15, 16, 17])
    expect(rest.next).toBeNull()
    const log = join(data, 'orders-0', '00000000000000000012.log')
    const bytes = readFileSync(log)
    bytes[later + 70]! ^= 1
    writeFileSync(log, bytes)
    const bad = await lab.inspectFind({ ...place, from: null, filter: { ...nothing, badCrc: true }, limit: 9 })
    expect(bad.found.map(({ batch }) => batch.baseOffset)).toEqual([15])
  })
})

describe('a partition', () => {
  it('at once without its counts, after a check with them; changes are told, and a folder that went', async () => {
    const place = await orders()
    const before = await lab.inspectPartition(place)
    expect(before).toMatchObject({
      logEndOffset: 18,
      checked: null,
      checkpoints: { highWatermark: 18 },
      segments: [
        { baseOffset: 0, lastOffset: 11, active: false, counts: null },
        { baseOffset: 12, lastOffset: 17, active: true, offsetIndexEntries: 1 },
      ],
    })
    const { state } = await result(lab.inspectCheck({ ...place, crc: true }))
    expect(state).toBe('done')
    const after = await lab.inspectPartition(place)
    expect(after).toMatchObject({
      checked: { crc: true, stale: false },
      segments: [{ counts: { recordCount: 12 } }, {}],
    })
    expect((await lab.inspectChanges({ ...place, stamp: 'other' })).stamp).toBe(after.stamp)
    const change = lab.inspectChanges({ ...place, stamp: after.stamp })
    appendFileSync(join(data, 'orders-0', '00000000000000000012.log'), batchAt(18, 3))
    expect((await change).stamp).not.toBe(after.stamp)
    expect(await lab.inspectPartition(place)).toMatchObject({
      logEndOffset: 21,
      checked: { stale: true },
      segments: [{ counts: { batchCount: 4 } }, { counts: null }],
    })
    rmSync(join(data, 'orders-0'), { recursive: true })
    await expect(lab.inspectPartition(place)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('two copies: the first difference by offset and byte', async () => {
    const other = join(dir, 'other')
    writeRoot(other)
    writePartition(other, 'orders-0', [
      { baseOffset: 0, batches: [...batchesAt(0, 2), batchAt(6, 3, { partitionLeaderEpoch: 1 })] },
    ])
    const left = await open()
    const right = await open(other)
    const compare = (folder: string | null) =>
      result(lab.inspectCompare({ left: { directory: left, folder }, right: { directory: right, folder } }))
    for (const folder of ['orders-0', null])
      expect((await compare(folder)).result).toMatchObject({
        comparisons: [
          {
            topic: 'orders',
            folders: ['orders-0', 'orders-0'],
            comparison: {
              outcome: 'differs',
              offset: 6,
              field: 'partitionLeaderEpoch',
              bytes: [2 * size + 15, 2 * size + 15],
            },
          },
        ],
      })
  })

  it('a cancelled check says so', async () => {
    const { directory } = await orders()
    const { job } = await lab.inspectCheck({ directory, folder: null, crc: true })
    await lab.inspectCancel({ job })
    expect((await result(Promise.resolve({ job }))).state).toBe('cancelled')
    await expect(lab.inspectFollow({ job: 'j99', since: 0 })).rejects.toThrow(/start it again/)
  })
})

it('reads little of a large segment: its ends, a page, a jump', async () => {
  const batch = batchAt(0, 200)
  const batches = Array.from({ length: 4000 }, (_, index) => {
    const copy = Buffer.from(batch)
    copy.writeBigInt64BE(BigInt(index * 200), 0)
    return copy
  })
  mkdirSync(join(data, 'large-0'))
  writePartition(data, 'large-0', [{ baseOffset: 0, batches, indexEvery: 1 }])
  const place = { directory: await open(), folder: 'large-0' }
  const bytes = batch.length * batches.length
  const read = vi.spyOn(ReadOnlyFile.prototype, 'read')
  const bytesOf = async (work: () => Promise<unknown>) => {
    read.mockClear()
    await work()
    const buffers = await Promise.all(read.mock.results.map(({ value }) => value as Promise<Buffer>))
    return buffers.reduce((sum, { length }) => sum + length, 0)
  }
  const page = (position: number, before: boolean) => () =>
    lab.inspectBatches({ ...place, baseOffset: 0, position, before, limit: 200 })
  expect(bytes).toBeGreaterThan(12e6)
  expect(await bytesOf(() => lab.inspectPartition(place))).toBeLessThan(1.2e6)
  expect(await bytesOf(page(0, false))).toBeLessThan(2.2e6)
  expect(await bytesOf(page(1500 * batch.length, false))).toBeLessThan(2.2e6)
  expect(await bytesOf(page(3900 * batch.length, true))).toBeLessThan(2.2e6)
  const to = { kind: 'offset', offset: 400_100 } as const
  expect(await bytesOf(() => lab.inspectJump({ ...place, to }))).toBeLessThan(1.2e6)
  read.mockRestore()
})
