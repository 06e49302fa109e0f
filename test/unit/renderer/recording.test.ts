import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { LabUpdate } from '../../../electron/host/api/functions'
import {
  BLOCKS_KEPT,
  blockAt,
  createRecordingReader,
  eventBeside,
  eventsUntil,
} from '../../../renderer/model/recording'
import { openRecordingFile, packText, unpackText, writeRecordingFile } from '../../../renderer/model/recording-file'

const update = (nowMs: number, resync = false): LabUpdate => ({ version: nowMs, resync, nowMs })
const block = (id: number) => ({ id, fromMs: id * 10_000, toMs: id * 10_000 + 9000, sizeBytes: 1 })
const textOf = (id: number) =>
  [0, 3000, 9000].map((after) => JSON.stringify(update(id * 10_000 + after, after === 0))).join('\n')
const event = (seq: number, atMs: number) =>
  ({ seq, atMs, source: 1, kind: 'k', text: 't', topicPartition: null, severity: 'info', details: {} }) as const

function reader(count: number) {
  const read: number[] = []
  const made = createRecordingReader({
    blocks: Array.from({ length: count }, (_, index) => block(index + 1)),
    timeline: [event(1, 10_500), event(2, 13_500), event(3, 13_400)],
    read: async ({ id }) => {
      read.push(id)
      return textOf(id)
    },
  })
  return { made, read }
}

describe('a moment of a recording', () => {
  it.each([
    [0, 10_000],
    [10_000, 10_000],
    [12_999, 10_000],
    [13_000, 13_000],
    [19_999, 19_000],
    [20_000, 20_000],
    [99_999, 39_000],
  ])('at %i shows the picture of %i, never a later one', async (atMs, shown) => {
    expect((await reader(3).made.seek(atMs)).nowMs).toBe(shown)
  })

  it('reads one block, and none that is still unpacked', async () => {
    const { made, read } = reader(200)
    await made.seek(1_234_567)
    expect(read).toEqual([123])
    await made.seek(1_236_000)
    expect(read).toEqual([123])
    for (let id = 1; id <= BLOCKS_KEPT; id++) await made.seek(id * 10_000)
    await made.seek(1_234_567)
    expect(read).toEqual([123, 1, 2, 3, 4, 5, 6, 123])
  })

  it('holds the events that had happened, in the order of the lab', async () => {
    const { timeline } = await reader(1).made.seek(13_450)
    expect(timeline.map(({ seq }) => seq)).toEqual([1, 3])
  })

  it('holds frequent events of its own block that the timeline could not keep', () => {
    const [a, b, c, d, e] = [event(1, 10), event(2, 20), event(3, 30), event(4, 40), event(5, 50)]
    expect(eventsUntil([a, c], [b, c, d, e], 40).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(eventsUntil([c, e], [a, b], 15).map(({ seq }) => seq)).toEqual([1])
    expect(eventsUntil([], [a], 15).map(({ seq }) => seq)).toEqual([1])
  })

  it('finds a block by halving, and the events beside a moment', () => {
    expect(blockAt([block(1), block(2)], 19_999)?.id).toBe(1)
    expect(blockAt([block(1), block(2)], 0)?.id).toBe(1)
    const events = [event(1, 10), event(2, 30), event(3, 20)]
    expect(eventBeside(events, 20, -1)?.seq).toBe(1)
    expect(eventBeside(events, 20, 1)?.seq).toBe(2)
    expect(eventBeside(events, 30, 1)).toBeUndefined()
  })
})

describe('a recording as a file', () => {
  const saved = async () =>
    writeRecordingFile({
      lab: 'desk',
      savedMs: 5,
      timeline: await packText(JSON.stringify([event(1, 10_500)])),
      blocks: [1, 2].map((id) => ({ block: block(id), gzip: new Uint8Array(gzipSync(textOf(id))) })),
    })

  it('is read as it was written', async () => {
    const opened = await openRecordingFile(await saved())
    expect(opened.lab).toBe('desk')
    expect(opened.timeline).toHaveLength(1)
    expect((await createRecordingReader(opened).seek(23_000)).nowMs).toBe(23_000)
  })

  const opening = (bytes: BlobPart) => openRecordingFile(new Blob([bytes]))
  const fault = (reason: string) => expect.objectContaining({ reason })

  it.each([
    ['{}', 'notOne'],
    ['', 'notOne'],
    ['x'.repeat(5_000_000), 'notOne'],
    ['HIGHWATER-RECORDING 2\n{}\n', 'newer'],
    ['HIGHWATER-RECORDING -1\n{}\n', 'notOne'],
    ['HIGHWATER-RECORDING 1\n{"lab":', 'cutOff'],
    [`HIGHWATER-RECORDING 1\n${'x'.repeat(5_000_000)}`, 'damaged'],
    ['HIGHWATER-RECORDING 1\n{"lab":\n', 'damaged'],
    ['HIGHWATER-RECORDING 1\nnull\n', 'damaged'],
    ['HIGHWATER-RECORDING 1\n{"lab":"a","timeline":{"offset":0,"sizeBytes":1},"blocks":[null]}\n', 'damaged'],
    ['HIGHWATER-RECORDING 1\n{"lab":"a","timeline":{"offset":0,"sizeBytes":1},"blocks":[]}\n', 'damaged'],
  ])('is refused with the reason: %.60s', async (text, reason) => {
    await expect(opening(text)).rejects.toEqual(fault(reason))
  })

  it('that goes on behind its end, or has a damaged part, says so; its other parts are shown', async () => {
    const file = await saved()
    await expect(openRecordingFile(file.slice(0, file.size - 1))).rejects.toEqual(fault('cutOff'))
    const bytes = new Uint8Array(await file.arrayBuffer())
    bytes.fill(0, bytes.length - 40)
    const opened = await opening(bytes)
    await expect(opened.read(opened.blocks[1]!)).rejects.toEqual(fault('damaged'))
    const reader = createRecordingReader(opened)
    await expect(reader.seek(23_000)).rejects.toEqual(fault('damaged'))
    expect((await reader.seek(13_000)).nowMs).toBe(13_000)
  })

  const withBlock = async (text: string) => {
    const file = await writeRecordingFile({
      lab: 'desk',
      savedMs: 5,
      timeline: await packText('[null,{"seq":1},{"seq":2,"atMs":1,"kind":"k","text":"whole"}]'),
      blocks: [{ block: block(1), gzip: new Uint8Array(gzipSync(text)) }],
    })
    return createRecordingReader(await openRecordingFile(file))
  }

  it.each([
    '[]',
    'null',
    '{"nowMs":1}',
    '{"resync":true,"nowMs":"1"}',
    '{"resync":true,"nowMs":1,"brokers":[null]}',
    '{"resync":true,"nowMs":1,"partitions":{}}',
  ])('with hostile JSON shows nothing of it: %s', async (text) => {
    await expect((await withBlock(text)).seek(10_000)).rejects.toEqual(fault('damaged'))
  })

  it('reads no further than the moment: what is damaged later hides nothing before it', async () => {
    const lines = [...textOf(1).split('\n').slice(0, 2), '{"version":1,"resync":false,"nowMs":19000,"partitions":{}}']
    const reader = await withBlock(lines.join('\n'))
    await expect(reader.seek(19_000)).rejects.toEqual(fault('damaged'))
    expect((await reader.seek(18_999)).nowMs).toBe(13_000)
    await expect(reader.seek(19_000)).rejects.toEqual(fault('damaged'))
  })

  it('finds the moment of a line wherever it stands in it', async () => {
    const reader = await withBlock(`${textOf(1)}\n{"removedPartitions":[],"version":1,"nowMs":19500,"resync":false}`)
    expect((await reader.seek(19_499)).nowMs).toBe(19_000)
    expect((await reader.seek(19_500)).nowMs).toBe(19_500)
  })

  it('lets go of events that are none', async () => {
    const { timeline } = await (await withBlock(textOf(1))).seek(10_000)
    expect(timeline.map(({ text }) => text)).toEqual(['whole'])
  })

  it('is not unpacked beyond what is ever written', async () => {
    const bomb = new Blob([new Uint8Array(gzipSync('0'.repeat(1_000_000)))])
    await expect(unpackText(bomb, 1000)).rejects.toEqual(fault('tooLarge'))
    expect(await unpackText(bomb)).toHaveLength(1_000_000)
  })
})
