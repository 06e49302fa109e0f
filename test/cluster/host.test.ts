import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Interest } from '../../electron/host/api/functions'
import type { DiskEntryView } from '../../electron/host/api/views'
import { LabPage } from '../helpers/lab-page'
import { type ReadyLine, startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor('the lab host', programsMissing('highwater', 'broker', 'coordination'))

describe.skipIf(missing)('a page on a lab', () => {
  let lab: TestProcess
  let ready: ReadyLine
  let page: LabPage

  beforeAll(async () => {
    const dir = join(temporaryDirectory('host'), 'lab')
    ;({ lab, ready } = await startLab(dir, ['--set', 'log.segment.delete.delay.ms=1000']))
    page = await LabPage.open(ready.dashboard!)
    await page.call('createTopic', {
      topic: 'orders',
      partitions: 3,
      replicationFactor: 3,
      configs: { 'segment.bytes': '1500' },
    })
    await page.until(
      () => page.partitions.size === 3 && [...page.partitions.values()].every(({ isr }) => isr.length === 3),
    )
  })
  afterAll(async () => {
    page?.close()
    await lab?.stop()
  })

  const broker = (id: number) => page.brokers.get(id)!
  const allIn = () => [...page.partitions.values()].every(({ isr, leader }) => isr.length === 3 && leader > 0)
  const allRun = () => [1, 2, 3].every((id) => broker(id).state === 'RunningAsBroker')
  const produce = (partition: number, count: number, value = 'x'.repeat(50)) =>
    page.call('produce', { topic: 'orders', partition, key: 'k', value, headers: {}, acks: -1, count })

  it('sees processes, replicas and offsets as they are', async () => {
    const { baseOffset } = await produce(0, 20)
    expect(baseOffset).toBe(0)
    const caughtUp = () =>
      page.partitions
        .get('orders-0')!
        .replicaViews.every(
          ({ logEndOffset, highWatermark, lag }) =>
            logEndOffset === 20 && highWatermark === 20 && (lag !== null) === (lag === 0),
        )
    await page.until(caughtUp)
    expect(page.lab).toMatchObject({ dir: ready.dir, bootstrap: ready.bootstrap, controllerId: expect.any(Number) })
    expect([...page.brokers.values()].filter(({ isController }) => isController)).toHaveLength(1)
    for (const { id, pid } of ready.brokers)
      expect(broker(id)).toMatchObject({ pid, sessionTimeoutMs: 6000, partitionCount: 3 })
    await page.until(() =>
      [1, 2, 3].every((id) => broker(id).use.cpuPercent !== null && broker(id).use.writeBytesPerSecond !== null),
    )
    await page.until(() => page.partitions.get('orders-1')!.minInsyncReplicas === 1)
  })

  it('reads records by hand, from an offset or the end', async () => {
    const last = await page.call('readRecords', { topic: 'orders', partition: 0, offset: -1, count: 3 })
    expect(last.records.map(({ offset }) => offset)).toEqual([17, 18, 19])
    const from = await page.call('readRecords', { topic: 'orders', partition: 0, offset: 5, count: 2 })
    expect(from).toMatchObject({
      logStartOffset: 0,
      highWatermark: 20,
      records: [{ offset: 5, key: 'k' }, { offset: 6 }],
    })
    await expect(
      page.call('readRecords', { topic: 'nothing', partition: 0, offset: 0, count: 1 }),
    ).rejects.toMatchObject({ code: 'KAFKA_ERROR' })
    await expect(
      page.call('readRecords', { topic: 'orders', partition: 9, offset: 0, count: 1 }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('sees the files change, and why', async () => {
    const interest: Interest = { telemetry: true, disk: { brokerId: 2, openPartitions: ['orders-1'] } }
    const entries = () => page.last?.disk?.partitions[0]?.entries ?? []
    const find = (met: (entry: DiskEntryView) => boolean) => entries().some(met)
    await page.until(() => find(({ segment }) => segment?.active === true), 20_000, interest)
    expect(page.last!.disk!.logDirs[0]).toMatchObject({ path: ready.brokers[1]!.logDirs[0], offline: false })
    for (let round = 0; round < 3; round++) await produce(1, 10)
    const index = (entry: DiskEntryView) => entry.name === '00000000000000000000.index'
    await page.until(() => find((entry) => index(entry) && entry.change?.cause === 'roll'), 20_000, interest)
    await page.until(
      () =>
        find(({ segment, change }) => segment?.active === true && segment.baseOffset > 0 && change?.mark === 'added'),
      20_000,
      interest,
    )
    const active = entries().find(({ segment }) => segment?.active)!
    expect(entries().filter(({ segment }) => segment && !segment.active).length).toBeGreaterThan(0)
    expect(active.change?.cause).toMatch(/roll|append/)
    const row = () => page.last?.disk?.partitions[0]?.rows.find(({ file }) => file === 'replication-offset-checkpoint')
    await page.until(() => row()?.onDisk === 30 && row()?.inMemory === 30, 20_000, interest)
    expect(row()!.line).toBe('orders 1 30')
  })

  it("sees a kill -9, the election, and the broker's way back", async () => {
    await page.until(() => allIn() && allRun())
    const { leader, leaderEpoch } = page.partitions.get('orders-0')!
    const killedMs = Date.now()
    process.kill(broker(leader).pid!, 'SIGKILL')
    await page.until(() => broker(leader).state === 'Killed')
    process.stdout.write(`kill -9 to the page's picture: ${Date.now() - killedMs} ms\n`)
    expect(broker(leader)).toMatchObject({
      pid: null,
      exit: { signal: 'SIGKILL', requested: false },
      cleanMarker: false,
    })
    await page.until(
      () => page.partitions.get('orders-0')!.leader !== leader && page.partitions.get('orders-0')!.leader > 0,
    )
    const elected = page.partitions.get('orders-0')!
    expect(elected.leaderEpoch).toBeGreaterThan(leaderEpoch)
    expect(elected.outOfSync).toEqual([{ brokerId: leader, reason: 'offline' }])
    expect(elected.replicaViews.find(({ brokerId }) => brokerId === leader)).toMatchObject({
      role: 'offline',
      logEndOffset: 20,
    })
    const told = (kind: string) => page.timeline.some((event) => event.kind === kind)
    await page.until(() => ['processKilled', 'sessionExpired', 'leaderElected'].every(told))
    const { command } = await page.call('startBroker', { id: leader })
    expect(command).toContain('server.properties')
    await page.until(() => allRun() && allIn())
  })

  it('freezes and thaws a broker', async () => {
    const { command } = await page.call('signalBroker', { id: 3, signal: 'SIGSTOP' })
    expect(command).toBe(`kill -STOP ${broker(3).pid}`)
    await page.until(() => broker(3).state === 'Paused')
    await page.call('signalBroker', { id: 3, signal: 'SIGCONT' })
    await page.until(() => allRun())
    process.kill(broker(3).pid!, 'SIGSTOP')
    await page.until(() => broker(3).state === 'Paused')
    process.kill(broker(3).pid!, 'SIGCONT')
    await page.until(() => allRun())
  })

  it('edits settings: refuses what is wrong, shows the difference, takes it up at a restart', async () => {
    const { text, path } = await page.call('readServerProperties', { id: 2 })
    const wrong = await page.call('writeServerProperties', { id: 2, text: `${text}num.io.threads=none\n` })
    expect(wrong.problems).toMatchObject([{ key: 'num.io.threads' }])
    expect(readFileSync(path, 'utf8')).toBe(text)
    const right = await page.call('writeServerProperties', { id: 2, text: `${text}num.io.threads=4\n` })
    expect(right).toEqual({
      problems: [],
      diff: [{ key: 'num.io.threads', before: null, after: '4', needsRestart: true }],
    })
    const before = broker(2).pid
    await page.call('restartBroker', { id: 2 })
    await page.until(() => allRun() && broker(2).pid !== before)
    const entries = await page.call('describeConfigs', { type: 'broker', name: '2' })
    expect(entries.find(({ name }) => name === 'num.io.threads')).toMatchObject({
      value: '4',
      source: 'serverProperties',
      isDefault: false,
    })
  })

  it('changes topic settings at once, and takes an override back', async () => {
    const effective = async () =>
      (await page.call('describeConfigs', { type: 'topic', name: 'orders' })).find(
        ({ name }) => name === 'min.insync.replicas',
      )
    const { command } = await page.call('alterConfigs', {
      type: 'topic',
      name: 'orders',
      changes: { 'min.insync.replicas': '2' },
    })
    expect(command).toContain('--entity-type topics --entity-name orders --add-config min.insync.replicas=2')
    await page.until(() => page.partitions.get('orders-0')!.minInsyncReplicas === 2)
    expect(await effective()).toMatchObject({ value: '2', source: 'topic' })
    await page.call('alterConfigs', { type: 'topic', name: 'orders', changes: { 'min.insync.replicas': null } })
    await page.until(() => page.partitions.get('orders-0')!.minInsyncReplicas === 1)
    await expect(
      page.call('alterConfigs', { type: 'topic', name: 'orders', changes: { 'min.insync.replicas': 'x' } }),
    ).rejects.toMatchObject({ code: 'KAFKA_ERROR' })
  })

  it('goes on without the coordination server, and with it again', async () => {
    await page.call('signalCoordination', { signal: 'SIGKILL' })
    const { baseOffset } = await produce(2, 1)
    expect(baseOffset).toBeGreaterThanOrEqual(0)
    const epochs = [1, 2, 3].map((id) => broker(id).brokerEpoch)
    await page.call('startCoordination')
    await page.until(() => page.timeline.filter(({ kind }) => kind === 'sessionReattached').length >= 3)
    expect([1, 2, 3].map((id) => broker(id).brokerEpoch)).toEqual(epochs)
  })

  it('restarts all, one after the other, and adds a fourth', async () => {
    await page.until(() => allRun() && allIn())
    const before = [1, 2, 3].map((id) => broker(id).pid)
    await page.call('restartAllRolling')
    await page.until(
      () => page.lab?.progress === null && allRun() && [1, 2, 3].every((id, at) => broker(id).pid !== before[at]),
      90_000,
    )
    await page.until(allIn)
    const { id } = await page.call('addBroker')
    expect(id).toBe(4)
    await page.until(() => page.brokers.get(4)?.state === 'RunningAsBroker')
    await page.call('createTopic', { topic: 'four', partitions: 1, replicationFactor: 4, configs: {} })
    await page.until(() => page.partitions.get('four-0')?.isr.length === 4)
    await page.call('deleteTopic', { topic: 'four' })
    await page.until(() => !page.partitions.has('four-0'))
  })

  it('shows logs, also of a dead broker, searched and by window', async () => {
    const sources = await page.call('logSources')
    expect(sources.map(({ source }) => source)).toEqual([
      'coordination',
      'broker-1',
      'broker-2',
      'broker-3',
      'broker-4',
    ])
    const found = await page.call('readLog', { source: 'broker-1', before: null, count: 5, search: 'runningasbroker' })
    expect(found.lines.length).toBeGreaterThan(0)
    expect(
      found.lines.every(({ text, level, atMs }) => /RunningAsBroker/.test(text) && level === 'INFO' && atMs !== null),
    ).toBe(true)
    const { lines, totalLines } = await page.call('readLog', { source: 'broker-1', before: 11, count: 5, search: null })
    expect(lines.map(({ line }) => line)).toEqual([6, 7, 8, 9, 10])
    expect(totalLines).toBeGreaterThan(20)
    await expect(
      page.call('readLog', { source: '../../etc/passwd', before: null, count: 1, search: null }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('gives a second page the same picture, from the start of its history', async () => {
    const other = await LabPage.open(ready.dashboard!)
    await other.until(() => other.brokers.size === 4 && other.partitions.size === 3)
    const { events, start, end } = await other.call('readTimeline', { from: 0, count: 2000 })
    expect(events[0]!.seq).toBe(start)
    expect(end).toBeGreaterThan(start)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => start + at))
    other.close()
  })
})
