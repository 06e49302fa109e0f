import { describe, expect, it } from 'vitest'
import { healthOf, isAtMinIsr, lastElectionBurst, lastInSyncOn } from '../../../renderer/model/health'
import { broker, event, NOW_MS, partition } from './views'

const whole = {
  brokers: [broker(1), broker(2), broker(3)],
  coordination: null,
  controllerId: 1,
  partitions: [partition('orders', 0)],
  nowMs: NOW_MS,
}
const kinds = (change: Partial<typeof whole>) => healthOf({ ...whole, ...change }).reasons.map(({ kind }) => kind)

describe('health', () => {
  it('is good only when all replicas are in sync and every broker serves', () => {
    expect(healthOf(whole).level).toBe('good')
    expect(healthOf({ ...whole, brokers: [broker(1), broker(2, { state: 'Starting' })] }).level).toBe('info')
    expect(healthOf({ ...whole, partitions: [] }).level).toBe('info')
  })

  it.each([
    ['leaderless', partition('a', 0, { leader: -1, replicas: [2], isr: [2] }), ['leaderless']],
    ['under min ISR', partition('a', 0, { isr: [1] }), ['underMinIsr', 'underReplicated']],
    ['at min ISR', partition('a', 0, { isr: [1, 2] }), ['underReplicated', 'atMinIsr']],
    ['leaderless is not told twice', partition('a', 0, { leader: -1, isr: [2] }), ['leaderless', 'underReplicated']],
  ])('%s', (_, view, expected) => expect(kinds({ partitions: [view] })).toEqual(expected))

  it('says that brokers are silent, that there is no controller, that a log dir is gone', () => {
    expect(kinds({ brokers: [broker(1), broker(2, { reportedMs: NOW_MS - 3001 })] })).toEqual(['noReport'])
    expect(kinds({ brokers: [broker(1), broker(2, { reportedMs: NOW_MS - 60_000, state: 'Killed' })] })).toEqual([])
    expect(healthOf({ ...whole, controllerId: null }).reasons[0]?.kind).toBe('noController')
    expect(kinds({ brokers: [broker(1, { offlineLogDirs: ['/data/2'] })] })).toEqual(['logDirOffline'])
  })

  it('says at once that a broker ended, until an in-sync set misses it', () => {
    const exit = { code: null, signal: 'SIGKILL', atMs: NOW_MS, requested: true, lastError: null }
    const brokers = [broker(1), broker(2, { state: 'Killed', exit }), broker(3)]
    expect(healthOf({ ...whole, brokers }).reasons).toMatchObject([
      { kind: 'brokerDown', level: 'warn', brokerIds: [2] },
    ])
    expect(kinds({ brokers, partitions: [partition('a', 0, { isr: [1, 3], minInsyncReplicas: 1 })] })).toEqual([
      'underReplicated',
    ])
    const last = partition('a', 0, { leader: -1, replicas: [2], isr: [2], minInsyncReplicas: 1 })
    expect(kinds({ brokers, partitions: [last] })).toEqual(['leaderless'])
    expect(kinds({ brokers: [broker(1), broker(2, { state: 'NotRunning' })] })).toEqual([])
  })

  it('names the missing brokers', () => {
    const views = [partition('a', 0, { isr: [1, 3] }), partition('a', 1, { isr: [1] })]
    const reason = healthOf({ ...whole, partitions: views }).reasons.find(({ kind }) => kind === 'underReplicated')
    expect(reason).toMatchObject({ count: 2, names: ['a-0', 'a-1'], brokerIds: [2, 3] })
  })
})

it.each([
  [[1, 2], [1, 2, 3], 2, true],
  [[1, 2], [1, 2], 2, false],
  [[1, 2, 3], [1, 2, 3], 2, false],
  [[1], [1, 2, 3], null, false],
])('ISR %j of %j with minimum %j is at min ISR: %j', (isr, replicas, minInsyncReplicas, expected) => {
  expect(isAtMinIsr(partition('a', 0, { isr, replicas, minInsyncReplicas }))).toBe(expected)
})

it('finds partitions that only this broker keeps in sync', () => {
  const views = [partition('a', 0, { isr: [2] }), partition('a', 1, { isr: [1, 2] }), partition('a', 2, { isr: [1] })]
  expect(lastInSyncOn(2, views)).toEqual(['a-0'])
})

describe('the last burst of elections', () => {
  const moved = (atMs: number) => event(atMs, 'leaderElected', { details: { from: 2, to: 3 } })
  const created = (atMs: number) => event(atMs, 'leaderElected', { details: { from: -1, to: 3 } })

  it.each([
    ['none', [], null],
    ['one group', [moved(900_000), moved(999_000), moved(999_040)], { count: 2, spanMs: 40, atMs: 999_040 }],
    ['too old', [moved(900_000)], null],
    ['a new topic moves no leader', [created(999_000)], null],
  ])('%s', (_, events, expected) => expect(lastElectionBurst(events, NOW_MS, 30_000)).toEqual(expected))
})
