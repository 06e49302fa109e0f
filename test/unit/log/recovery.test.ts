import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { append, LogFixture, range, readOffsets } from './log-fixture'

describe('recovery', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())
  const FIRST = '00000000000000000000'
  const path = (name: string) => join(fixture.directory, 'orders-0', name)

  it('finds every record after kill -9', async () => {
    const log = await fixture.start({ 'segment.bytes': '2000' })
    for (let index = 0; index < 30; index++) append(log, { valueSize: 100 })
    const restarted = await fixture.kill()
    expect(restarted.logEndOffset).toBe(30)
    expect(await readOffsets(restarted, fixture.runtime)).toEqual(range(0, 30))
    expect(append(restarted)).toMatchObject({ firstOffset: 30 })
  })

  it('reads nothing after a clean end', async () => {
    const log = await fixture.start({ 'segment.bytes': '2000' })
    for (let index = 0; index < 30; index++) append(log, { valueSize: 100 })
    expect(await fixture.restart().then((again) => again.logEndOffset)).toBe(30)
    expect(fixture.seen('segmentRecovered')).toEqual([])
    expect(fixture.seen('logLoaded')).toMatchObject([{ recovered: false, logEndOffset: 30 }])
    const names = readdirSync(fixture.directory)
    expect(names).not.toContain('.kafka_cleanshutdown')
  })

  it('cuts a torn last batch at whatever byte it ends, and nothing else', async () => {
    const log = await fixture.start()
    append(log, { count: 3 })
    const keep = log.size
    append(log, { count: 2, valueSize: 20 })
    fixture.manager.abandon()
    const whole = readFileSync(path(`${FIRST}.log`))
    for (let size = keep; size <= whole.length; size++) {
      writeFileSync(path(`${FIRST}.log`), whole.subarray(0, size))
      rmSync(path('leader-epoch-checkpoint'))
      const recovered = await fixture.start()
      const complete = size === whole.length
      expect(recovered.logEndOffset).toBe(complete ? 5 : 3)
      expect(recovered.size).toBe(complete ? whole.length : keep)
      expect(recovered.leaderEpochs.entries()).toEqual([{ epoch: 0, startOffset: 0 }])
      fixture.manager.abandon()
    }
  })

  it('cuts garbage behind the last batch', async () => {
    const log = await fixture.start()
    append(log, { count: 4 })
    const size = log.size
    fixture.manager.abandon()
    appendFileSync(path(`${FIRST}.log`), Buffer.from('14 garbage byte'))
    const recovered = await fixture.start()
    expect(recovered).toMatchObject({ logEndOffset: 4, size })
    expect(fixture.lines.join('')).toContain('Corruption found in segment 0, truncating to offset 4')
  })

  it('cuts at a wrong CRC in the middle and drops all later segments', async () => {
    const log = await fixture.start({ 'segment.bytes': '1000' })
    for (let index = 0; index < 12; index++) append(log, { valueSize: 200 })
    expect(log.snapshot().segments.map((segment) => segment.baseOffset)).toEqual([0, 3, 6, 9])
    fixture.manager.abandon()
    const bytes = readFileSync(path('00000000000000000003.log'))
    const second = 12 + bytes.readInt32BE(8)
    bytes.writeUInt8(bytes.readUInt8(second + 80) ^ 1, second + 80)
    writeFileSync(path('00000000000000000003.log'), bytes)
    fixture.events.length = 0
    const recovered = await fixture.start()
    expect(recovered.logEndOffset).toBe(4)
    expect(recovered.snapshot().segments.map((segment) => segment.baseOffset)).toEqual([0, 3])
    expect(fixture.seen('segmentDiscarded').map((event) => event.baseOffset)).toEqual([6, 9])
    expect(await readOffsets(recovered, fixture.runtime)).toEqual(range(0, 4))
    expect(append(recovered)).toMatchObject({ firstOffset: 4 })
  })

  it('does not read below the recovery point', async () => {
    const log = await fixture.start({ 'segment.bytes': '1000' })
    for (let index = 0; index < 12; index++) append(log, { valueSize: 200 })
    await log.flush(9)
    await fixture.manager.checkpointRecoveryPoints()
    await fixture.kill()
    expect(fixture.seen('segmentRecovered').map((event) => event.baseOffset)).toEqual([9])
  })

  it('rebuilds missing and damaged indexes, also after a clean end', async () => {
    const log = await fixture.start({ 'segment.bytes': '3000', 'index.interval.bytes': '300' })
    for (let index = 0; index < 20; index++) append(log, { valueSize: 200, timestamp: 1000 + index })
    await fixture.manager.shutdown()
    const index = readFileSync(path(`${FIRST}.index`))
    const timeIndex = readFileSync(path(`${FIRST}.timeindex`))
    const damages = [
      () => rmSync(path(`${FIRST}.index`)),
      () => rmSync(path(`${FIRST}.timeindex`)),
      () => truncateSync(path(`${FIRST}.index`), index.length + 800),
      () => writeFileSync(path(`${FIRST}.timeindex`), Buffer.alloc(120)),
    ]
    for (const damage of damages) {
      damage()
      fixture.events.length = 0
      const again = await fixture.start()
      expect(fixture.seen('segmentRecovered').map((event) => event.baseOffset)).toEqual([0])
      expect(await readOffsets(again, fixture.runtime)).toEqual(range(0, 20))
      await fixture.manager.shutdown()
      expect(readFileSync(path(`${FIRST}.index`)).equals(index)).toBe(true)
      expect(statSync(path(`${FIRST}.timeindex`)).size).toBeGreaterThanOrEqual(timeIndex.length - 12)
    }
  })

  it('removes leftovers and finishes an interrupted swap', async () => {
    const log = await fixture.start({ 'segment.bytes': '1000' })
    for (let index = 0; index < 9; index++) append(log, { valueSize: 200 })
    fixture.manager.abandon()
    copyFileSync(path('00000000000000000003.log'), path('00000000000000000003.log.swap'))
    writeFileSync(path('00000000000000000006.log.cleaned'), 'half')
    writeFileSync(path(`${FIRST}.log.deleted`), 'old')
    writeFileSync(path('00000000000000000099.index'), '')
    const again = await fixture.start()
    expect(await readOffsets(again, fixture.runtime)).toEqual(range(0, 9))
    const names = readdirSync(path('')).filter((name) => !/^\d{20}\.(log|index|timeindex|snapshot)$/.test(name))
    expect(names.sort()).toEqual(['00000000000000000003.log.deleted', 'leader-epoch-checkpoint'])
  })

  it('stops start-up at a directory that is not a log', async () => {
    await fixture.start()
    await fixture.manager.shutdown()
    mkdirSync(join(fixture.directory, 'photos'))
    await expect(fixture.start()).rejects.toThrow(/photos.*is not in the form of topic-partition/)
    rmSync(join(fixture.directory, 'photos'), { recursive: true })
    await fixture.start()
  })

  it('keeps a second broker out of its directory', async () => {
    await fixture.start()
    const first = fixture.manager
    await expect(fixture.start()).rejects.toThrow(/Failed to acquire lock on file .lock/)
    await first.shutdown()
    await fixture.start()
  })

  it('survives many kills at random points with the same content (seeded)', async () => {
    let log = await fixture.start({ 'segment.bytes': '4000', 'index.interval.bytes': '100' })
    let seed = 7
    const random = (max: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % max
    }
    let expected = 0
    for (let round = 0; round < 15; round++) {
      for (let index = 0; index < random(20); index++) {
        expected = append(log, { count: 1 + random(3), valueSize: random(300) }, round).lastOffset + 1
      }
      if (random(3) === 0) await log.flush()
      if (random(3) === 0) await fixture.manager.checkpointRecoveryPoints()
      log = random(4) === 0 ? await fixture.restart() : await fixture.kill()
      expect(log.logEndOffset).toBe(expected)
      expect(await readOffsets(log, fixture.runtime)).toEqual(range(0, expected))
    }
  })
})
