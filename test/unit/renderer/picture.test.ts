import { describe, expect, it } from 'vitest'
import type { LabUpdate } from '../../../electron/host/api/functions'
import { emptyPicture, epochGain, isUrgent, nextPicture, TIMELINE_CAP } from '../../../renderer/model/picture'
import { broker, event, NOW_MS, partition } from './views'

const update = (change: Partial<LabUpdate>): LabUpdate => ({ version: 1, resync: false, nowMs: NOW_MS, ...change })
const first = nextPicture(
  emptyPicture,
  update({
    resync: true,
    brokers: [broker(2), broker(1)],
    partitions: [partition('orders', 0), partition('orders', 1)],
  }),
)

describe('the picture', () => {
  it('keeps what did not change as the same object', () => {
    const next = nextPicture(first, update({ version: 2, partitions: [partition('orders', 1, { leader: 2 })] }))
    expect(next.partitions.get('orders-0')).toBe(first.partitions.get('orders-0'))
    expect(next.partitions.get('orders-1')?.leader).toBe(2)
    expect(next.brokers).toBe(first.brokers)
  })

  it('orders brokers by id and freezes what it was given', () => {
    expect([...first.brokers.keys()]).toEqual([1, 2])
    expect(Object.isFrozen(first.brokers.get(1))).toBe(true)
  })

  it('forgets everything at a resynchronisation', () => {
    const next = nextPicture(first, update({ version: 9, resync: true, brokers: [broker(3)] }))
    expect([...next.brokers.keys()]).toEqual([3])
    expect(next.partitions.size).toBe(0)
    expect(next.lab).toBeNull()
  })

  it('removes partitions before it adds them: a topic deleted and created again stays', () => {
    const again = partition('orders', 0, { leaderEpoch: 0, leader: 3 })
    const next = nextPicture(
      first,
      update({ version: 2, removedPartitions: ['orders-0', 'orders-1'], partitions: [again] }),
    )
    expect([...next.partitions.keys()]).toEqual(['orders-0'])
  })

  it('takes each event once and keeps a bounded number', () => {
    const events = [event(1, 'a'), event(2, 'b')]
    const one = nextPicture(first, update({ timeline: events }))
    const two = nextPicture(one, update({ timeline: [...events, event(3, 'c')] }))
    expect(two.timeline.map(({ kind }) => kind)).toEqual(['a', 'b', 'c'])
    const many = Array.from({ length: TIMELINE_CAP + 10 }, (_, index) => event(index, 'x'))
    expect(nextPicture(two, update({ timeline: many })).timeline).toHaveLength(TIMELINE_CAP)
  })
})

describe('epoch gains', () => {
  const risen = (leaderEpoch: number) => partition('orders', 0, { leaderEpoch })
  const two = nextPicture(first, update({ version: 2, partitions: [risen(1)] }))
  const three = nextPicture(two, update({ version: 3, nowMs: NOW_MS + 1000, partitions: [risen(2)] }))

  it.each([
    [first, 0, NOW_MS, 0],
    [two, 1, NOW_MS, 1],
    [three, 2, NOW_MS + 1000, 2],
    [three, 2, NOW_MS + 60_000, 0],
  ])('case %#', (picture, epoch, nowMs, gain) => expect(epochGain(picture, risen(epoch), nowMs)).toBe(gain))

  it('survive a resynchronisation', () => {
    const next = nextPicture(two, update({ version: 4, resync: true, partitions: [risen(1)] }))
    expect(epochGain(next, risen(1), NOW_MS)).toBe(1)
  })
})

describe('urgency', () => {
  it.each([
    ['offsets', update({ partitions: [partition('orders', 0)] }), false],
    ['numbers of a broker', update({ brokers: [broker(1, { leaderCount: 4 })] }), false],
    ['a state of a broker', update({ brokers: [broker(1, { state: 'Killed' })] }), true],
    ['an event', update({ timeline: [event(1, 'a')] }), true],
    ['no event', update({ timeline: [] }), false],
    ['a resynchronisation', update({ resync: true }), true],
  ])('%s', (_, given, urgent) => expect(isUrgent(first, given)).toBe(urgent))
})
