import { describe, expect, it } from 'vitest'
import type { ReplicaView } from '../../../electron/host/api/views'
import {
  countMatching,
  filteredRows,
  isNotPreferred,
  matrixBrokers,
  matrixRows,
  rememberMatches,
  replicaGauge,
} from '../../../renderer/model/matrix'
import { broker, byName, NOW_MS, partition } from './views'

const names = (rows: { name: string }[]) => rows.map(({ name }) => name)
const none = new Set<string>()

describe('rows', () => {
  const partitions = byName(
    partition('orders', 10),
    partition('orders', 2),
    partition('__consumer_offsets', 0, { internal: true }),
    partition('__consumer_offsets', 1, { internal: true }),
    partition('accounts', 0),
  )

  it('stand in numeric order, internal topics last and folded', () => {
    expect(names(matrixRows(partitions, none, ''))).toEqual([
      'accounts-0',
      'orders-2',
      'orders-10',
      '__consumer_offsets',
    ])
  })

  it('unfold what was opened, and what is searched for', () => {
    const open = names(matrixRows(partitions, new Set(['__consumer_offsets']), ''))
    expect(open.slice(-2)).toEqual(['__consumer_offsets-0', '__consumer_offsets-1'])
    expect(names(matrixRows(partitions, none, 'offsets-1'))).toEqual(['__consumer_offsets-1'])
  })

  it('are the same objects as long as the partitions are', () => {
    const again = new Map(partitions).set('orders-2', partition('orders', 2, { leader: 2 }))
    const [before, after] = [matrixRows(partitions, none, ''), matrixRows(again, none, '')]
    expect(after[0]).toBe(before[0])
    expect(after[1]).not.toBe(before[1])
  })
})

describe('filters', () => {
  const behind = (number: number) => partition('a', number, { isr: [1] })
  const fine = (number: number) => partition('a', number)

  it('count by what they mean', () => {
    const views = [behind(0), fine(1), partition('a', 2, { leader: 2 }), partition('a', 3, { leader: -1 })]
    expect(['all', 'trouble', 'notPreferred'].map((filter) => countMatching(views, filter as 'all'))).toEqual([4, 2, 1])
  })

  it('add new trouble at the end and keep solved rows for five seconds', () => {
    const first = rememberMatches(null, byName(behind(3), fine(1)), 'trouble', 0)
    const second = rememberMatches(first, byName(behind(3), behind(1)), 'trouble', 1000)
    expect([...second.matchedMs.keys()]).toEqual(['a-3', 'a-1'])
    const solved = byName(fine(3), behind(1))
    const third = rememberMatches(second, solved, 'trouble', 3000)
    expect(names(filteredRows(solved, third, ''))).toEqual(['a-3', 'a-1'])
    expect([...rememberMatches(third, solved, 'trouble', 6001).matchedMs.keys()]).toEqual(['a-1'])
  })

  it('start anew when another filter is chosen', () => {
    const trouble = rememberMatches(null, byName(behind(3)), 'trouble', 0)
    expect(rememberMatches(trouble, byName(behind(3)), 'notPreferred', 0).matchedMs.size).toBe(0)
  })
})

it.each([
  [[2, 3, 1], 2, false],
  [[2, 3, 1], 3, true],
  [[2, 3, 1], -1, false],
])('replicas %j led by %d: not preferred is %j', (replicas, leader, expected) => {
  expect(isNotPreferred(partition('a', 0, { replicas, leader }))).toBe(expected)
})

describe('gauges', () => {
  const replica = (brokerId: number, logEndOffset: number | null, highWatermark: number | null): ReplicaView => ({
    brokerId,
    role: 'follower',
    logStartOffset: 0,
    logEndOffset,
    highWatermark,
    leaderEpoch: 0,
    sizeBytes: 0,
    segmentCount: 1,
    lag: 0,
    logDir: null,
    leaderEpochs: [],
    reportedMs: NOW_MS,
  })
  const gauge = (...views: ReplicaView[]) => replicaGauge(partition('a', 0, { replicaViews: views }), views[0]!)

  it('are full when everything is committed', () => {
    expect(gauge(replica(1, 18_204_334, 18_204_334))).toEqual({ committed: 1, end: 1 })
  })
  it('show a lag of three in a log of millions', () => {
    const drawn = gauge(replica(1, 18_204_331, 18_204_330), replica(2, 18_204_334, 18_204_331))
    expect(drawn!.end).toBeLessThan(0.8)
    expect(drawn!.committed).toBeLessThan(drawn!.end)
  })
  it('are empty for an empty log, and absent for an unknown one', () => {
    expect(gauge(replica(1, 0, 0))).toEqual({ committed: 0, end: 0 })
    expect(gauge(replica(1, null, null))).toBeNull()
  })
})

it('brokers of the matrix stay the same object until a whole second has passed', () => {
  const dead = broker(2, { state: 'Killed', stateSinceMs: NOW_MS - 4100 })
  const first = matrixBrokers([broker(1), dead], NOW_MS, [])
  expect(first).toEqual([
    { id: 1, gone: false, ageMs: null },
    { id: 2, gone: true, ageMs: 4000 },
  ])
  expect(matrixBrokers([broker(1), dead], NOW_MS + 250, first)).toBe(first)
  expect(matrixBrokers([broker(1), dead], NOW_MS + 1000, first)[1]?.ageMs).toBe(5000)
})
