import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { LAG_MS, PartitionFixture, settled } from './partition-fixture'

let fixture: PartitionFixture
beforeEach(async () => {
  fixture = await new PartitionFixture().open()
})
afterEach(() => fixture.dispose())

const code = (action: () => unknown): number => {
  try {
    action()
    return 0
  } catch (error) {
    return (error as { code: number }).code
  }
}

describe('a leading partition', () => {
  it('moves its high watermark to what every replica in sync has fetched, and not one further', () => {
    fixture.lead()
    fixture.append()
    fixture.append()
    expect(fixture.log.highWatermark).toBe(0)
    fixture.fetched(1)
    expect(fixture.log.highWatermark).toBe(1)
    fixture.fetched(2)
    expect(fixture.log.highWatermark).toBe(2)
  })

  it('does not wait for a replica that never caught up, however young the clock', () => {
    fixture.lead({ isr: [1] })
    fixture.append()
    expect(fixture.log.highWatermark).toBe(1)
  })

  it('knows no positions from an earlier leadership', () => {
    fixture.lead()
    fixture.fetched(5)
    fixture.partition.makeFollower(fixture.state({ leader: 2, leaderEpoch: 1 }), fixture.log)
    fixture.lead({ leaderEpoch: 2 })
    fixture.append()
    expect(fixture.log.highWatermark).toBe(0)
  })

  it('records no fetch that was read under another epoch, and none while it follows', () => {
    fixture.lead()
    fixture.append()
    fixture.lead({ leaderEpoch: 1 })
    expect(fixture.fetched(1, 0)).toBe(false)
    expect(fixture.log.highWatermark).toBe(0)
    expect(fixture.fetched(1, 1)).toBe(true)
    expect(fixture.log.highWatermark).toBe(1)
    fixture.partition.makeFollower(fixture.state({ leader: 2, leaderEpoch: 2 }), fixture.log)
    expect(fixture.fetched(1, 2)).toBe(false)
  })

  it('refuses acks=all below min.insync.replicas before anything is written, and other acks not', () => {
    fixture.minInsyncReplicas = 2
    fixture.lead({ isr: [1] })
    expect(code(() => fixture.append(-1))).toBe(ErrorCode.NOT_ENOUGH_REPLICAS)
    expect(fixture.log.logEndOffset).toBe(0)
    fixture.append(1)
    expect(fixture.log.logEndOffset).toBe(1)
    expect(fixture.partition.replicationOutcome(1)).toEqual({
      done: true,
      errorCode: ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
    })
  })

  it('has no latest offset for consumers until its high watermark reached where its epoch began', async () => {
    fixture.lead()
    fixture.append()
    fixture.lead({ leaderEpoch: 1 })
    const latest = (limit: 'highWatermark' | 'logEndOffset') =>
      fixture.partition.offsetForTimestamp({ timestamp: -1, limit, currentLeaderEpoch: -1, requireLeader: true })
    await expect(latest('highWatermark')).rejects.toMatchObject({ code: ErrorCode.OFFSET_NOT_AVAILABLE })
    expect(await latest('logEndOffset')).toMatchObject({ offset: 1 })
    fixture.fetched(1)
    expect(await latest('highWatermark')).toEqual({ timestamp: -1, offset: 1, leaderEpoch: 1 })
  })
})

describe('a change of the in-sync replicas', () => {
  it('counts a joining replica before it is written, for nobody knows when it is', async () => {
    fixture.lead({ isr: [1] })
    fixture.fetched(0)
    expect(fixture.writes).toMatchObject([{ isr: [1, 2], expectedVersion: 0 }])
    fixture.nowMs += 2 * LAG_MS
    fixture.append()
    expect([fixture.log.highWatermark, fixture.isr]).toEqual([0, [1]])
    fixture.writes[0]!.resolve(1)
    await settled()
    expect([fixture.log.highWatermark, fixture.isr]).toEqual([0, [1, 2]])
    fixture.fetched(1)
    expect(fixture.log.highWatermark).toBe(1)
  })

  it('counts a leaving replica until it is written', async () => {
    fixture.lead()
    fixture.append()
    fixture.nowMs += LAG_MS + 1
    fixture.partition.maybeShrinkInSyncReplicas()
    fixture.partition.maybeShrinkInSyncReplicas()
    expect(fixture.writes).toMatchObject([{ isr: [1], expectedVersion: 0 }])
    expect([fixture.log.highWatermark, fixture.isr]).toEqual([0, [1, 2]])
    fixture.writes[0]!.resolve(1)
    await settled()
    expect([fixture.log.highWatermark, fixture.isr]).toEqual([1, [1]])
    expect(fixture.told).toContain('isr')
  })

  it('goes on counting both after a write that may or may not have happened, and can be tried again', async () => {
    fixture.lead({ isr: [1] })
    fixture.fetched(0)
    fixture.writes[0]!.reject(new Error('connection lost'))
    await settled()
    fixture.nowMs += 2 * LAG_MS
    fixture.append()
    expect([fixture.log.highWatermark, fixture.isr]).toEqual([0, [1]])
    fixture.fetched(1)
    expect(fixture.log.highWatermark).toBe(1)
    expect(fixture.writes).toHaveLength(2)
    fixture.writes[1]!.resolve(7)
    await settled()
    expect(fixture.isr).toEqual([1, 2])
    expect(fixture.partition.zkVersion).toBe(7)
  })

  it('keeps the old set and version when somebody else wrote', async () => {
    fixture.lead()
    fixture.append()
    fixture.nowMs += LAG_MS + 1
    fixture.partition.maybeShrinkInSyncReplicas()
    fixture.writes[0]!.resolve(undefined)
    await settled()
    expect([fixture.log.highWatermark, fixture.isr, fixture.partition.zkVersion]).toEqual([0, [1, 2], 0])
  })

  it('says nothing any more when a newer LeaderAndIsr came while it was written', async () => {
    fixture.lead()
    fixture.append()
    fixture.nowMs += LAG_MS + 1
    fixture.partition.maybeShrinkInSyncReplicas()
    fixture.lead({ leaderEpoch: 1, zkVersion: 5 })
    fixture.writes[0]!.resolve(1)
    await settled()
    expect([fixture.isr, fixture.partition.zkVersion]).toEqual([[1, 2], 5])
  })

  it('lets nobody join who lacks what the leader had when its epoch began', () => {
    fixture.lead({ isr: [1] })
    fixture.append()
    fixture.lead({ leaderEpoch: 1, isr: [1] })
    fixture.fetched(0)
    expect(fixture.writes).toEqual([])
    fixture.fetched(1)
    expect(fixture.writes).toMatchObject([{ isr: [1, 2] }])
  })
})
