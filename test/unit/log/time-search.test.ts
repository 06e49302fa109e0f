import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { append, LogFixture } from './log-fixture'

describe('searching by timestamp', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())

  it('finds the first record at or after a time, over segments, kills and restarts', async () => {
    let log = await fixture.start({ 'segment.bytes': '2000', 'index.interval.bytes': '100' })
    for (let index = 0; index < 40; index++)
      append(log, { count: 2, timestamp: 10_000 + index * 100, valueSize: 60 }, 4)
    for (const how of ['as it is', 'restart', 'kill'] as const) {
      if (how !== 'as it is') log = await fixture[how]()
      for (let index = 0; index < 40; index++) {
        const timestamp = 10_000 + index * 100
        expect(await log.offsetForTimestamp(timestamp)).toEqual({ timestamp, offset: index * 2, leaderEpoch: 4 })
        expect(await log.offsetForTimestamp(timestamp + 1)).toMatchObject({ offset: index * 2 + 1 })
        const next = await log.offsetForTimestamp(timestamp + 2)
        expect(next?.offset).toBe(index === 39 ? undefined : (index + 1) * 2)
      }
      expect(await log.offsetForTimestamp(0)).toMatchObject({ offset: 0 })
      expect(await log.offsetOfMaxTimestamp()).toEqual({ timestamp: 13_901, offset: 79, leaderEpoch: 4 })
    }
  })

  it('looks into compressed batches and honours the log start offset', async () => {
    const log = await fixture.start()
    append(log, { count: 10, timestamp: 5000, compression: 'zstd', codec: fixture.runtime.codec })
    expect(await log.offsetForTimestamp(5004)).toMatchObject({ timestamp: 5004, offset: 4 })
    log.updateHighWatermark(10)
    log.maybeIncrementLogStartOffset(7, 'test')
    expect(await log.offsetForTimestamp(5004)).toMatchObject({ timestamp: 5007, offset: 7 })
  })

  it('copes with timestamps that go backwards', async () => {
    const log = await fixture.start({ 'index.interval.bytes': '50' })
    for (const timestamp of [5000, 9000, 1000, 7000, 2000, 9500, 3000]) append(log, { timestamp, valueSize: 60 })
    expect(await log.offsetForTimestamp(6000)).toMatchObject({ offset: 1, timestamp: 9000 })
    expect(await log.offsetForTimestamp(9001)).toMatchObject({ offset: 5 })
    expect(await log.offsetForTimestamp(9501)).toBeUndefined()
    expect(await log.offsetOfMaxTimestamp()).toMatchObject({ offset: 5 })
  })

  it('has nothing to say about an empty log', async () => {
    const log = await fixture.start()
    expect(await log.offsetForTimestamp(0)).toBeUndefined()
    expect(await log.offsetOfMaxTimestamp()).toBeUndefined()
  })
})
