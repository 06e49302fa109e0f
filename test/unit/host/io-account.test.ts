import { describe, expect, it } from 'vitest'
import { ioCauses } from '../../../broker-core/runtime/io-account'
import { ioReadCauses, ioWriteCauses } from '../../../electron/host/api/io-views'
import type { TimelineEvent } from '../../../electron/host/api/views'
import { cleaningRun } from '../../../electron/host/cleaning/cleaning-runs'
import { countedRead, countedWritten, ioBytes } from '../../../electron/host/io/io-bytes'
import { marksOf } from '../../../electron/host/io/io-marks'
import { IoSeries } from '../../../electron/host/io/io-series'
import { parseProcessIo } from '../../../electron/host/sampler/process-io'

const counts = (read: number, written: number, deleted = 0) => ({
  read: ioCauses.map(() => read),
  written: ioCauses.map(() => written),
  deleted,
})
const total = (values: Record<string, number>) => Object.values(values).reduce((sum, value) => sum + value, 0)
const reading = (wallMs: number, read: number, pid = 7) => ({
  wallMs,
  pid,
  bytes: ioBytes(ioCauses, counts(read, 0)),
  sockets: { in: 0, out: 0 },
  disk: null,
})

it('loses no byte on the way to the page, whatever a broker calls its causes', () => {
  const { read, write } = ioBytes([...ioCauses, 'somethingNewer'], {
    ...counts(3, 5),
    read: [...ioCauses.map(() => 3), 4],
  })
  expect(total(read)).toBe(ioCauses.length * 3 + 4)
  expect(total(write)).toBe(ioCauses.length * 5)
  expect(read.cleanerRead).toBe(3)
  expect(write.cleanerWrite).toBe(5)
})

it('counts with the kernel: what comes over the channel is received otherwise', () => {
  const moved = {
    causes: ioCauses,
    files: counts(10, 20),
    socketsIn: 1,
    socketsOut: 2,
    channelIn: 1000,
    channelOut: 3,
    logLines: 4,
  }
  expect(countedRead(moved)).toBe(ioCauses.length * 10 + 1)
  expect(countedWritten(moved)).toBe(ioCauses.length * 20 + 2 + 3 + 4)
})

it.each([
  [
    'rchar: 9\nwchar: 8\nsyscr: 1\nsyscw: 1\nread_bytes: 4\nwrite_bytes: 5\n',
    { readCalls: 9, writeCalls: 8, diskRead: 4, diskWritten: 5 },
  ],
  ['rchar: 9\nwchar: 8\n', null],
  ['', null],
])('reads /proc/PID/io: %j', (text, expected) => expect(parseProcessIo(text)).toEqual(expected))

describe('seconds out of counters', () => {
  const seconds = (...readings: (ReturnType<typeof reading> | undefined)[]) => {
    const series = new IoSeries()
    for (const [index, one] of readings.entries()) series.add((index + 1) * 1000, one)
    return series
  }
  const consumed = (series: IoSeries) => series.after(0).map(({ read }) => read?.[0] ?? null)

  it.each([
    ['the first counter alone says nothing', [reading(0, 5)], [null]],
    ['what was moved between two', [reading(0, 5), reading(1000, 25)], [null, 20]],
    ['per second, when they are further apart', [reading(0, 0), undefined, reading(2000, 30)], [null, null, 15]],
    ['nothing, when they are too far apart', [reading(0, 0), reading(9000, 30)], [null, null]],
    ['nothing across two lives', [reading(0, 50), reading(1000, 3, 8), reading(2000, 5, 8)], [null, null, 2]],
    ['a report that was already seen is no second of silence', [reading(0, 0), reading(0, 0)], [null, null]],
  ])('%s', (_, readings, expected) => expect(consumed(seconds(...readings))).toEqual(expected))

  it('keeps ten minutes and hands out what is newer', () => {
    const series = new IoSeries()
    for (let second = 0; second < 700; second++) series.add(second * 1000, reading(second * 1000, second))
    expect(series.after(0)).toHaveLength(600)
    expect(series.after(697_000).map(({ atMs }) => atMs)).toEqual([698_000, 699_000])
    expect(series.last!.read.consumerFetch).toBe(1)
    expect(Object.keys(series.last!.read)).toEqual([...ioReadCauses])
    expect(Object.keys(series.last!.write)).toEqual([...ioWriteCauses])
  })
})

const event = (kind: string, atMs: number, details: TimelineEvent['details'] = {}, source = 1): TimelineEvent => ({
  seq: atMs,
  atMs,
  source,
  kind,
  text: kind,
  topicPartition: 'a-0',
  severity: 'info',
  details,
})

it('marks what explains a broker’s bytes', () => {
  const events = [
    event('segmentRolled', 100),
    event('cleanerStarted', 150),
    event('cleanerStarted', 160, {}, 2),
    event('segmentsDeleted', 170, { cause: 'cleaner' }),
    event('cleanerFinished', 200),
    event('segmentsDeleted', 300, { cause: 'retention' }),
    event('cleanerStarted', 400),
    event('processKilled', 450),
    event('processStarted', 500),
    event('cleanerStarted', 600),
    event('cleanerStopped', 650),
    event('cleanerStarted', 700),
  ]
  const shown = (fromMs: number) => marksOf(events, 1, fromMs).map(({ kind, fromMs: from, toMs }) => [kind, from, toMs])
  const newer = [
    ['retention', 300, 300],
    ['cleaner', 400, 450],
    ['brokerDown', 450, 500],
    ['start', 500, 500],
    ['cleaner', 600, 650],
    ['cleaner', 700, null],
  ]
  expect(shown(0)).toEqual([['roll', 100, 100], ['cleaner', 150, 200], ...newer])
  expect(shown(250)).toEqual(newer)
})

it('makes a run of what a broker told when it had cleaned, also of an older lab’s', () => {
  const details = {
    topic: 'a',
    partition: 0,
    durationMs: 40,
    recordsBefore: 9,
    recordsAfter: 4,
    tombstones: 1,
    firstTombstoneDeadlineMs: 77,
  }
  expect(cleaningRun(event('cleanerFinished', 1000, details))).toMatchObject({
    brokerId: 1,
    startedMs: 960,
    finishedMs: 1000,
    recordsBefore: 9,
    tombstonesKept: 1,
    firstTombstoneDeadlineMs: 77,
    segmentsBefore: null,
  })
  const none = { ...details, tombstones: 0, firstTombstoneDeadlineMs: -1 }
  expect(cleaningRun(event('cleanerFinished', 1000, none))!.firstTombstoneDeadlineMs).toBeNull()
  expect(cleaningRun(event('cleanerStarted', 1000, details))).toBeUndefined()
})
