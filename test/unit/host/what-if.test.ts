import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { breachedByTime } from '../../../broker-core/log/retention'
import { whatIfSettings } from '../../../electron/host/what-if/settings'
import { whatIf } from '../../../electron/host/what-if/what-if'
import { Seeded } from '../../helpers/seeded'
import { removeTemporary, temporaryDirectory } from '../../helpers/temp'
import { CleanerWorld } from '../cleaner/cleaner-world'
import { batchesAt, TIME, writePartition, writeRoot } from './inspect-data'

const DAY_MS = 86_400_000

describe('what if a topic were compacted: the answer is what the cleaner then does', () => {
  let world: CleanerWorld
  beforeEach(() => {
    world = new CleanerWorld()
  })
  afterEach(() => world.dispose())

  async function compare(settings: [string, string][] = []) {
    const asked = whatIfSettings([
      ['cleanup.policy', 'compact'],
      ['segment.bytes', '600'],
      ['min.cleanable.dirty.ratio', '0.01'],
      ...settings,
    ])
    const look = () =>
      readdirSync(world.partitionDirectory).map((name) => [
        name,
        statSync(join(world.partitionDirectory, name)).mtimeMs,
      ])
    const before = look()
    const { partitions } = await whatIf(world.directory, asked, { nowMs: world.wallMs })
    expect(look()).toEqual(before)
    const { compaction, problem } = partitions[0]!
    expect(problem).toBeNull()
    const rounds = world.seen('cleanerFinished').length
    await world.clean()
    const really = world.seen('cleanerFinished')[rounds]
    expect({
      firstDirtyOffset: compaction!.firstDirtyOffset,
      nextDirtyOffset: compaction!.firstUncleanableOffset,
      bytesRead: compaction!.readBytes,
      bytesWritten: compaction!.writeBytes,
      sizeBefore: compaction!.bytesBefore,
      sizeAfter: compaction!.bytesAfter,
      recordsAfter: compaction!.recordsAfter,
    }).toEqual({
      firstDirtyOffset: really?.firstDirtyOffset,
      nextDirtyOffset: really?.nextDirtyOffset,
      bytesRead: really?.bytesRead,
      bytesWritten: really?.bytesWritten,
      sizeBefore: really?.sizeBefore,
      sizeAfter: really?.sizeAfter,
      recordsAfter: really?.recordsAfter,
    })
    return compaction!
  }

  it('keys written over and over', async () => {
    await world.start()
    for (let index = 0; index < 60; index++) world.put(`k${index % 7}`, `v${index}`.padEnd(40, '-'))
    world.log.roll()
    const compaction = await compare()
    expect(compaction).toMatchObject({
      recordsBefore: 60,
      recordsAfter: 7,
      distinctKeys: 7,
      isComplete: true,
      passes: 1,
      isEligible: true,
    })
    expect(compaction.bytesAfter).toBeLessThan(compaction.bytesBefore / 5)
  })

  it('again after a first cleaning, with tombstones, whose time has come later', async () => {
    await world.start({ 'delete.retention.ms': '1000' })
    for (let index = 0; index < 30; index++) world.put(`k${index % 5}`, index % 6 === 5 ? null : `v${index}`)
    world.log.roll()
    await compare([['delete.retention.ms', '1000']])
    for (let index = 0; index < 10; index++) world.put(`k${index}`, `w${index}`)
    world.log.roll()
    world.wallMs += 2_000
    await compare([['delete.retention.ms', '1000']])
  })

  it.each([1, 2, 3, 4])('logs of chance: transactions, producers, compression (seed %i)', async (seed) => {
    const seeded = new Seeded(seed)
    await world.start()
    for (let round = 0; round < 40; round++) {
      const records = Array.from({ length: seeded.integer(1, 4) }, () => ({
        key: `k${seeded.integer(0, 12)}`,
        value: seeded.integer(0, 5) === 0 ? null : 'v'.repeat(seeded.integer(0, 80)),
      }))
      const compression = seeded.pick(['none', 'gzip', 'lz4'] as const)
      const producerId = BigInt(seeded.integer(1, 3))
      if (seeded.integer(0, 3) > 0) world.append(records, { compression })
      else {
        const options = {
          transactional: true,
          producerId: 100n + BigInt(round),
          producerEpoch: 0,
          baseSequence: 0,
          compression,
        }
        world.append(records, options)
        world.marker(seeded.pick(['commit', 'abort']), 100n + BigInt(round))
      }
      if (round % 9 === 0)
        world.append([{ key: 'p', value: String(round) }], {
          producerId: 1000n * producerId + BigInt(round),
          producerEpoch: 0,
          baseSequence: 0,
        })
    }
    world.log.roll()
    await compare()
  })
})

describe('what if retention were set: the answer is what the log then deletes', () => {
  let world: CleanerWorld
  beforeEach(() => {
    world = new CleanerWorld()
  })
  afterEach(() => world.dispose())

  it.each([
    { 'retention.bytes': '700' },
    { 'retention.bytes': '0' },
    { 'retention.ms': '0' },
    { 'retention.ms': '30000' },
    { 'retention.ms': '30000', 'retention.bytes': '900' },
    { 'retention.ms': '86400000', 'retention.bytes': '-1' },
  ])('%j', async (retention: Record<string, string>) => {
    await world.start({ 'cleanup.policy': 'delete', 'retention.ms': '-1', ...retention })
    for (let index = 0; index < 40; index++) {
      world.put(`k${index}`, 'v'.repeat(30))
      world.wallMs += 2_000
      if (index % 8 === 7) world.log.roll()
    }
    const asked = whatIfSettings(Object.entries(retention))
    const { partitions } = await whatIf(world.directory, asked, { nowMs: world.wallMs })
    const before = world.files('.log')
    world.log.deleteOldSegments()
    const left = new Set(world.files('.log'))
    const gone = before.map((name) => Number.parseInt(name, 10)).filter((_, index) => !left.has(before[index]!))
    const { segmentsNow, newLogStartOffset } = partitions[0]!.retention!
    expect(segmentsNow).toEqual(gone)
    expect(newLogStartOffset).toBe(world.log.logStartOffset)
  })
})

describe('what if retention were set', () => {
  let dir: string
  beforeEach(() => {
    dir = temporaryDirectory('what-if')
    writeRoot(dir, { highWatermarks: { 'orders-0': 36 } })
    writePartition(dir, 'orders-0', [
      { baseOffset: 0, batches: batchesAt(0, 4) },
      { baseOffset: 12, batches: batchesAt(12, 4) },
      { baseOffset: 24, batches: batchesAt(24, 4) },
    ])
    return () => removeTemporary(dir)
  })
  const nowMs = TIME + DAY_MS
  const ask = async (...settings: [string, string][]) =>
    (await whatIf(dir, whatIfSettings(settings), { nowMs })).partitions[0]!.retention!

  it('old segments go, the others when their time comes', async () => {
    // The largest timestamps are 11, 23 and 35 s.
    const outcome = await ask(['retention.ms', String(DAY_MS - 20_000)])
    expect(outcome).toMatchObject({
      segmentsNow: [0],
      recordsNow: 12,
      bytesNow: Buffer.concat(batchesAt(0, 4)).length,
      newLogStartOffset: 12,
    })
    expect(outcome.later.map(({ baseOffset, atMs }) => [baseOffset, atMs - nowMs])).toEqual([
      [12, 3_001],
      [24, 15_001],
    ])
    expect((await ask(['retention.ms', '0'])).segmentsNow).toEqual([0, 12, 24])
    expect((await ask(['retention.ms', '-1'])).segmentsNow).toEqual([])
  })

  it('by size, and by both, in the order Kafka takes them', async () => {
    const bytes = (baseOffset: number) => Buffer.concat(batchesAt(baseOffset, 4)).length
    const rest = bytes(12) + bytes(24)
    expect((await ask(['retention.bytes', String(rest + 1)])).segmentsNow).toEqual([])
    expect((await ask(['retention.bytes', String(rest)])).segmentsNow).toEqual([0])
    expect((await ask(['retention.bytes', '1'])).segmentsNow).toEqual([0, 12])
    expect((await ask(['retention.bytes', '1'], ['retention.ms', '0'])).segmentsNow).toEqual([0, 12, 24])
  })

  it('nothing beyond the high watermark goes', async () => {
    writeRoot(dir, { highWatermarks: { 'orders-0': 20 } })
    expect((await ask(['retention.ms', '0'])).segmentsNow).toEqual([0])
  })

  it('and says the same as the broker’s own rule', async () => {
    const { segmentsNow } = await ask(['retention.ms', String(DAY_MS - 24_000)])
    const segments = [11, 23, 35].map((second, index) => ({
      baseOffset: index * 12,
      size: 1,
      largestTimestamp: TIME + second * 1000,
    }))
    const byRule = breachedByTime({ segments, highWatermark: 36, logEndOffset: 36 }, DAY_MS - 24_000, nowMs)
    expect(segmentsNow).toEqual(byRule.map(({ baseOffset }) => baseOffset))
    expect(segmentsNow).toEqual([0, 12])
  })
})

describe('settings to ask about', () => {
  it.each([
    [[['cleanup.policy', 'compress']], /compact, delete/],
    [[['retention.ms', 'x']], /retention.ms=x is not a value/],
    [[['max.message.bytes', '1']], /max.message.bytes cannot be asked about/],
    [[['segment.bytes', '1000']], /ask about cleanup.policy=compact/],
  ] as [[string, string][], RegExp][])('%j is refused', (given, why) => {
    expect(() => whatIfSettings(given)).toThrow(why)
  })
})
