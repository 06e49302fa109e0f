import { describe, expect, it } from 'vitest'
import { mayJoinInSyncReplicas, outOfSyncReplicas } from '../../../broker-core/replication/in-sync-replicas'
import { nextHighWatermark } from '../../../broker-core/replication/next-high-watermark'
import { NEVER_MS, RemoteReplica } from '../../../broker-core/replication/remote-replica'
import {
  type EpochEndOffset,
  truncationByLeaderEpoch,
  truncationToHighWatermark,
} from '../../../broker-core/replication/truncation'

const replica = (brokerId: number, logEndOffset: number, lastCaughtUpMs = 0) => ({
  brokerId,
  logEndOffset,
  lastCaughtUpMs,
})

describe('the next high watermark', () => {
  const base = {
    highWatermark: 5,
    leaderLogEndOffset: 10,
    inSyncReplicas: new Set([1, 2, 3]),
    nowMs: 100_000,
    replicaLagTimeMaxMs: 30_000,
  }
  it.each([
    ['is the leader end when all have it', [replica(2, 10), replica(3, 10)], {}, 10],
    ['is the smallest of the in-sync replicas', [replica(2, 8), replica(3, 9)], {}, 8],
    ['never goes back', [replica(2, 3), replica(3, 9)], {}, 5],
    ['waits for a replica that has not fetched yet', [replica(2, -1), replica(3, 10)], {}, 5],
    ['ignores a replica out of sync for long', [replica(2, 6)], { inSyncReplicas: new Set([1]) }, 10],
    ['waits for one that was caught up lately', [replica(2, 7, 80_000)], { inSyncReplicas: new Set([1]) }, 7],
    ['moves with the leader alone', [], { inSyncReplicas: new Set([1]) }, 10],
  ])('%s', (_, remotes, change, expected) => {
    expect(nextHighWatermark({ ...base, remotes, ...change })).toBe(expected)
  })
})

describe('in-sync replicas', () => {
  const base = {
    inSyncReplicas: new Set([1, 2, 3]),
    leaderLogEndOffset: 10,
    nowMs: 100_000,
    replicaLagTimeMaxMs: 30_000,
  }

  it.each([
    ['keeps one that has everything, however long ago it fetched', [replica(2, 10, 1)], []],
    ['keeps one that is behind but was caught up within the lag time', [replica(2, 9, 70_000)], []],
    ['drops one that is behind for longer', [replica(2, 9, 69_999), replica(3, 10)], [2]],
    ['does not look at those outside', [replica(4, 0, 0)], []],
  ])('%s', (_, remotes, expected) => {
    expect(outOfSyncReplicas({ ...base, remotes })).toEqual(expected)
  })

  it.each([
    [10, 10, 7, true],
    [9, 10, 7, false],
    // All that is committed, but not yet what the leader had when its epoch began: it might lose an earlier leader's commits.
    [6, 5, 7, false],
    [7, 5, 7, true],
  ])(
    'a replica at %i joins with high watermark %i and epoch start %i: %s',
    (end, highWatermark, epochStart, expected) => {
      expect(mayJoinInSyncReplicas(end, highWatermark, epochStart)).toBe(expected)
    },
  )
})

describe('a follower as its leader sees it', () => {
  it('is caught up at the fetch that asks for the leader end', () => {
    const follower = new RemoteReplica(2)
    follower.recordFetch({ fetchOffset: 10, logStartOffset: 0, leaderLogEndOffset: 10, nowMs: 500 })
    expect(follower.lastCaughtUpMs).toBe(500)
  })

  it('is caught up as of its previous fetch when it asks for the end of then, though the leader moved on', () => {
    const follower = new RemoteReplica(2)
    follower.recordFetch({ fetchOffset: 0, logStartOffset: 0, leaderLogEndOffset: 10, nowMs: 500 })
    follower.recordFetch({ fetchOffset: 10, logStartOffset: 0, leaderLogEndOffset: 20, nowMs: 900 })
    expect(follower.lastCaughtUpMs).toBe(500)
  })

  it('is not caught up while it stays behind', () => {
    const follower = new RemoteReplica(2)
    follower.recordFetch({ fetchOffset: 3, logStartOffset: 0, leaderLogEndOffset: 10, nowMs: 500 })
    follower.recordFetch({ fetchOffset: 6, logStartOffset: 0, leaderLogEndOffset: 20, nowMs: 900 })
    expect(follower.lastCaughtUpMs).toBe(NEVER_MS)
  })

  it('starts a new leadership with no position, and a full lag time if it was in sync', () => {
    const follower = new RemoteReplica(2)
    follower.recordFetch({ fetchOffset: 10, logStartOffset: 4, leaderLogEndOffset: 10, nowMs: 500 })
    follower.resetCaughtUpTime(12, 2000, true)
    follower.forgetPosition()
    expect(follower).toMatchObject({ logEndOffset: -1, logStartOffset: -1, lastCaughtUpMs: 2000 })
  })
})

describe('truncation by leader epoch', () => {
  const own =
    (entries: [leaderEpoch: number, endOffset: number][]) =>
    (asked: number): EpochEndOffset => {
      const found = entries.filter(([epoch]) => epoch <= asked).pop()
      return found ? { leaderEpoch: found[0], endOffset: found[1] } : { leaderEpoch: -1, endOffset: -1 }
    }
  it.each([
    [
      'the leader does not know the epoch: cut to the high watermark',
      { leaderEpoch: -1, endOffset: -1 },
      [[0, 12]],
      5,
      true,
    ],
    ['the leader has the whole epoch: nothing is cut', { leaderEpoch: 1, endOffset: 20 }, [[1, 12]], 12, true],
    ['the epoch ends earlier on the leader: cut there', { leaderEpoch: 1, endOffset: 8 }, [[1, 12]], 8, true],
    ['an answer without epoch: cut to its offset', { leaderEpoch: -1, endOffset: 8 }, [[1, 12]], 8, true],
    // KIP-279: the follower has epochs 1 and 3, the leader 1 and 2: cut what came after 1, then ask about 1.
    [
      'the leader answers an epoch the follower lacks',
      { leaderEpoch: 2, endOffset: 11 },
      [
        [1, 6],
        [3, 12],
      ],
      6,
      false,
    ],
    ['the follower knows no epoch that old', { leaderEpoch: 0, endOffset: 4 }, [[3, 12]], 4, true],
  ] as [string, EpochEndOffset, [number, number][], number, boolean][])('%s', (_, leader, entries, offset, done) => {
    const step = truncationByLeaderEpoch({
      leader,
      initialFetchOffset: 5,
      logEndOffset: 12,
      ownEndOffsetFor: own(entries),
    })
    expect(step).toEqual({ offset, done })
  })

  it('before leader epochs everything above the high watermark goes', () => {
    expect(truncationToHighWatermark(5, 12)).toBe(5)
  })
})
