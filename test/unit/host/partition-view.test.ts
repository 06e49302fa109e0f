import { describe, expect, it } from 'vitest'
import type { PartitionTelemetry } from '../../../broker-core/probe/telemetry'
import { type BrokerSide, partitionView } from '../../../electron/host/updates/partition-view'

const told = (over: Partial<PartitionTelemetry>): PartitionTelemetry => ({
  topic: 't',
  partition: 0,
  role: 'follower',
  leader: 1,
  leaderEpoch: 3,
  controllerEpoch: 1,
  replicas: [1, 2, 3],
  isr: [],
  logStartOffset: 0,
  logEndOffset: 10,
  highWatermark: 10,
  lastStableOffset: 10,
  recoveryPoint: 0,
  sizeBytes: 100,
  segmentCount: 1,
  activeSegmentBaseOffset: 0,
  logDir: '/d',
  followers: [],
  leaderEpochs: [],
  truncating: false,
  ...over,
})
const metadata = (over: object = {}) => ({
  topic: 't',
  partition: 0,
  leader: 1,
  leaderEpoch: 3,
  isr: [1, 2, 3],
  replicas: [1, 2, 3],
  offline: [],
  ...over,
})
const side = (id: number, over: Partial<BrokerSide> = {}): BrokerSide => ({
  id,
  live: true,
  telemetry: told({}),
  telemetryMs: 5,
  metadata: metadata(),
  ...over,
})
const leader = told({
  role: 'leader',
  isr: [1, 2],
  logEndOffset: 20,
  followers: [
    { brokerId: 2, logEndOffset: 18, logStartOffset: 0, caughtUpAgoMs: 3 },
    { brokerId: 3, logEndOffset: -1, logStartOffset: -1, caughtUpAgoMs: -1 },
  ],
})

describe('a partition as the brokers together know it', () => {
  it('takes the ISR from the leader itself, and says who is out of it and why', () => {
    const view = partitionView('t', 0, [side(1, { telemetry: leader }), side(2), side(3, { live: false })], 2)!
    expect(view.isr).toEqual([1, 2])
    expect(view.outOfSync).toEqual([{ brokerId: 3, reason: 'offline' }])
    expect(view.minInsyncReplicas).toBe(2)
    expect(view.replicaViews.map(({ brokerId, role, lag }) => [brokerId, role, lag])).toEqual([
      [1, 'leader', 0],
      [2, 'follower', 2],
      [3, 'offline', null],
    ])
  })

  it('believes the newer epoch: a frozen leader of the past does not count', () => {
    const elected = {
      metadata: metadata({ leader: 2, leaderEpoch: 4, isr: [2, 3] }),
      telemetry: told({ role: 'leader' as const, leader: 2, leaderEpoch: 4, isr: [2, 3] }),
    }
    const view = partitionView('t', 0, [side(1, { telemetry: leader }), side(2, elected), side(3)], null)!
    expect([view.leader, view.leaderEpoch, view.isr]).toEqual([2, 4, [2, 3]])
    expect(view.outOfSync).toEqual([{ brokerId: 1, reason: 'lagging' }])
    expect(view.replicaViews.map(({ role }) => role)).toEqual(['follower', 'leader', 'follower'])
  })

  it('does not let a dead broker remember a topic that was made again', () => {
    const old = side(1, { live: false, metadata: metadata({ leaderEpoch: 9, replicas: [1] }) })
    const fresh = metadata({ leader: 2, leaderEpoch: 0, replicas: [2, 3], isr: [2, 3] })
    expect(partitionView('t', 0, [old, side(2, { metadata: fresh, telemetry: undefined })], null)).toMatchObject({
      leaderEpoch: 0,
      replicas: [2, 3],
    })
  })

  it('does not show an empty ISR for the moment in which only followers know the new epoch', () => {
    const heard = told({ leader: 2, leaderEpoch: 4 })
    const view = partitionView('t', 0, [side(1, { live: false }), side(2, { telemetry: heard }), side(3)], null)!
    expect([view.leaderEpoch, view.isr]).toEqual([3, [1, 2, 3]])
    const alone = partitionView('t', 0, [side(2, { telemetry: heard, metadata: undefined })], null)!
    expect([alone.leaderEpoch, alone.isr]).toEqual([4, []])
  })

  it('keeps the last word of the dead when nobody lives, in the order of replicas', () => {
    const down = { live: false, metadata: metadata({ replicas: [3, 1, 2], isr: [3] }), telemetry: undefined }
    const view = partitionView('t', 0, [side(1, down), side(2, down), side(3, down)], null)!
    expect(view.replicas).toEqual([3, 1, 2])
    expect(view.replicaViews.map(({ brokerId, logEndOffset }) => [brokerId, logEndOffset])).toEqual([
      [3, null],
      [1, null],
      [2, null],
    ])
    expect(view.outOfSync.map(({ brokerId }) => brokerId)).toEqual([1, 2])
  })

  it('is nothing when no broker knows it; its offsets are unknown where a broker has none', () => {
    expect(partitionView('t', 0, [side(1, { telemetry: undefined, metadata: undefined })], null)).toBeUndefined()
    const offline = told({ role: 'offline', logEndOffset: -1, highWatermark: -1, logDir: '' })
    const [replica] = partitionView('__consumer_offsets', 0, [side(1, { telemetry: offline })], null)!.replicaViews
    expect(replica).toMatchObject({ role: 'offline', logEndOffset: null, highWatermark: null, logDir: null })
  })
})
