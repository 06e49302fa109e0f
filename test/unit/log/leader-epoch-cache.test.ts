import { describe, expect, it } from 'vitest'
import { type EpochEntry, LeaderEpochCache } from '../../../broker-core/log/leader-epoch-cache'

function cache(...entries: [number, number][]) {
  const persisted: (readonly EpochEntry[])[] = []
  const made = new LeaderEpochCache({
    entries: entries.map(([epoch, startOffset]) => ({ epoch, startOffset })),
    logEndOffset: () => 100,
    persist: (all) => void persisted.push(all),
  })
  return { made, persisted, pairs: () => made.entries().map((entry) => [entry.epoch, entry.startOffset]) }
}

describe('leader epoch cache', () => {
  it.each<[string, [number, number], number[][]]>([
    [
      'a newer epoch',
      [4, 50],
      [
        [1, 0],
        [3, 20],
        [4, 50],
      ],
    ],
    [
      'the same epoch again',
      [3, 60],
      [
        [1, 0],
        [3, 20],
      ],
    ],
    [
      'an epoch that got no record before',
      [4, 20],
      [
        [1, 0],
        [4, 20],
      ],
    ],
    [
      'an older epoch drops what contradicts it',
      [2, 70],
      [
        [1, 0],
        [2, 70],
      ],
    ],
    [
      'an earlier start drops what contradicts it',
      [5, 10],
      [
        [1, 0],
        [5, 10],
      ],
    ],
  ])('assigns %s', (_, [epoch, startOffset], expected) => {
    const { made, pairs } = cache([1, 0], [3, 20])
    made.assign(epoch, startOffset)
    expect(pairs()).toEqual(expected)
  })

  it('writes only when something changed', () => {
    const { made, persisted } = cache([1, 0])
    made.assign(1, 10)
    made.truncateFromEnd(5)
    made.truncateFromStart(0)
    expect(persisted).toEqual([])
    made.assign(2, 10)
    expect(persisted).toHaveLength(1)
  })

  it.each([
    [-1, -1, -1],
    [0, 0, 5],
    [1, 1, 20],
    [2, 1, 20],
    [3, 3, 100],
    [4, -1, -1],
  ])('end of epoch %i is (%i, %i)', (asked, leaderEpoch, endOffset) => {
    const { made } = cache([1, 5], [3, 20])
    expect(made.endOffsetFor(asked)).toEqual({ leaderEpoch, endOffset })
  })

  it.each<[number, number[][]]>([
    [
      21,
      [
        [1, 0],
        [3, 20],
      ],
    ],
    [20, [[1, 0]]],
    [0, []],
  ])('truncated to end at %i', (offset, expected) => {
    const { made, pairs } = cache([1, 0], [3, 20])
    made.truncateFromEnd(offset)
    expect(pairs()).toEqual(expected)
  })

  it.each<[number, number[][]]>([
    [
      0,
      [
        [1, 0],
        [3, 20],
      ],
    ],
    [
      10,
      [
        [1, 10],
        [3, 20],
      ],
    ],
    [20, [[3, 20]]],
    [35, [[3, 35]]],
  ])('truncated to begin at %i', (offset, expected) => {
    const { made, pairs } = cache([1, 0], [3, 20])
    made.truncateFromStart(offset)
    expect(pairs()).toEqual(expected)
  })

  it('refuses what no epoch can be', () => {
    expect(() => cache().made.assign(-1, 0)).toThrow()
    expect(() => cache().made.assign(1, -5)).toThrow()
  })
})
