import { describe, expect, it } from 'vitest'
import { cardColumns } from '../../../renderer/model/card-columns'
import { deletionProgress } from '../../../renderer/model/deletions'
import {
  eventsOfGroup,
  isInactive,
  memberSuffix,
  parsePartitions,
  partitionRanges,
  staleSince,
  topicsOfGroup,
} from '../../../renderer/model/groups'
import { moveOf, parseReplicas, proposeReplicas } from '../../../renderer/model/moves'
import { emptyWish, type ResetWish, resetRequest } from '../../../renderer/model/reset-wish'
import { sparkPath } from '../../../renderer/model/spark-path'
import { event, partition } from './views'

describe('groups', () => {
  it.each([
    [[], ''],
    [[3], '3'],
    [[2, 0, 1, 5, 9, 10], '0–2, 5, 9–10'],
  ])('partitions %j as %s', (partitions, text) => expect(partitionRanges(partitions)).toBe(text))

  it.each([
    ['0, 2-4', [0, 2, 3, 4]],
    ['7', [7]],
    ['1,1', [1]],
    ['', null],
    ['4-2', null],
    ['0-99999', null],
    ['a', null],
    ['-1', null],
  ])('%j is %j', (text, partitions) => expect(parsePartitions(text)).toEqual(partitions))

  it.each([
    ['Empty', true],
    ['Dead', true],
    ['Stable', false],
    ['PreparingRebalance', false],
    ['', false],
  ])('%s can be reset: %j', (state, inactive) => expect(isInactive(state)).toBe(inactive))

  it('old values are told apart, unknown ones are not old', () => {
    expect(staleSince(1000, 8000)).toBeNull()
    expect(staleSince(1000, 8001)).toBe(7001)
    expect(staleSince(null, 8001)).toBeNull()
  })

  it('add lags up by topic, and leave out what is not known', () => {
    const row = (topic: string, number: number, lag: number | null) => ({ topic, partition: number, lag }) as never
    const topics = topicsOfGroup({ partitions: [row('a', 0, 3), row('a', 1, null), row('b', 0, null)] })
    expect(topics.map(({ topic, lag, partitions }) => [topic, lag, partitions.length])).toEqual([
      ['a', 3, 2],
      ['b', null, 1],
    ])
  })

  it('their events, newest first, and of nobody else', () => {
    const of = (groupId: string, atMs: number) => event(atMs, 'groupStateChanged', { details: { groupId } })
    const all = [of('g', 1), of('h', 2), of('g', 3), event(4, 'leaderElected'), of('g', 5)]
    expect(eventsOfGroup(all, 'g', 2).map(({ atMs }) => atMs)).toEqual([5, 3])
  })

  it('a member by what its id has beyond its client', () => {
    const member = { clientId: 'billing', memberId: 'billing-7c1d9a3e-51f0' } as never
    expect(memberSuffix(member)).toBe('7c1d9a3e')
    expect(memberSuffix({ clientId: 'x', memberId: 'billing-7c1d' } as never)).toBe('billing-')
  })
})

describe('a reset as it is typed', () => {
  const wish = (change: Partial<ResetWish>) => resetRequest('g', { ...emptyWish(0), ...change })
  it.each<[Partial<ResetWish>, unknown]>([
    [{}, { groupId: 'g', topics: [], to: { kind: 'earliest' } }],
    [
      { kind: 'offset', offset: ' 12 ' },
      { groupId: 'g', topics: [], to: { kind: 'offset', offset: 12 } },
    ],
    [{ kind: 'offset', offset: '-1' }, null],
    [
      { kind: 'shiftBy', by: '-10' },
      { groupId: 'g', topics: [], to: { kind: 'shiftBy', by: -10 } },
    ],
    [{ kind: 'shiftBy', by: '1.5' }, null],
    [{ kind: 'datetime', datetime: '' }, null],
    [
      { kind: 'datetime', datetime: '2026-11-23T09:05:07.020' },
      {
        groupId: 'g',
        topics: [],
        to: { kind: 'datetime', timestampMs: new Date(2026, 10, 23, 9, 5, 7, 20).getTime() },
      },
    ],
    [{ topic: 't' }, { groupId: 'g', topics: [{ topic: 't', partitions: null }], to: { kind: 'earliest' } }],
    [
      { topic: 't', partitions: '0-1' },
      { groupId: 'g', topics: [{ topic: 't', partitions: [0, 1] }], to: { kind: 'earliest' } },
    ],
    [{ topic: 't', partitions: 'x' }, null],
  ])('%j', (change, request) => expect(wish(change)).toEqual(request))
})

describe('moves', () => {
  it('show how far a new replica has come', () => {
    const replica = (brokerId: number, logEndOffset: number | null) =>
      ({ brokerId, logEndOffset, logStartOffset: 100 }) as never
    const view = partition('t', 0, {
      leader: 1,
      isr: [1],
      replicaViews: [replica(1, 300), replica(2, 150), replica(3, null)],
    })
    const move = moveOf({ topic: 't', partition: 0, replicas: [1, 2, 3], adding: [2, 3], removing: [1] }, view)
    expect(move.target).toEqual([2, 3])
    expect(move.adds.map(({ done, inSync }) => [done, inSync])).toEqual([
      [0.25, false],
      [null, false],
    ])
    expect(moveOf(move, undefined).adds[0]!.done).toBeNull()
  })

  it.each([
    ['1, 3', [1, 3]],
    ['3,1', [3, 1]],
    ['1, 1', null],
    ['4', null],
    ['', null],
    ['1,', null],
  ])('replicas %j', (text, replicas) => expect(parseReplicas(text, [1, 2, 3])).toEqual(replicas))

  it('are proposed so that leaders are spread', () => {
    expect([...proposeReplicas([0, 1, 2, 3], [1, 2, 3], 2)]).toEqual([
      [0, [1, 2]],
      [1, [2, 3]],
      [2, [3, 1]],
      [3, [1, 2]],
    ])
    expect(proposeReplicas([0], [1], 3).get(0)).toEqual([1])
  })
})

describe('deletions', () => {
  const folder = (brokerId: number, sinceMs: number) => ({ brokerId, sinceMs, sizeBytes: 10, path: '/p', partition: 0 })
  it.each([
    [15_000, 0.5, 5000],
    [99_000, 1, 0],
    [5000, 0, 10_000],
  ])('at %d', (nowMs, done, leftMs) =>
    expect(
      deletionProgress({ topic: 't', delayMs: 10_000, folders: [folder(2, 9000), folder(1, 10_000)] }, nowMs),
    ).toMatchObject({
      done,
      leftMs,
      folderCount: 2,
      brokerIds: [1, 2],
      sizeBytes: 20,
    }),
  )
})

describe('a small line', () => {
  const size = { width: 90, height: 10 }
  it('ends now, starts at 0, has gaps where nothing was known', () => {
    expect(sparkPath([0, 10, null, 5, 5], 10, size)).toBe('M50.0 10.0L60.0 0.0M80.0 5.0L90.0 5.0')
    expect(sparkPath([4], 10, size)).toBe('M90.0 0.0h.1')
    expect(sparkPath([], 10, size)).toBe('')
    expect(sparkPath([0, 0], 2, size)).toBe('M0.0 10.0L90.0 10.0')
  })
})

describe('cards', () => {
  it.each([
    [1, 1208, 1],
    [3, 1208, 3],
    [4, 1208, 2],
    [4, 1688, 4],
    [3, 1028, 2],
    [5, 1208, 3],
    [6, 1688, 3],
    [8, 1688, 4],
    [4, 1028, 2],
    [3, 500, 1],
    [0, 1208, 1],
  ])('%d in %d px: %d in a row', (count, width, columns) => expect(cardColumns(count, width)).toBe(columns))
})
