import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ListedGroup } from '../../../electron/host/client/group-questions'
import { type GroupQuestions, groupQuestions } from '../../../electron/host/groups/group-questions'
import { GroupWatch } from '../../../electron/host/groups/group-watch'
import { HISTORY_LENGTH } from '../../../electron/host/groups/opened-group'
import { pendingDeletions } from '../../../electron/host/topic-work/pending-deletions'
import { TopicWork } from '../../../electron/host/topic-work/topic-work'
import { temporaryDirectory } from '../../helpers/temp'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => vi.useRealTimers())

/** Two brokers with a group each, whose log end grows by one a question. */
function cluster() {
  const asked: string[] = []
  const groups = new Map<number, ListedGroup[]>([
    [1, [{ groupId: 'b', protocolType: 'consumer', state: 'Stable' }]],
    [2, [{ groupId: 'a', protocolType: 'consumer', state: 'Empty' }]],
  ])
  const silent = new Set<number>()
  let end = 10
  const answer = <Value>(broker: number, what: string, value: Value): Promise<Value> => {
    asked.push(what)
    return silent.has(broker) ? Promise.reject(new Error(`broker ${broker} is silent`)) : Promise.resolve(value)
  }
  const questions: GroupQuestions = {
    brokers: async () => [1, 2],
    list: (broker) => answer(broker, 'list', groups.get(broker) ?? []),
    coordinator: (groupId) => answer(1, `coordinator ${groupId}`, 1),
    describe: (broker, ids) =>
      answer(
        broker,
        `describe ${ids}`,
        (groups.get(broker) ?? [])
          .filter(({ groupId }) => ids.includes(groupId))
          .map((group) => ({ ...group, errorCode: 0, protocol: 'range', members: [] })),
      ),
    committed: (broker, groupId) =>
      answer(broker, `committed ${groupId}`, [
        { topic: 't', partition: 0, offset: 4, leaderEpoch: null, metadata: '' },
      ]),
    ends: async (partitions) => {
      asked.push('ends')
      end++
      return {
        start: new Map(),
        end: new Map(partitions.map(({ topic, partition }) => [`${topic}-${partition}`, end])),
      }
    },
  }
  const watch = new GroupWatch(questions)
  let changes = 0
  const page = watch.look(() => changes++)
  const count = (what: string) => asked.filter((each) => each === what).length
  return { watch, page, asked, silent, groups, count, changes: () => changes }
}

const stateChanged = {
  kind: 'groupStateChanged',
  groupId: 'b',
  from: 'Stable',
  to: 'Empty',
  generation: 1,
  members: 0,
  why: 'no members are left',
} as const

describe('the groups', () => {
  it('are asked about only while somebody looks', async () => {
    const { watch, page, asked } = cluster()
    watch.note(stateChanged)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toEqual([])
    page.setInterest({ groupId: null })
    await vi.advanceTimersByTimeAsync(10)
    expect(page.current()!.view.groups).toMatchObject([
      { groupId: 'a', coordinator: 2, state: 'Empty', members: 0, protocol: 'range' },
      { groupId: 'b', coordinator: 1, state: 'Stable' },
    ])
    page.setInterest(undefined)
    await vi.advanceTimersByTimeAsync(5000)
    const before = asked.length
    watch.note(stateChanged)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked.length).toBe(before)
    expect(page.current()).toBeUndefined()
  })

  it('are listed again when a broker tells, soon and once for a burst; else every ten seconds', async () => {
    const { watch, page, count } = cluster()
    page.setInterest({ groupId: null })
    await vi.advanceTimersByTimeAsync(1000)
    expect(count('list')).toBe(2)
    for (let burst = 0; burst < 20; burst++) watch.note(stateChanged)
    await vi.advanceTimersByTimeAsync(300)
    expect(count('list')).toBe(4)
    watch.note({ kind: 'highWatermarkAdvanced', topic: 't', partition: 0, from: 1, to: 2 })
    await vi.advanceTimersByTimeAsync(8000)
    expect(count('list')).toBe(4)
    await vi.advanceTimersByTimeAsync(5000)
    expect(count('list')).toBe(6)
  })

  it('keep a bounded history of lags at an even pace, and forget it when nobody looks', async () => {
    const { watch, page } = cluster()
    page.setInterest({ groupId: 'b' })
    await vi.advanceTimersByTimeAsync(10_100)
    for (let told = 0; told < 30; told++) {
      watch.note(stateChanged)
      await vi.advanceTimersByTimeAsync(20)
    }
    const history = () => page.current()!.view.opened!.partitions[0]!.history
    expect(history().length).toBeGreaterThanOrEqual(5)
    expect(history().length).toBeLessThanOrEqual(7)
    await vi.advanceTimersByTimeAsync(2000 * (HISTORY_LENGTH + 20))
    expect(history()).toHaveLength(HISTORY_LENGTH)
    page.setInterest(undefined)
    await vi.advanceTimersByTimeAsync(20_000)
    page.setInterest({ groupId: 'b' })
    await vi.advanceTimersByTimeAsync(100)
    expect(history()).toHaveLength(1)
  })

  it('of a silent coordinator stay as they were, with the reason and a gap', async () => {
    const { page, silent } = cluster()
    page.setInterest({ groupId: 'b' })
    await vi.advanceTimersByTimeAsync(5000)
    const { readMs } = page.current()!.view
    silent.add(1)
    await vi.advanceTimersByTimeAsync(12_000)
    const { view } = page.current()!
    expect(view.groups.map(({ groupId }) => groupId)).toEqual(['a', 'b'])
    expect(view).toMatchObject({ problem: { ko: 'broker 1 is silent' }, readMs })
    expect(view.opened).toMatchObject({ problem: { ko: 'broker 1 is silent' }, state: 'Stable' })
    expect(view.opened!.partitions[0]!.history.at(-1)).toBeNull()
    silent.delete(1)
    await vi.advanceTimersByTimeAsync(12_000)
    expect(page.current()!.view).toMatchObject({ problem: null, opened: { problem: null } })
  })

  it('that are gone leave the list; those that moved are found at their new coordinator', async () => {
    const { watch, page, groups } = cluster()
    page.setInterest({ groupId: null })
    await vi.advanceTimersByTimeAsync(100)
    groups.set(2, [])
    groups.set(1, [...groups.get(1)!, { groupId: 'a', protocolType: 'consumer', state: 'Empty' }])
    watch.note({ kind: 'becameLeader', topic: '__consumer_offsets', partition: 0, leaderEpoch: 1, logEndOffset: 9 })
    await vi.advanceTimersByTimeAsync(500)
    expect(page.current()!.view.groups.map(({ groupId, coordinator }) => [groupId, coordinator])).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    groups.set(1, [])
    watch.soon()
    await vi.advanceTimersByTimeAsync(500)
    expect(page.current()!.view.groups).toEqual([])
  })

  it('500 at most are listed, the others counted; lags go round', async () => {
    const { page, groups, count } = cluster()
    groups.set(
      1,
      Array.from({ length: 700 }, (_, at) => ({ groupId: `g${1000 + at}`, protocolType: '', state: 'Empty' })),
    )
    groups.set(2, [])
    page.setInterest({ groupId: null })
    await vi.advanceTimersByTimeAsync(100)
    expect(page.current()!.view).toMatchObject({ more: 200 })
    expect(page.current()!.view.groups).toHaveLength(500)
    expect(count('committed g1000')).toBe(1)
    expect(count('committed g1030')).toBe(0)
    await vi.advanceTimersByTimeAsync(2100)
    expect(count('committed g1030')).toBe(1)
    expect(page.current()!.view.groups[0]!.totalLag).toBeGreaterThan(0)
  })
})

describe('a frozen broker', () => {
  it('is not asked: it would hold up the answers of the others', async () => {
    const asked: unknown[] = []
    const client = {
      reachable: () => [{ id: 1, host: 'h', port: 1 }],
      metadata: async () => ({
        brokers: [1, 2, 7].map((nodeId) => ({ nodeId })),
        topics: [{ name: 't', partitions: [0, 1].map((at) => ({ partitionIndex: at, leaderId: at + 1 })) }],
      }),
      broker: async (id: number) => {
        asked.push(id)
        return { topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0, offset: 9 }] }] }
      },
    }
    const questions = groupQuestions(client as never, (id) => id < 5)
    expect(await questions.brokers()).toEqual([1, 7])
    await expect(questions.describe(2, ['g'])).rejects.toThrow('broker 2, the coordinator, does not run now')
    await expect(questions.committed(2, 'g')).rejects.toMatchObject({ code: 'UNREACHABLE' })
    const partitions = [0, 1].map((partition) => ({ topic: 't', partition }))
    expect((await questions.ends(partitions, false)).end).toEqual(new Map([['t-0', 9]]))
    expect(asked).toEqual([1])
  })
})

describe('work on topics', () => {
  it('is followed while somebody looks: closely when something moves, else now and then', async () => {
    let asked = 0
    let moving = false
    const move = { topic: 't', partition: 0, replicas: [1, 2], adding: [2], removing: [] }
    const work = new TopicWork({
      reassignments: async () => {
        asked++
        return moving ? [move] : []
      },
      places: () => [],
      deletionDelayMs: () => 60_000,
    })
    const page = work.look(() => undefined)
    work.soon()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(asked).toBe(0)
    page.setInterest(true)
    await vi.advanceTimersByTimeAsync(9000)
    expect(asked).toBe(1)
    moving = true
    work.soon()
    await vi.advanceTimersByTimeAsync(5200)
    expect(asked).toBeGreaterThan(5)
    expect(page.current()!.view.reassignments).toEqual([move])
    page.setInterest(false)
    const before = asked
    await vi.advanceTimersByTimeAsync(30_000)
    expect(asked).toBeLessThanOrEqual(before + 1)
  })

  it('finds the folders that wait for deletion, and only those', () => {
    vi.useRealTimers()
    const dir = temporaryDirectory('deletions')
    const uuid = '0123456789abcdef0123456789abcdef'
    for (const name of [`orders-0.${uuid}-delete`, `orders-1.${uuid}-delete`, 'orders-2', `orders-3.${uuid}-future`])
      mkdirSync(join(dir, name))
    writeFileSync(join(dir, `orders-1.${uuid}-delete`, '00000000000000000000.log'), 'x'.repeat(70))
    const found = pendingDeletions(
      [
        { brokerId: 2, logDirs: [dir, join(dir, 'not there')] },
        { brokerId: 3, logDirs: [] },
      ],
      5000,
    )
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ topic: 'orders', delayMs: 5000 })
    expect(found[0]!.folders.map(({ brokerId, partition, sizeBytes }) => [brokerId, partition, sizeBytes])).toEqual([
      [2, 0, 0],
      [2, 1, 70],
    ])
    expect(Math.abs(found[0]!.folders[0]!.sinceMs - Date.now())).toBeLessThan(10_000)
  })
})
