import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { breachedBySize, breachedByStartOffset, breachedByTime } from '../../../broker-core/log/retention'
import { append, LogFixture, range, readOffsets, TOPIC } from './log-fixture'

const segment = (baseOffset: number, size: number, largestTimestamp = 0) => ({ baseOffset, size, largestTimestamp })
const THREE = [segment(0, 100, 1000), segment(10, 100, 2000), segment(20, 50, 3000)]

describe('retention decisions', () => {
  const bases = (found: { baseOffset: number }[]) => found.map((one) => one.baseOffset)
  const all = { segments: THREE, highWatermark: 30, logEndOffset: 30 }

  it.each([
    ['nothing old enough', 1000, 1500, []],
    ['the first', 1000, 2500, [0]],
    ['all, the active one too', 1000, 9000, [0, 10, 20]],
    ['no limit', -1, 9_000_000, []],
  ])('by time: %s', (_, retentionMs, nowMs, expected) => {
    expect(bases(breachedByTime(all, retentionMs, nowMs))).toEqual(expected)
  })

  it.each([
    [250, []],
    [151, []],
    [150, [0]],
    [50, [0, 10]],
    [0, [0, 10, 20]],
    [-1, []],
  ])('by size: keeps at least %i bytes', (retentionBytes, expected) => {
    expect(bases(breachedBySize(all, retentionBytes))).toEqual(expected)
  })

  it.each([
    [0, []],
    [9, []],
    [10, [0]],
    [25, [0, 10]],
    [30, [0, 10]],
  ])('by log start offset %i', (logStartOffset, expected) => {
    expect(bases(breachedByStartOffset(all, logStartOffset))).toEqual(expected)
  })

  it('never beyond the high watermark, never an empty last segment', () => {
    expect(bases(breachedByTime({ ...all, highWatermark: 19 }, 0, 9000))).toEqual([0])
    const emptyLast = { segments: [segment(0, 10, 1), segment(10, 0, 1)], highWatermark: 10, logEndOffset: 10 }
    expect(bases(breachedByTime(emptyLast, 0, 9000))).toEqual([0])
  })

  it('a future timestamp keeps its segment and all behind it', () => {
    const segments = [segment(0, 1, 99_999), segment(10, 1, 1)]
    expect(breachedByTime({ segments, highWatermark: 20, logEndOffset: 20 }, 10, 5000)).toEqual([])
  })
})

describe('retention and DeleteRecords on disk', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())
  const files = (suffix: string) =>
    readdirSync(join(fixture.directory, 'orders-0')).filter((name) => name.endsWith(suffix))

  it('renames first, removes after file.delete.delay.ms', async () => {
    const log = await fixture.start({
      'segment.bytes': '1000',
      'retention.bytes': '1000',
      'file.delete.delay.ms': '30',
    })
    for (let index = 0; index < 12; index++) append(log, { valueSize: 200, timestamp: Date.now() })
    expect(fixture.manager.deleteOldSegments()).toBe(0)
    log.updateHighWatermark(12)
    expect(fixture.manager.deleteOldSegments()).toBe(2)
    expect(log.logStartOffset).toBe(6)
    expect(files('.log.deleted')).toHaveLength(2)
    await vi.waitFor(() => expect(files('.deleted')).toEqual([]))
    expect(await readOffsets(log, fixture.runtime)).toEqual(range(6, 12))
    expect(() => log.read(5, 10, { isolation: 'logEnd', minOneMessage: true })).toThrow(/range 6 to 12/)
  })

  it('deletes everything that expired, keeping the offsets going', async () => {
    const log = await fixture.start({ 'retention.ms': '1000' })
    for (let index = 0; index < 5; index++) append(log, { timestamp: 1000 })
    log.updateHighWatermark(5)
    expect(log.deleteOldSegments()).toBe(1)
    expect(log).toMatchObject({ logStartOffset: 5, logEndOffset: 5, size: 0 })
    const again = await fixture.kill()
    expect(again).toMatchObject({ logStartOffset: 5, logEndOffset: 5 })
    expect(append(again)).toMatchObject({ firstOffset: 5 })
  })

  it('keeps a deleted start over restarts through its checkpoint', async () => {
    const log = await fixture.start()
    append(log, { count: 10 }, 3)
    log.updateHighWatermark(10)
    expect(() => log.maybeIncrementLogStartOffset(11, 'test')).toThrow(/larger than the high watermark 10/)
    expect(log.maybeIncrementLogStartOffset(4, 'client delete records request')).toBe(true)
    expect(log.leaderEpochs.entries()).toEqual([{ epoch: 3, startOffset: 4 }])
    const again = await fixture.restart()
    expect(again.logStartOffset).toBe(4)
    expect(readFileSync(join(fixture.directory, 'log-start-offset-checkpoint'), 'utf8')).toBe('0\n1\norders 0 4\n')
    expect(await readOffsets(again, fixture.runtime)).toEqual(range(4, 10))
  })

  it('deletes a partition in two steps, and again after a restart', async () => {
    fixture.options = { fileDeleteDelayMs: 50 }
    const log = await fixture.start()
    append(log)
    fixture.manager.asyncDelete(TOPIC)
    expect(fixture.manager.getLog(TOPIC)).toBeUndefined()
    const deleted = () => readdirSync(fixture.directory).filter((name) => /^orders-0\.[0-9a-f]{32}-delete$/.test(name))
    expect(deleted()).toHaveLength(1)
    expect(fixture.log().logEndOffset).toBe(0)
    fixture.manager.abandon()
    await fixture.start()
    expect(deleted()).toHaveLength(1)
    await vi.waitFor(() => expect(deleted()).toEqual([]))
    expect(fixture.manager.getLog(TOPIC)).toBeDefined()
  })
})
