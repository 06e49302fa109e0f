import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { append, batch, LogFixture, range, readOffsets, TOPIC } from './log-fixture'

describe('truncation', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())

  it('cuts records, indexes, epochs and producer state at every offset', async () => {
    for (const offset of [0, 1, 4, 5, 9, 11]) {
      const other = new LogFixture()
      const log = await other.start({ 'segment.bytes': '1000', 'index.interval.bytes': '100' })
      for (let index = 0; index < 12; index++) append(log, { valueSize: 200 }, Math.floor(index / 3))
      log.updateHighWatermark(12)
      other.manager.truncateTo([{ topicPartition: TOPIC, offset }])
      expect(log).toMatchObject({ logEndOffset: offset, highWatermark: offset })
      expect(log.leaderEpochs.entries().every((entry) => entry.startOffset < Math.max(offset, 1))).toBe(true)
      expect(await readOffsets(log, other.runtime)).toEqual(range(0, offset))
      expect(append(log, {}, 9)).toMatchObject({ firstOffset: offset })
      const again = await other.kill()
      expect(await readOffsets(again, other.runtime)).toEqual(range(0, offset + 1))
      expect(again.leaderEpochs.latestEpoch).toBe(9)
      other.dispose()
    }
  })

  it('checkpoints the recovery point before it returns', async () => {
    const log = await fixture.start()
    for (let index = 0; index < 5; index++) append(log)
    await log.flush()
    await fixture.manager.checkpointRecoveryPoints()
    fixture.manager.truncateTo([{ topicPartition: TOPIC, offset: 2 }])
    const checkpoint = readFileSync(join(fixture.directory, 'recovery-point-offset-checkpoint'), 'utf8')
    expect(checkpoint).toBe('0\n1\norders 0 2\n')
  })

  it('removes a whole batch when the offset lies inside', async () => {
    const log = await fixture.start()
    append(log, { count: 3 })
    append(log, { count: 5 })
    expect(log.truncateTo(5)).toBe(true)
    expect(log.logEndOffset).toBe(5)
    expect(await readOffsets(log, fixture.runtime)).toEqual([0, 1, 2])
    expect(log.truncateTo(7)).toBe(false)
  })

  it('drops an epoch that got no record', async () => {
    const log = await fixture.start()
    append(log, {}, 1)
    log.assignLeaderEpoch(2, 1)
    expect(log.leaderEpochs.latestEpoch).toBe(2)
    expect(log.truncateTo(1)).toBe(false)
    expect(log.leaderEpochs.latestEpoch).toBe(1)
    expect(log.leaderEpochs.endOffsetFor(1)).toEqual({ leaderEpoch: 1, endOffset: 1 })
  })

  it('starts anew at an offset, and then takes what a leader sends from inside a batch', async () => {
    const log = await fixture.start()
    append(log, { count: 4 })
    fixture.manager.truncateFullyAndStartAt(TOPIC, 96)
    expect(log).toMatchObject({ logStartOffset: 96, logEndOffset: 96, highWatermark: 96 })
    log.appendAsFollower(batch({ baseOffset: 96, count: 8, partitionLeaderEpoch: 2 }))
    const again = await fixture.kill()
    expect(again).toMatchObject({ logStartOffset: 96, logEndOffset: 104 })
    expect(again.snapshot().segments.map((segment) => segment.baseOffset)).toEqual([96])
  })

  it('repeats a read that a truncation overtook', async () => {
    const log = await fixture.start()
    for (let index = 0; index < 5; index++) append(log)
    const restarted = await fixture.restart()
    const reading = restarted.read(0, 100_000, { isolation: 'logEnd', minOneMessage: true })
    expect(reading).toBeInstanceOf(Promise)
    restarted.truncateTo(2)
    append(restarted, { valueSize: 999 }, 7)
    const info = await reading
    expect(info.size).toBe(restarted.size)
  })
})
