import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LabUpdate } from '../../../electron/host/api/functions'
import type { DiskView } from '../../../electron/host/api/views'
import { Timeline } from '../../../electron/host/timeline/timeline'
import { ChangeTracker } from '../../../electron/host/updates/change-tracker'
import { Picture } from '../../../electron/host/updates/picture'
import { UpdateClient } from '../../../electron/host/updates/update-client'
import { Watchers } from '../../../electron/host/updates/watchers'

const LOOKING = { telemetry: true }
const nothing = { setInterest: () => undefined, current: () => undefined, close: () => undefined }

function lab() {
  const tracker = new ChangeTracker()
  const timeline = new Timeline({ write: () => undefined })
  timeline.onAppend(() => tracker.markOther())
  let disk: { view: DiskView; version: number } | undefined
  const watching: boolean[] = []
  let tellDisk = () => {}
  const picture = new Picture({
    tracker,
    cluster: {
      brokers: new Map([
        [
          1,
          {
            id: 1,
            process: { live: true },
            reports: {
              partitions: new Map(),
              partitionReportedMs: new Map(),
              metadata: {},
              metadataPartitions: new Map([
                ['t-0', { leader: 1, leaderEpoch: 0, isr: [1], replicas: [1], offline: [], topic: 't', partition: 0 }],
              ]),
            },
          },
        ],
      ]),
    } as never,
    lab: () => ({ name: 'lab' }) as never,
    coordination: () => ({ kind: 'own' }) as never,
    broker: (id) => ({ id }) as never,
    minInsyncReplicas: () => 1,
  })
  const client = new UpdateClient({
    tracker,
    timeline,
    picture,
    disk: (changed) => {
      tellDisk = changed
      return { setInterest: () => undefined, current: () => disk, close: () => undefined }
    },
    groups: () => nothing,
    topicWork: () => nothing,
    io: () => nothing,
    cleaning: () => nothing,
    replication: () => nothing,
    gates: () => [],
    watching: (now) => watching.push(now),
  })
  const showDisk = (version: number) => {
    disk = { view: { brokerId: version } as DiskView, version }
    tellDisk()
  }
  return { tracker, timeline, client, watching, showDisk }
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => vi.useRealTimers())

async function within(ms: number, asked: Promise<LabUpdate>): Promise<LabUpdate | 'waiting'> {
  let answer: LabUpdate | 'waiting' = 'waiting'
  void asked.then((update) => {
    answer = update
  })
  await vi.advanceTimersByTimeAsync(ms)
  return answer
}

async function first({ client }: ReturnType<typeof lab>): Promise<LabUpdate> {
  return (await within(200, client.pull({ since: 0, interest: LOOKING }))) as LabUpdate
}

describe('a page that pulls', () => {
  it('gets everything first, then only what changed', async () => {
    const it = lab()
    it.tracker.markBroker(1)
    it.tracker.markPartitions(['t-0'], () => true)
    const all = await first(it)
    expect(all).toMatchObject({
      resync: true,
      lab: { name: 'lab' },
      brokers: [{ id: 1 }],
      partitions: [{ topic: 't', leader: 1 }],
    })
    const next = it.client.pull({ since: all.version, interest: LOOKING })
    expect(await within(5000, next)).toBe('waiting')
    it.tracker.markBroker(1)
    const update = (await within(150, next)) as LabUpdate
    expect(update).toMatchObject({ resync: false, brokers: [{ id: 1 }] })
    expect(update.lab).toBeUndefined()
    expect(update.partitions).toBeUndefined()
  })

  it('hears of an event within 250 ms, and of a burst as one', async () => {
    const it = lab()
    const { version } = await first(it)
    await vi.advanceTimersByTimeAsync(1000)
    const next = it.client.pull({ since: version, interest: LOOKING })
    for (let count = 0; count < 50; count++)
      it.timeline.append({ source: 'lab', kind: 'topicCreated', text: `${count}` })
    const update = (await within(30, next)) as LabUpdate
    expect(update.timeline).toHaveLength(50)
    const again = it.client.pull({ since: update.version, interest: LOOKING })
    it.timeline.append({ source: 'lab', kind: 'topicCreated', text: 'last' })
    expect(await within(50, again)).toBe('waiting')
    expect(((await within(60, again)) as LabUpdate).timeline?.map(({ text }) => text)).toEqual(['last'])
  })

  it('is told of partitions that are gone', async () => {
    const it = lab()
    it.tracker.markPartitions(['t-0', 't-1'], () => true)
    const { version } = await first(it)
    it.tracker.markPartitions(['t-1'], () => false)
    const update = await within(200, it.client.pull({ since: version, interest: LOOKING }))
    expect(update).toMatchObject({ resync: false, removedPartitions: ['t-1'] })
  })

  it('starts over when it cannot continue: another lab, or an answer that it never got', async () => {
    const it = lab()
    const { version } = await first(it)
    it.tracker.markLab()
    const lost = (await within(200, it.client.pull({ since: version, interest: LOOKING }))) as LabUpdate
    expect(lost.resync).toBe(false)
    expect(await within(200, it.client.pull({ since: version, interest: LOOKING }))).toMatchObject({ resync: true })
    expect(await within(200, it.client.pull({ since: 99_999, interest: LOOKING }))).toMatchObject({ resync: true })
  })

  it('has one question at a time: an older one is answered empty', async () => {
    const it = lab()
    const { version } = await first(it)
    const older = it.client.pull({ since: version, interest: LOOKING })
    const newer = it.client.pull({ since: version, interest: LOOKING })
    expect(await within(1, older)).toEqual({ version, resync: false, nowMs: expect.any(Number) })
    expect(await within(19_000, newer)).toBe('waiting')
    expect(await within(2000, newer)).toEqual({ version, resync: false, nowMs: expect.any(Number) })
  })

  it('costs nothing while it is hidden, and nothing is lost to it', async () => {
    const it = lab()
    const { version } = await first(it)
    const hidden = it.client.pull({ since: version, interest: { telemetry: false } })
    it.timeline.append({ source: 'lab', kind: 'topicCreated', text: 'unseen' })
    expect(await within(10_000, hidden)).toBe('waiting')
    const shown = it.client.pull({ since: version, interest: LOOKING })
    expect(((await within(200, shown)) as LabUpdate).timeline?.map(({ text }) => text)).toEqual(['unseen'])
    expect(it.watching).toEqual([true, false, true])
  })

  it('gets its directories when they changed', async () => {
    const it = lab()
    const { version } = await first(it)
    const next = it.client.pull({ since: version, interest: LOOKING })
    it.showDisk(1)
    const update = (await within(200, next)) as LabUpdate
    expect(update.disk).toEqual({ brokerId: 1 })
    const again = it.client.pull({ since: update.version, interest: LOOKING })
    it.tracker.markLab()
    expect(((await within(200, again)) as LabUpdate).disk).toBeUndefined()
  })
})

describe('watchers', () => {
  it('bridge the moment between two questions, and tell when somebody comes back', async () => {
    let began = 0
    const watchers = new Watchers(() => began++)
    const page = {}
    expect(watchers.active).toBe(false)
    watchers.set(page, true)
    watchers.set(page, false)
    expect(watchers.active).toBe(true)
    await vi.advanceTimersByTimeAsync(3500)
    expect(watchers.active).toBe(false)
    watchers.set(page, true)
    expect(began).toBe(2)
  })
})

describe('change tracker', () => {
  it('forgets the oldest removals, and then lets nobody continue from before them', () => {
    const tracker = new ChangeTracker()
    const keys = Array.from({ length: 2500 }, (_, at) => `t-${at}`)
    tracker.markPartitions(keys, () => true)
    const before = tracker.version
    for (const key of keys) tracker.markPartitions([key], () => false)
    expect(tracker.canContinueFrom(before)).toBe(false)
    expect(tracker.canContinueFrom(tracker.version - 10)).toBe(true)
    expect(tracker.removedSince(tracker.version - 10)).toHaveLength(10)
  })
})
