import { gunzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import type { Interest, LabUpdate } from '../../../electron/host/api/functions'
import type { GroupsView } from '../../../electron/host/api/group-views'
import type { IoView } from '../../../electron/host/api/io-views'
import type { TimelineEvent } from '../../../electron/host/api/views'
import { BlockBuilder } from '../../../electron/host/recording/block-builder'
import { BlockStore } from '../../../electron/host/recording/block-store'
import { Recorder } from '../../../electron/host/recording/recorder'
import { Seeded } from '../../helpers/seeded'

const update = (version: number, change: Partial<LabUpdate> = {}): LabUpdate => ({
  version,
  resync: false,
  nowMs: Date.now(),
  ...change,
})

describe('a block', () => {
  it('is a keyframe and changes, without empty lines, in the order of time', () => {
    const block = new BlockBuilder(update(1, { resync: true, nowMs: 1000, timelineStart: 1 }))
    block.add(update(2, { nowMs: 1100, timeline: [], timelineStart: 1 }))
    block.add(update(3, { nowMs: 1200, removedPartitions: ['a-0'] }))
    block.add(update(4, { nowMs: 900, removedPartitions: ['b-0'] }))
    const lines = block
      .text()
      .split('\n')
      .map((line) => JSON.parse(line) as LabUpdate)
    expect(lines.map(({ version, nowMs }) => [version, nowMs])).toEqual([
      [1, 1000],
      [3, 1200],
      [4, 1200],
    ])
    expect([block.fromMs, block.toMs]).toEqual([1000, 1200])
  })

  it('ends after ten seconds, or when its changes weigh too much', () => {
    const block = new BlockBuilder(update(1, { resync: true, nowMs: 0 }))
    expect(block.isFull(9999)).toBe(false)
    expect(block.isFull(10_000)).toBe(true)
    block.add(update(2, { nowMs: 1, removedPartitions: ['x'.repeat(300_000)] }))
    expect(block.isFull(1)).toBe(true)
  })
})

describe('the store of blocks', () => {
  it('lets the oldest go at its cap and says that it did', () => {
    const store = new BlockStore(100)
    store.add(0, 1, Buffer.alloc(60))
    expect(store.extent()).toMatchObject({ complete: true, sizeBytes: 60 })
    store.add(2, 3, Buffer.alloc(60))
    expect(store.extent()).toMatchObject({ complete: false, sizeBytes: 60, blocks: [{ id: 2, fromMs: 2 }] })
    expect(store.read(1)).toBeUndefined()
    store.add(4, 5, Buffer.alloc(500))
    expect(store.extent().blocks.map(({ id }) => id)).toEqual([3])
  })
})

describe('the recorder', () => {
  function recorded(updates: LabUpdate[]) {
    const asked: { since: number; interest: Interest }[] = []
    const recorder = new Recorder({
      pull: async (request) => {
        asked.push(request)
        return updates.shift() ?? update(request.since)
      },
    })
    const lines = async (id: number) => {
      const { gzip } = await recorder.readRecordingBlock({ id })
      return gunzipSync(Buffer.from(gzip, 'base64'))
        .toString()
        .split('\n')
        .map((line) => JSON.parse(line) as LabUpdate)
    }
    return { recorder, asked, lines }
  }

  it('begins each block with a whole picture and continues from it', async () => {
    const { recorder, asked, lines } = recorded([
      update(1, { resync: true, nowMs: 1000 }),
      update(2, { nowMs: 1001, removedPartitions: ['a-0'] }),
      update(3, { nowMs: 11_001, removedPartitions: ['b-0'] }),
      update(3, { resync: true, nowMs: 11_002 }),
      update(4, { nowMs: 11_003, removedPartitions: ['c-0'] }),
    ])
    for (let round = 0; round < 4; round++) await recorder.record()
    // The third change found a block of ten seconds: it is told by the next keyframe.
    expect(asked.map(({ since }) => since)).toEqual([0, 1, 2, 0, 3])
    const { blocks } = await recorder.recordingExtent()
    expect(blocks.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [1000, 1001],
      [11_002, 11_003],
    ])
    expect((await lines(1)).map(({ version, resync }) => [version, resync])).toEqual([
      [1, true],
      [2, false],
    ])
    await expect(recorder.readRecordingBlock({ id: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('writes nothing while nothing changes, however long that is', async () => {
    const { recorder, asked } = recorded([update(1, { resync: true, nowMs: 1000 })])
    for (let round = 0; round < 5; round++) await recorder.record()
    expect(asked.map(({ since }) => since)).toEqual([0, 1, 1, 1, 1])
    expect((await recorder.recordingExtent()).blocks).toEqual([])
  })

  it('goes forward although the clock was set back', async () => {
    const { recorder } = recorded([
      update(1, { resync: true, nowMs: 1000 }),
      update(2, { nowMs: 1500, removedPartitions: ['a-0'] }),
      update(9, { resync: true, nowMs: 400 }),
      update(10, { nowMs: 1600, removedPartitions: ['b-0'] }),
    ])
    for (let round = 0; round < 4; round++) await recorder.record()
    const { blocks } = await recorder.recordingExtent()
    expect(blocks.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [1000, 1500],
      [1500, 1600],
    ])
  })

  it('holds its cap whatever is recorded, and says that history starts later', async () => {
    const random = new Seeded(5)
    const noise = (version: number) =>
      update(version, {
        resync: true,
        nowMs: version * 1000,
        removedPartitions: Array.from({ length: 500 }, () => `${random.next()}`),
      })
    const store = new BlockStore(20_000)
    let version = 0
    const recorder = new Recorder({ pull: async () => noise(++version), store })
    for (let round = 0; round < 40; round++) await recorder.record()
    const { blocks, sizeBytes, sizeBytesMax, complete } = await recorder.recordingExtent()
    expect(sizeBytes).toBeLessThanOrEqual(sizeBytesMax)
    expect(sizeBytes).toBe(blocks.reduce((sum, block) => sum + block.sizeBytes, 0))
    expect(complete).toBe(false)
    expect(blocks.length).toBeGreaterThan(1)
    expect(blocks[0]!.fromMs).toBeGreaterThan(1000)
    expect(new BlockStore().extent().sizeBytesMax).toBe(64 * 1024 * 1024)
  })

  it('writes every event down once, also one that comes again with a keyframe', async () => {
    const event = (seq: number) => ({ seq, atMs: 1000 + seq }) as TimelineEvent
    const { recorder, lines } = recorded([
      update(1, { resync: true, nowMs: 1000, timeline: [event(1), event(2)] }),
      update(2, { nowMs: 1003, timeline: [event(3)] }),
      update(4, { nowMs: 11_004, timeline: [event(4)] }),
      update(5, { resync: true, nowMs: 11_005, timeline: [1, 2, 3, 4, 5].map(event) }),
      update(6, { nowMs: 11_006, timeline: [event(6)] }),
    ])
    for (let round = 0; round < 4; round++) await recorder.record()
    await recorder.recordingExtent()
    const seqs = async (id: number) => (await lines(id)).map(({ timeline }) => timeline?.map(({ seq }) => seq))
    expect(await seqs(1)).toEqual([undefined, [3]])
    expect(await seqs(2)).toEqual([[4, 5], [6]])
  })

  it('takes what a page was told of its own parts, and forgets them when the page looks elsewhere', async () => {
    const { recorder, lines } = recorded([
      update(1, { resync: true, nowMs: 1000 }),
      update(2, { resync: true, nowMs: 2000 }),
    ])
    await recorder.record()
    const page = {}
    let told = 1001
    const groups = { groups: [] } as unknown as GroupsView
    const pull = recorder.listen(page, async ({ interest }) =>
      update(5, { nowMs: told++, ...(interest.groups ? { groups } : {}) }),
    )
    await pull({ since: 0, interest: { telemetry: true, groups: { groupId: null } } })
    await recorder.recordingExtent()
    told = 2001
    await recorder.record()
    await pull({ since: 5, interest: { telemetry: true } })
    await pull({ since: 5, interest: { telemetry: true, groups: { groupId: null } } })
    await recorder.recordingExtent()
    expect(await lines(1)).toMatchObject([{ resync: true }, { groups: { groups: [] } }])
    expect((await lines(2))[0]).toHaveProperty('groups')
  })

  it('asks for what is told piece by piece, and for all of it with a keyframe', async () => {
    const samples = (atMs: number) => ({ io: { samples: { samples: [{ atMs }] } } as unknown as IoView })
    const { recorder, asked } = recorded([
      update(1, { resync: true, nowMs: 1000, ...samples(900) }),
      update(2, { nowMs: 11_001, ...samples(1900) }),
      update(3, { resync: true, nowMs: 11_002, ...samples(10_900) }),
    ])
    const page = {}
    const pull = recorder.listen(page, async () => update(1))
    const replication = { topic: 'a', partition: 0 }
    await pull({
      since: 0,
      interest: { telemetry: true, replication, io: { brokerId: 1, partition: null, afterMs: 77 } },
    })
    for (let round = 0; round < 3; round++) await recorder.record()
    expect(asked.map(({ interest }) => [interest.io?.afterMs, interest.replication])).toEqual([
      [0, replication],
      [900, replication],
      [0, replication],
      [10_900, replication],
    ])
    recorder.left(page)
    await recorder.record()
    expect(asked.at(-1)?.interest).toEqual({ telemetry: true })
  })

  it('writes four times a second while a page is seen, and once when all are hidden', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    try {
      let version = 1
      const asked: number[] = []
      const recorder = new Recorder({
        pull: async ({ since }) => {
          asked.push(Date.now())
          return update(++version, { resync: since === 0 })
        },
      })
      const pull = recorder.listen({}, async () => update(1))
      const asks = async (ms: number) => {
        const before = asked.length
        await vi.advanceTimersByTimeAsync(ms)
        return asked.length - before
      }
      await pull({ since: 0, interest: { telemetry: true } })
      recorder.start()
      expect(await asks(5000)).toBe(20)
      await pull({ since: 1, interest: { telemetry: false } })
      await asks(1000)
      expect(await asks(4000)).toBe(4)
      recorder.close()
    } finally {
      vi.useRealTimers()
    }
  })
})
