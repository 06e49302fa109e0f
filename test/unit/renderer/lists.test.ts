import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../../electron/host/api/functions'
import { retryDelayMs } from '../../../renderer/backends/websocket'
import { appendLines, isAtLeast, nextMatch, prependLines, splitAtMatches } from '../../../renderer/model/log-lines'
import { findTargets, type SearchTarget } from '../../../renderer/model/search'
import { filterEvents, joinEvents, kindGroups } from '../../../renderer/model/timeline'
import { parseConfigLines, topicNameProblem, topicsOf } from '../../../renderer/model/topics'
import { rowWindow, scrollTopFor } from '../../../renderer/model/virtual-rows'
import { event, partition } from './views'

const lines = (from: number, to: number, level = 'INFO'): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    line: from + index,
    text: `line ${from + index}`,
    level,
    atMs: null,
  }))
const numbers = (list: readonly LogLine[] | null) => list && [list[0]?.line, list.at(-1)?.line, list.length]

describe('virtual rows', () => {
  it.each([
    [0, 100, 10, 1000, { first: 0, end: 16 }],
    [500, 100, 10, 1000, { first: 44, end: 66 }],
    [9900, 100, 10, 1000, { first: 984, end: 1000 }],
    [0, 100, 10, 3, { first: 0, end: 3 }],
    [0, 0, 10, 0, { first: 0, end: 0 }],
  ])('at %d of %d px, rows of %d, %d rows', (top, height, row, count, shown) => {
    expect(rowWindow(top, height, row, count)).toEqual(shown)
  })

  it.each([
    [2, 100, 20],
    [15, 100, 100],
    [30, 100, 210],
  ])('row %d scrolls from %d to %d', (row, top, expected) => expect(scrollTopFor(row, top, 100, 10)).toBe(expected))
})

describe('log lines', () => {
  it('append what is new, once', () => expect(numbers(appendLines(lines(1, 10), lines(8, 14)))).toEqual([1, 14, 14]))
  it('notice a hole', () => expect(appendLines(lines(1, 10), lines(12, 14))).toBeNull())
  it('keep a bounded number', () =>
    expect(numbers(appendLines(lines(1, 5000), lines(5001, 5100)))).toEqual([101, 5100, 5000]))
  it('prepend earlier ones', () => expect(numbers(prependLines(lines(1, 12), lines(10, 20)))).toEqual([1, 20, 20]))
  it.each([
    [[3, 7, 9], 3, 1, 7],
    [[3, 7, 9], 9, 1, 3],
    [[3, 7, 9], 3, -1, 9],
    [[3, 7, 9], 8, -1, 7],
    [[], 1, 1, null],
  ] as const)('matches %j from %d by %d: %j', (matches, from, step, next) =>
    expect(nextMatch(matches, from, step)).toBe(next),
  )
  it.each([
    ['INFO', 'WARN', false],
    ['ERROR', 'WARN', true],
    ['FATAL', 'ERROR', true],
    ['TRACE', 'all', true],
  ] as const)('%s passes %s: %j', (level, filter, passes) =>
    expect(isAtLeast(lines(1, 1, level)[0]!, filter)).toBe(passes),
  )
  it('marks matches whatever their case, and loses no character', () => {
    const parts = splitAtMatches('ISR shrunk, isr [1]', 'isr')
    expect(parts.filter((part) => part.hit).map((part) => part.text)).toEqual(['ISR', 'isr'])
    expect(parts.map((part) => part.text).join('')).toBe('ISR shrunk, isr [1]')
  })
})

describe('timeline filters', () => {
  const events = [
    event(1, 'processKilled', { source: 2, text: 'Broker 2 was killed' }),
    event(2, 'isrShrunk', { source: 1, topicPartition: 'orders-0' }),
    event(3, 'somethingNew', { source: 'lab' }),
    event(4, 'segmentRolled', { source: 1, topicPartition: '__consumer_offsets-7' }),
    event(5, 'topicCreated', { source: 1, details: { topic: '__transaction_state' } }),
    event(6, 'groupLoaded', { source: 1 }),
    event(7, 'topicCreated', { source: 1, details: { topic: '__consumer_offsets_backup' } }),
  ]
  const all = { sources: null, groups: new Set(kindGroups), internalTopics: true, text: '' }
  const say = ({ kind }: (typeof events)[number]) => (kind === 'isrShrunk' ? 'ISR 축소' : '')
  it.each([
    ['everything', all, 7],
    ["all but Kafka's own topics", { ...all, internalTopics: false }, 4],
    ['words of the language on screen', { ...all, text: '축소' }, 1],
    ['a source', { ...all, sources: new Set<'lab' | number>([2]) }, 1],
    ['a group', { ...all, groups: new Set(['isr' as const]) }, 1],
    ['unknown kinds', { ...all, groups: new Set(['other' as const]) }, 1],
    ['text', { ...all, text: 'KILLED' }, 1],
    ['a partition', { ...all, text: 'orders-0' }, 1],
  ])('%s', (_, filter, count) => expect(filterEvents(events, filter, say)).toHaveLength(count))
  it('joins earlier events without one twice', () => {
    expect(joinEvents(events, events.slice(1)).map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq))
  })
})

describe('topics', () => {
  it('are summed up, internal ones last', () => {
    const topics = topicsOf([
      partition('__x', 0, { internal: true }),
      partition('b', 1, { isr: [1] }),
      partition('b', 0),
      partition('a', 0, { leader: -1 }),
    ])
    expect(topics.map(({ topic }) => topic)).toEqual(['a', 'b', '__x'])
    expect(topics[1]).toMatchObject({ underReplicated: 1, leaderless: 0, replicationFactor: 3 })
    expect(topics[1]?.partitions.map((view) => view.partition)).toEqual([0, 1])
  })
  it.each([
    ['orders', null],
    ['', 'empty'],
    ['..', 'dots'],
    ['a b', 'characters'],
    ['x'.repeat(250), 'long'],
  ])('name %s', (name, problem) => expect(topicNameProblem(name)).toBe(problem))
  it('take configs line by line', () => {
    expect(parseConfigLines('a=1\n\n# note\n b.c = x=y \nnonsense')).toEqual({
      configs: { a: '1', 'b.c': 'x=y' },
      bad: ['nonsense'],
    })
  })
})

it.each([
  [1, 250],
  [2, 500],
  [5, 4000],
  [20, 5000],
])('after %d failures it waits %d ms', (failures, delay) => expect(retryDelayMs(failures)).toBe(delay))

describe('search', () => {
  const target = (kind: SearchTarget['kind'], name: string): SearchTarget => ({ kind, name, page: 'p', query: {} })
  const all = [
    target('page', 'Topics'),
    target('broker', 'Broker 1'),
    target('topic', 'orders'),
    target('topic', 'old-orders'),
    target('group', 'orders-view'),
    ...Array.from({ length: 40 }, (_, at) => target('partition', `orders-${at}`)),
  ]
  const names = (text: string) => findTargets(all, text).map(({ name }) => name)

  it('shows what begins with the text before what holds it, and few of many', () => {
    expect(names('orders').slice(0, 3)).toEqual(['orders', 'orders-view', 'orders-0'])
    expect(names('orders')).toHaveLength(12)
    expect(names('old')).toEqual(['old-orders'])
    expect(names('ORDERS 17')).toEqual(['orders-17'])
    expect(names('  ')).toEqual(['Topics', 'Broker 1', 'orders', 'old-orders', 'orders-view'])
    expect(names('nothing')).toEqual([])
  })
})
