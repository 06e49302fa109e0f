import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LabPage } from '../helpers/lab-page'
import { type ReadyLine, startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'
import { batchesAt, writePartition } from '../unit/host/inspect-data'

const missing = skipFor('the Inspector through the lab host', programsMissing('highwater', 'broker', 'coordination'))

describe.skipIf(missing)("a running broker's directory through the lab", () => {
  let dir: string
  let lab: TestProcess
  let ready: ReadyLine
  let page: LabPage
  let directory: string

  beforeAll(async () => {
    dir = temporaryDirectory('host-inspect')
    ;({ lab, ready } = await startLab(join(dir, 'lab'), ['--brokers', '1']))
    page = await LabPage.open(ready.dashboard!)
    await page.call('createTopic', { topic: 'orders', partitions: 1, replicationFactor: 1, configs: {} })
    await page.until(() => page.partitions.has('orders-0'))
    await produce(10)
  })
  afterAll(async () => {
    page?.close()
    await lab?.stop()
  })
  const produce = (count: number) =>
    page.call('produce', { topic: 'orders', partition: 0, key: 'k', value: 'tea', headers: {}, acks: -1, count })
  const orders = () => ({ directory, folder: 'orders-0' })
  const refused = { code: 'BAD_REQUEST' }

  it('is offered, opened and followed while it grows', async () => {
    const [own] = (await page.call('inspectDirectories')).lab
    expect(own).toEqual({ brokerId: 1, path: ready.brokers[0]!.logDirs[0] })
    const opened = await page.call('inspectOpen', { path: own!.path })
    expect(opened).toMatchObject({ brokerId: 1, cleanShutdown: false, metaProperties: { nodeId: 1 } })
    directory = opened.directory
    const before = await page.call('inspectPartition', orders())
    expect(before).toMatchObject({ logEndOffset: 10, segments: [{ active: true, lastOffset: 9 }] })
    const change = page.call('inspectChanges', { ...orders(), stamp: before.stamp })
    await produce(5)
    expect((await change).stamp).not.toBe(before.stamp)
    expect((await page.call('inspectPartition', orders())).logEndOffset).toBe(15)
    const rows = await page.call('inspectBatches', { ...orders(), baseOffset: 0, position: 0, before: false, limit: 9 })
    expect(rows.batches.every(({ isValid }) => isValid)).toBe(true)
    const place = { ...orders(), baseOffset: 0, position: 0 }
    const { records } = await page.call('inspectRecords', { ...place, from: 0, limit: 1, form: 'text' })
    expect(records[0]).toMatchObject({ offset: 0, key: { text: 'k' }, value: { text: 'tea' } })
  })

  it('is checked and followed to the end', async () => {
    const { job } = await page.call('inspectCheck', { directory, folder: null, crc: true })
    let view = await page.call('inspectFollow', { job, since: 0 })
    while (view.state === 'running') view = await page.call('inspectFollow', { job, since: view.version })
    expect(view).toMatchObject({
      state: 'done',
      result: { partitionsChecked: 1, recordCount: 15, counts: { error: 0 } },
    })
  })

  it('and nothing outside it, by path or by link', async () => {
    const bytes = (folder: string | null, name: string) =>
      page.call('inspectFileBytes', { directory, folder, name, position: 0 })
    await expect(bytes(null, '../server.properties')).rejects.toMatchObject(refused)
    await expect(bytes('..', 'server.properties')).rejects.toMatchObject(refused)
    await expect(page.call('inspectPartition', { directory, folder: '../kafka-logs/orders-0' })).rejects.toMatchObject(
      refused,
    )
    await expect(page.call('inspectDirectory', { directory: ready.brokers[0]!.logDirs[0]! })).rejects.toMatchObject(
      refused,
    )
    await expect(page.call('inspectDirectory', { directory: 'd77' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(page.call('inspectOpen', { path: join(dir, 'lab') })).rejects.toThrow(/not a Kafka data directory/)
    writePartition(join(dir, 'elsewhere'), 'secret-0', [{ baseOffset: 0, batches: batchesAt(0, 1) }])
    symlinkSync(join(dir, 'elsewhere', 'secret-0'), join(ready.brokers[0]!.logDirs[0]!, 'secret-0'))
    await expect(page.call('inspectPartition', { directory, folder: 'secret-0' })).rejects.toThrow(/leads out of/)
    expect((await page.call('inspectDirectory', { directory })).folders.map(({ folder }) => folder)).toEqual([
      'orders-0',
    ])
  })
})
