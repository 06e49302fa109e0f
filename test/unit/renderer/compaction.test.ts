import { describe, expect, it } from 'vitest'
import type { IoSample, IoView } from '../../../electron/host/api/io-views'
import type { KeyRecordView } from '../../../electron/host/api/key-picture-views'
import { listedLogs, missingDirtyBytes, stripParts } from '../../../renderer/model/cleaning'
import { produceKeyedCommand } from '../../../renderer/model/commands'
import {
  axisStep,
  bandsOf,
  highestStack,
  percentApart,
  seriesPoints,
  writeSeries,
} from '../../../renderer/model/io-chart'
import { ioInterestOf, withSamples } from '../../../renderer/model/io-history'
import { firstHorizon, keyCounts, keyGrid } from '../../../renderer/model/key-grid'
import { practiceTopicName } from '../../../renderer/model/practice'
import { sampleCleaning } from '../../ui/sample-cleaning'

const section = (fromOffset: number, toOffset: number, bytes: number) => ({ fromOffset, toOffset, bytes })

describe('dirty ratio', () => {
  const log = (clean: number, dirty: number, threshold: number) => ({
    clean: section(0, 1, clean),
    dirty: section(1, 2, dirty),
    minCleanableDirtyRatio: threshold,
  })

  it.each([
    [100, 50, 0.5, 51],
    [100, 100, 0.5, 1],
    [100, 101, 0.5, null],
    [0, 0, 0.5, 1],
    [300, 0, 0.25, 101],
    [100, 5000, 1, null],
  ])('clean %i, dirty %i, threshold %f: %s bytes are missing', (clean, dirty, threshold, missing) => {
    expect(missingDirtyBytes(log(clean, dirty, threshold))).toBe(missing)
    if (missing === null || threshold === 1) return
    // With as many it is above, with one less it is not: the broker compares with "greater".
    const ratio = (bytes: number) => (dirty + bytes) / (clean + dirty + bytes)
    expect(ratio(missing)).toBeGreaterThan(threshold)
    if (missing > 1) expect(ratio(missing - 1)).toBeLessThanOrEqual(threshold)
  })

  it('sections side by side, to scale, the active one even when it is empty', () => {
    const parts = stripParts(
      {
        clean: section(0, 10, 300),
        dirty: section(10, 20, 100),
        uncleanable: section(20, 20, 0),
        active: section(20, 20, 0),
      },
      600,
    )
    expect(parts.map(({ kind }) => kind)).toEqual(['clean', 'dirty', 'active'])
    const last = parts.at(-1)!
    expect(last.x + last.width).toBeCloseTo(600)
    const room = (width: number) => width - 56
    expect(room(parts[0]!.width) / room(parts[1]!.width)).toBeCloseTo(3)
  })

  it('leaders by name; internal topics and followers when asked', () => {
    const view = sampleCleaning()
    const names = (change: object) =>
      listedLogs(view, { followers: false, internal: false, text: '', ...change }).map(
        ({ topic, partition }) => `${topic}-${partition}`,
      )
    expect(names({})).toEqual(['accounts-0', 'profiles-0', 'profiles-1', 'profiles-2'])
    expect(names({ internal: true }).at(-1)).toBe('__consumer_offsets-7')
    expect(names({ text: 'files-2' })).toEqual(['profiles-2'])
  })
})

describe('before and after, by key', () => {
  const record = (offset: number, key: string, value: string | null, change: Partial<KeyRecordView> = {}) =>
    ({
      offset,
      key,
      keyId: key,
      value,
      state: 'there',
      isControl: false,
      deleteHorizonMs: null,
      ...change,
    }) as KeyRecordView

  it('the figure of the book: V1 to V3 of K1 went, V4 stays', () => {
    const records = [
      record(0, 'K1', 'V1', { state: 'cleaned' }),
      record(1, 'K1', 'V2', { state: 'cleaned' }),
      record(2, 'K1', 'V3', { state: 'cleaned' }),
      record(3, 'K1', 'V4'),
      record(5, 'K2', 'V1'),
      record(6, 'K2', null, { deleteHorizonMs: 900 }),
    ]
    const grid = keyGrid({ records })
    expect(grid.rows.map(({ key, cells }) => [key, cells.map(({ fate }) => fate)])).toEqual([
      ['K1', ['cleaned', 'cleaned', 'cleaned', 'latest']],
      ['K2', ['superseded', 'tombstone']],
    ])
    expect(grid.columns.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, null, 5, 6])
    expect(grid.columns[4]).toMatchObject({ from: 4, to: 5 })
    expect(keyCounts({ records })).toEqual({ kept: 3, removed: 3, tombstones: 1 })
    expect(firstHorizon({ records })).toBe(900)
  })

  it('says how much it leaves out', () => {
    const records = Array.from({ length: 200 }, (_, offset) => record(offset, `k${offset % 40}`, 'v'))
    const grid = keyGrid({ records })
    expect(grid.columns).toHaveLength(60)
    expect(grid.rows).toHaveLength(14)
    expect(grid).toMatchObject({ hiddenRecords: 140, hiddenKeys: 26 })
    expect(Math.max(...grid.rows.flatMap(({ cells }) => cells.map(({ record }) => record.offset)))).toBe(199)
  })

  it('markers of transactions are no records', () =>
    expect(keyCounts({ records: [record(0, '', null, { isControl: true })] })).toEqual({
      kept: 0,
      removed: 0,
      tombstones: 0,
    }))
})

describe('disk I/O over time', () => {
  const sample = (atMs: number, append: number | null): IoSample => ({
    atMs,
    read: append === null ? null : [1, 2, 3, 0, 0, 0, 0],
    write: append === null ? null : [append, 0, 0, 0, 0, 0, 0],
    deleted: null,
    socketsIn: null,
    socketsOut: null,
    diskRead: null,
    diskWritten: null,
  })
  const view = (samples: IoSample[], brokerId = 1): IoView => ({
    readMs: 0,
    brokers: [],
    samples: { brokerId, intervalMs: 1000, samples },
    partition: null,
    marks: [],
    machine: null,
  })

  it('a missing sample, and a hole between samples, is a gap', () => {
    const samples = [sample(1000, 5), sample(2000, null), sample(3000, 7), sample(9000, 9)]
    expect(seriesPoints(writeSeries[0]!, samples, 1000, 0).map(({ x, y }) => [x, y])).toEqual([
      [1000, 5],
      [2000, null],
      [3000, 7],
      [4000, null],
      [9000, 9],
    ])
    expect(seriesPoints(writeSeries[0]!, samples, 1000, 2500)[0]).toEqual({ x: 3000, y: 7 })
  })

  it('samples join, the newest word counts, and another broker begins anew', () => {
    const first = withSamples(null, view([sample(1000, 1), sample(2000, 2)]))
    const second = withSamples(first, view([sample(2000, 9), sample(3000, 3)]))
    expect(second.samples!.samples.map(({ atMs, write }) => [atMs, write![0]])).toEqual([
      [1000, 1],
      [2000, 9],
      [3000, 3],
    ])
    expect(withSamples(second, view([sample(5000, 4)], 2)).samples!.samples).toHaveLength(1)
    const long = Array.from({ length: 700 }, (_, index) => sample(index * 1000, 1))
    expect(withSamples(null, view(long)).samples!.samples).toHaveLength(600)
  })

  it('asks for what it does not have', () => {
    const history = view([sample(3000, 1)])
    expect(ioInterestOf({ brokerId: 1, partition: null }, history).afterMs).toBe(3000)
    expect(ioInterestOf({ brokerId: 2, partition: null }, history).afterMs).toBe(0)
    expect(ioInterestOf({ brokerId: 1, partition: { topic: 't', partition: 0 } }, history).afterMs).toBe(0)
  })

  it('an axis in whole steps', () => {
    expect(axisStep(4096)).toBe(1024)
    expect(axisStep(900)).toBe(500)
    expect(axisStep(3.9 * 1024 ** 2)).toBe(1024 ** 2)
    expect(axisStep(80 * 1024 ** 2)).toBe(20 * 1024 ** 2)
    expect(highestStack([sample(1, 40), sample(2, 3)], 500, 0)).toBe(80)
  })

  it('spans are bands with one word where they touch, moments are rules', () => {
    const mark = (kind: 'roll' | 'cleaner', fromMs: number, toMs: number | null) =>
      ({ kind, fromMs, toMs, brokerId: 1, topicPartition: null, text: '', seq: 0 }) as const
    const marks = [
      mark('cleaner', -500, 200),
      mark('cleaner', 250, 300),
      mark('roll', 400, 400),
      mark('cleaner', 900, null),
    ]
    expect(
      bandsOf(marks, 0, 1000, 100).map(({ kind, fromMs, toMs, isMoment, labelled }) => [
        kind,
        fromMs,
        toMs,
        isMoment,
        labelled,
      ]),
    ).toEqual([
      ['cleaner', 0, 200, false, true],
      ['cleaner', 250, 300, false, true],
      ['roll', 400, 400, true, false],
      ['cleaner', 900, 1000, false, true],
    ])
    expect(bandsOf(marks, 0, 1000, 400).filter(({ labelled }) => labelled)).toHaveLength(2)
    expect(bandsOf(marks, 500, 800, 1)).toEqual([])
  })

  it('a difference in percent of the process', () => {
    expect(percentApart(200, -3)).toBeCloseTo(1.5)
    expect(percentApart(0, 0)).toBeNull()
  })
})

describe('practice', () => {
  it('a name that is free', () => {
    expect(practiceTopicName(new Set())).toBe('compaction-practice')
    expect(practiceTopicName(new Set(['compaction-practice', 'compaction-practice-2']))).toBe('compaction-practice-3')
  })

  it('keys and values as the tool reads them', () => {
    const line = produceKeyedCommand('h:1', 'accounts', [
      { key: 'K1', value: 'V1' },
      { key: 'K1', value: "it's" },
    ])
    expect(line).toBe(
      `printf '%s\\n' K1:V1 'K1:it'\\''s' | kafka-console-producer.sh --bootstrap-server h:1 --topic accounts --request-required-acks all --property parse.key=true --property key.separator=:`,
    )
    expect(produceKeyedCommand('h:1', 'a', [{ key: 'K1', value: null }])).not.toContain('printf')
  })
})
