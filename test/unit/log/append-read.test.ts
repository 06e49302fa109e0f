import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger, createNodeRuntime } from '../../../broker-core/runtime/node'
import { append, batch, LogFixture, range, readOffsets, wholeBatches } from './log-fixture'

describe('appending and reading', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())
  const END = { isolation: 'logEnd', minOneMessage: true } as const

  it('assigns offsets and leader epoch and reads them back, from memory and from the file', async () => {
    const log = await fixture.start()
    expect(append(log, { count: 3 }, 5)).toMatchObject({ firstOffset: 0, lastOffset: 2, duplicate: false })
    expect(append(log, { count: 2 }, 5)).toMatchObject({ firstOffset: 3, lastOffset: 4 })
    const hot = log.read(0, 100_000, END)
    expect(hot).not.toBeInstanceOf(Promise)
    const again = await fixture.restart()
    const cold = again.read(0, 100_000, END)
    expect(cold).toBeInstanceOf(Promise)
    expect(Buffer.concat((await cold).records).equals(Buffer.concat((await hot).records))).toBe(true)
    const [first] = wholeBatches(await cold)
    expect(first).toMatchObject({ baseOffset: 0, lastOffset: 2, partitionLeaderEpoch: 5, isValid: true })
    expect(await readOffsets(again, fixture.runtime)).toEqual(range(0, 5))
  })

  it('gives the whole first batch or nothing when maxBytes is small', async () => {
    const log = await fixture.start()
    append(log, { count: 1, valueSize: 500 })
    for (const reopen of [false, true]) {
      const source = reopen ? await fixture.restart() : log
      const one = await source.read(0, 10, END)
      expect(wholeBatches(one)).toHaveLength(1)
      const none = await source.read(0, 10, { isolation: 'logEnd', minOneMessage: false })
      expect(none).toMatchObject({ size: 0, firstEntryIncomplete: true })
    }
  })

  it('stops readers at their isolation level', async () => {
    const log = await fixture.start()
    for (let index = 0; index < 5; index++) append(log)
    log.updateHighWatermark(2)
    const info = await log.read(0, 100_000, { isolation: 'highWatermark', minOneMessage: true })
    expect(wholeBatches(info).map((view) => view.baseOffset)).toEqual([0, 1])
    expect((await log.read(2, 100_000, { isolation: 'highWatermark', minOneMessage: true })).size).toBe(0)
    expect((await log.read(4, 100_000, { isolation: 'highWatermark', minOneMessage: true })).size).toBe(0)
    expect(() => log.read(6, 100, END)).toThrow(/range 0 to 5/)
    const restarted = await fixture.restart()
    restarted.updateHighWatermark(3)
    const cold = await restarted.read(1, 100_000, { isolation: 'highWatermark', minOneMessage: true })
    expect(wholeBatches(cold).map((view) => view.baseOffset)).toEqual([1, 2])
  })

  it('finds every offset with a dense and a sparse index (seeded)', async () => {
    const log = await fixture.start({ 'index.interval.bytes': '200', 'segment.bytes': '20000' })
    let seed = 42
    const random = (max: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % max
    }
    for (let index = 0; index < 300; index++) append(log, { count: 1 + random(5), valueSize: random(400) })
    const end = log.logEndOffset
    const restarted = await fixture.restart()
    expect(restarted.snapshot().segments.length).toBeGreaterThan(3)
    for (let index = 0; index < 200; index++) {
      const offset = random(end)
      const info = await restarted.read(offset, 1, END)
      const [view] = wholeBatches(info)
      expect(view!.baseOffset).toBeLessThanOrEqual(offset)
      expect(view!.lastOffset).toBeGreaterThanOrEqual(offset)
      expect(restarted.offsetMetadata(offset)).toEqual(info.fetchOffsetMetadata)
    }
    expect(await readOffsets(restarted, fixture.runtime)).toEqual(range(0, end))
  })

  it('rolls by size, trims the indexes and keeps the active ones preallocated', async () => {
    const log = await fixture.start({
      'segment.bytes': '1000',
      'index.interval.bytes': '1',
      'segment.index.bytes': '1000',
    })
    for (let index = 0; index < 12; index++) append(log, { valueSize: 200, timestamp: 1000 + index })
    const bases = log.snapshot().segments.map((segment) => segment.baseOffset)
    expect(bases).toEqual([0, 3, 6, 9])
    const path = (name: string) => join(log.directory, name)
    expect(statSync(path('00000000000000000000.index')).size).toBe(16)
    expect(statSync(path('00000000000000000000.timeindex')).size).toBe(24)
    expect(statSync(path('00000000000000000009.index')).size).toBe(1000)
    expect(statSync(path('00000000000000000009.timeindex')).size).toBe(996)
    expect(existsSync(path('00000000000000000009.snapshot'))).toBe(true)
    await fixture.restart()
    expect(fixture.seen('segmentRecovered')).toEqual([])
    expect(readdirSync(log.directory).filter((name) => name.endsWith('.log'))).toHaveLength(4)
  })

  it.each([
    ['segment.jitter.ms', '400', 400],
    ['no more than all of segment.ms', '5000', 1000],
  ])('rolls earlier by what each segment drew of %s', async (_, jitterMs, drawnBelow) => {
    const drawn: number[] = []
    const jitters = [300, 0]
    const integer = (exclusiveMax: number) => {
      drawn.push(exclusiveMax)
      return jitters.shift() ?? 0
    }
    const runtime = await createNodeRuntime({ logger: createLogger([]) })
    fixture.runtime = { ...runtime, random: { ...runtime.random, integer } }
    const log = await fixture.start({ 'segment.ms': '1000', 'segment.jitter.ms': jitterMs })
    const rolledAt = (timestamp: number) => {
      append(log, { timestamp })
      return fixture.seen('segmentRolled').map(({ baseOffset, reason }) => [baseOffset, reason])
    }
    expect(rolledAt(1000)).toEqual([])
    expect(rolledAt(1700)).toEqual([])
    expect(rolledAt(1701)).toEqual([[2, 'segment.ms']])
    expect(rolledAt(2701)).toHaveLength(1)
    expect(rolledAt(2702)).toEqual([
      [2, 'segment.ms'],
      [4, 'segment.ms'],
    ])
    expect(drawn).toEqual([drawnBelow, drawnBelow, drawnBelow])
  })

  it('rolls by time and when an index is full', async () => {
    const log = await fixture.start({ 'segment.ms': '1000', 'index.interval.bytes': '0', 'segment.index.bytes': '36' })
    append(log, { timestamp: 5000 })
    append(log, { timestamp: 6000 })
    append(log, { timestamp: 6001 })
    expect(fixture.seen('segmentRolled')).toMatchObject([{ baseOffset: 2, reason: 'segment.ms' }])
    for (let index = 0; index < 4; index++) append(log, { timestamp: 6002 + index })
    expect(fixture.seen('segmentRolled').at(-1)).toMatchObject({ reason: 'index full' })
  })

  it('keeps the caller free to reuse its buffer', async () => {
    const log = await fixture.start()
    const records = batch({ count: 2 })
    log.appendAsLeader(records, { leaderEpoch: 0, origin: 'client' })
    records.fill(0xff)
    expect(await readOffsets(log, fixture.runtime)).toEqual([0, 1])
  })

  it('appends as follower exactly what the leader wrote', async () => {
    const log = await fixture.start()
    const leader = Buffer.concat([
      batch({ baseOffset: 10, count: 2, partitionLeaderEpoch: 3 }),
      batch({ baseOffset: 15, partitionLeaderEpoch: 4 }),
    ])
    const cut = Buffer.concat([leader, batch({ baseOffset: 16 }).subarray(0, 30)])
    expect(log.appendAsFollower(cut)).toMatchObject({ firstOffset: 10, lastOffset: 15, validBytes: leader.length })
    expect(log.logEndOffset).toBe(16)
    expect(log.leaderEpochs.entries()).toEqual([
      { epoch: 3, startOffset: 10 },
      { epoch: 4, startOffset: 15 },
    ])
    const info = await log.read(0, 10_000, END)
    expect(Buffer.concat(info.records).equals(leader)).toBe(true)
    expect(() => log.appendAsFollower(batch({ baseOffset: 12, partitionLeaderEpoch: 4 }))).toThrow(
      /is less than the next offset/,
    )
  })
})
