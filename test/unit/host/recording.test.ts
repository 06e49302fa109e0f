import { gunzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import type { Interest, LabUpdate } from '../../../electron/host/api/functions'
import type { GroupsView } from '../../../electron/host/api/group-views'
import { BlockBuilder } from '../../../electron/host/recording/block-builder'
import { BlockStore } from '../../../electron/host/recording/block-store'
import { Recorder } from '../../../electron/host/recording/recorder'

const update = (version: number, change: Partial<LabUpdate> = {}): LabUpdate => ({
  version,
  resync: false,
  nowMs: Date.now(),
  ...change,
})

describe('a block', () => {
  it('is a keyframe and changes, without a timeline and without empty lines', () => {
    const block = new BlockBuilder(update(1, { resync: true, nowMs: 1000, timeline: [], timelineStart: 1 }))
    block.add(update(2, { nowMs: 1100, timeline: [], timelineStart: 1 }))
    block.add(update(3, { nowMs: 1200, removedPartitions: ['a-0'] }))
    const lines = block
      .text()
      .split('\n')
      .map((line) => JSON.parse(line) as LabUpdate)
    expect(lines.map(({ version }) => version)).toEqual([1, 3])
    expect(lines[0]).not.toHaveProperty('timeline')
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
        return updates.shift() ?? update(99)
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
      update(7, { resync: true, nowMs: 2000 }),
      update(8, { nowMs: 2001, removedPartitions: ['b-0'] }),
    ])
    await recorder.record()
    expect((await recorder.recordingExtent()).blocks).toEqual([])
    // Older than ten seconds by the clock: the next question asks for everything.
    await recorder.record()
    await recorder.record()
    expect(asked.map(({ since }) => since)).toEqual([0, 0, 0])
    const { blocks } = await recorder.recordingExtent()
    expect(blocks.map(({ fromMs }) => fromMs)).toEqual([1000])
    expect((await lines(1))[0]?.resync).toBe(true)
    await expect(recorder.readRecordingBlock({ id: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('takes what a page was told of its own parts, and forgets them when the page looks elsewhere', async () => {
    const { recorder, lines } = recorded([
      update(1, { resync: true, nowMs: Date.now() - 5 }),
      update(2, { resync: true }),
    ])
    await recorder.record()
    const page = {}
    const groups = { groups: [] } as unknown as GroupsView
    const pull = recorder.listen(page, async ({ interest }) => update(5, interest.groups ? { groups } : {}))
    await pull({ since: 0, interest: { telemetry: true, groups: { groupId: null } } })
    await recorder.record()
    expect(await lines(1)).toMatchObject([{ resync: true }, { groups: { groups: [] } }])
    await pull({ since: 5, interest: { telemetry: true } })
    await pull({ since: 5, interest: { telemetry: true, groups: { groupId: null } } })
    await recorder.recordingExtent()
    expect((await lines(2))[0]).toHaveProperty('groups')
  })

  it('goes fast while a page is seen, and slowly when all are hidden', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    try {
      const { recorder, asked } = recorded([])
      const page = {}
      const pull = recorder.listen(page, async () => update(1))
      const asks = async (ms: number) => {
        const before = asked.filter(({ interest }) => interest.telemetry).length
        await vi.advanceTimersByTimeAsync(ms)
        return asked.filter(({ interest }) => interest.telemetry).length - before
      }
      recorder.start()
      await pull({ since: 0, interest: { telemetry: true } })
      expect(await asks(5000)).toBeGreaterThanOrEqual(19)
      await pull({ since: 1, interest: { telemetry: false } })
      await asks(5000)
      expect(await asks(10_000)).toBe(2)
      await pull({ since: 1, interest: { telemetry: true } })
      expect(await asks(1000)).toBeGreaterThanOrEqual(4)
      recorder.close()
    } finally {
      vi.useRealTimers()
    }
  })
})
