import { describe, expect, test } from 'vitest'
import { cleanerReport } from '../../../broker-core/cleaner/cleaner-report'
import type { BenchmarkReport } from '../../../electron/host/api/benchmark-views'
import { defaultRequest } from '../../../electron/host/api/default-benchmark'
import { causesOf } from '../../../electron/host/benchmark/cause-reader'
import { CleanerLogParser, type CleanerLogReport, javaNumber } from '../../../electron/host/benchmark/cleaner-log'
import { Latencies } from '../../../electron/host/benchmark/latencies'
import { planRuns } from '../../../electron/host/benchmark/measurement-plan'
import { runsCsv, samplesCsv } from '../../../electron/host/benchmark/report-csv'
import { reportHtml } from '../../../electron/host/benchmark/report-html'
import { runResult } from '../../../electron/host/benchmark/run-result'
import { type RunReading, sampleBetween } from '../../../electron/host/benchmark/run-samples'

const reading = (atMs: number, records: number, written: number, cpuMs: number): RunReading => ({
  atMs,
  load: { records, bytes: records * 100, requests: records / 10, p50Ms: 1, p99Ms: 2, maxMs: 3 },
  brokers: { cpuMs, residentBytes: 1000, readBytes: 0, writeBytes: written, causes: null },
  space: { liveBytes: written, deletedBytes: 0 },
})

function aReport(): BenchmarkReport {
  const request = { ...defaultRequest, brokers: 2 }
  const [run] = planRuns(request)
  const [first, last] = [reading(0, 0, 500, 100), reading(2000, 1000, 300_500, 1100)]
  const result = runResult({
    request,
    run: { ...run!, name: 'one, "two" </script>' },
    settings: { broker: {}, topic: {} },
    startedAt: '2026-11-23T12:00:00.000Z',
    outcome: 'complete',
    texts: null,
    end: null,
    watch: {
      first,
      last,
      samples: [sampleBetween(first, last)],
      cleans: [
        {
          broker: 1,
          topicPartition: 'bench-0',
          startMs: 500,
          endMs: 1500,
          processedBytes: 400,
          indexedBytes: 300,
          writtenBytes: 100,
        },
      ],
    },
  })
  return {
    schema: 'highwater.bench.compaction',
    version: 1,
    id: 'x',
    startedAt: '2026-11-23T12:00:00.000Z',
    finishedAt: '2026-11-23T12:01:00.000Z',
    outcome: 'complete',
    message: null,
    command: 'npm run highwater',
    client: { name: 'raw', how: 'raw' },
    machine: {},
    versions: {},
    request,
    runs: [result],
  }
}

describe('the figures of a run', () => {
  test('are what happened between its first and last reading', () => {
    const [run] = aReport().runs
    expect(run).toMatchObject({
      measuredSeconds: 2,
      producer: { records: 1000, bytes: 100_000, recordsPerSecond: 500, bytesPerSecond: 50_000 },
      io: { diskWriteBytes: 300_000 },
      // 300 000 written for 100 000 on two replicas.
      writeAmplification: 1.5,
      cleaning: { cleans: 1, processedBytes: 400, writtenBytes: 100, seconds: 1, bytesPerSecond: 400 },
      cpu: { seconds: 1, meanPercent: 50 },
      space: { peakBytes: 300_500, endLiveBytes: 300_500 },
    })
    expect(run?.samples[0]).toMatchObject({
      atMs: 2000,
      producedBytesPerSecond: 50_000,
      cpuPercent: 50,
      diskWritePerSecond: 150_000,
    })
  })

  test('what no counter shows is unknown, not zero', () => {
    const now = reading(1000, 10, 5, 5)
    const blind = { ...now, brokers: { ...now.brokers, writeBytes: null, cpuMs: null } }
    expect(sampleBetween(reading(0, 0, 0, 0), blind)).toMatchObject({
      diskWritePerSecond: null,
      cpuPercent: null,
      causes: null,
    })
  })

  test('bytes by cause keep their sum, whatever the broker calls them', () => {
    const causes = causesOf({
      causes: ['append', 'cleaner', 'consumerFetch', 'somethingNew'],
      files: { read: [1, 20, 300, 4000], written: [5, 60, 0, 7000], deleted: 0 },
    })
    expect(causes.read).toMatchObject({ cleanerRead: 20, consumerFetch: 300, other: 4001 })
    expect(causes.write).toMatchObject({ append: 5, cleanerWrite: 60, other: 7000 })
  })
})

describe('latencies', () => {
  test('to p99.9, counted for each record of a request', () => {
    const latencies = new Latencies()
    for (let value = 1; value <= 1000; value++) latencies.add(value, 3)
    const summary = latencies.summary()!
    for (const [name, expected] of [
      ['p50', 500],
      ['p99', 990],
      ['p999', 999],
      ['max', 1000],
      ['mean', 500.5],
    ] as const)
      expect(Math.abs(summary[name] - expected) / expected).toBeLessThan(0.002)
    expect(latencies.curve().at(-1)?.[0]).toBe(100)
  })

  test('one slow request in a thousand shows in the maximum and not in the median; a look takes what is new only', () => {
    const latencies = new Latencies()
    for (let index = 0; index < 999; index++) latencies.add(1, 1)
    latencies.add(5000, 1)
    expect(latencies.takeRecent()).toMatchObject({ p50Ms: 1 })
    expect(latencies.takeRecent()).toEqual({ p50Ms: null, p99Ms: null, maxMs: null })
    expect(latencies.summary()!.max).toBeGreaterThan(4990)
    expect(latencies.summary()!.p99).toBeLessThan(1.01)
  })
})

describe("the cleaner's report in a log", () => {
  const found = (text: string): CleanerLogReport[] => {
    const reports: CleanerLogReport[] = []
    const parser = new CleanerLogParser((report) => reports.push(report))
    for (const line of text.split('\n')) parser.line(line)
    return reports
  }
  const stats = {
    mapBytesRead: 200 * 1024 * 1024,
    mapRecordsRead: 10,
    bytesRead: 1500 * 1024 * 1024,
    bytesWritten: 30 * 1024 * 1024,
    recordsRead: 3_000_000,
    recordsWritten: 50_000,
    invalidRecords: 0,
    bufferUtilization: 0.5,
    elapsedIndexSeconds: 0.5,
    elapsedSeconds: 2.5,
  }

  test('is read as every Kafka writes it', () => {
    const text = `[2026-11-23 12:00:02,500] INFO [kafka-log-cleaner-thread-0]: ${cleanerReport(0, 'bench-3', 0, 100, stats)} (kafka.log.LogCleaner)`
    expect(found(`first\n${text}\nlast`)).toEqual([
      {
        topicPartition: 'bench-3',
        endMs: new Date('2026-11-23T12:00:02.500').getTime(),
        seconds: 2.5,
        processedBytes: 1500 * 1024 * 1024,
        indexedBytes: 200 * 1024 * 1024,
        indexSeconds: 0.5,
        writtenBytes: 30 * 1024 * 1024,
      },
    ])
  })

  test('a cut one is none, and the next is found', () => {
    const whole = cleanerReport(0, 'bench-4', 0, 100, stats)
    const cut = cleanerReport(0, 'bench-3', 0, 100, stats).split('\n').slice(0, 4).join('\n')
    expect(found(`${cut}\n${'noise\n'.repeat(20)}${whole}`).map(({ topicPartition }) => topicPartition)).toEqual([
      'bench-4',
    ])
  })

  test.each([
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['0.1', 0.1],
    ['1\u00a0234,5', 1234.5],
    ['12', 12],
  ])('%s', (text, value) => {
    expect(javaNumber(text)).toBe(value)
  })
})

describe('the report', () => {
  test('as CSV: a line a run, a line a sample, as many cells as names', () => {
    const [head = '', row = '', ...rest] = runsCsv(aReport()).trimEnd().split('\n')
    expect(rest).toEqual([])
    expect(row.startsWith('"one, ""two"" </script>",builtin,false,,complete,')).toBe(true)
    expect(row.replace(/"[^"]*(""[^"]*)*"/, '').split(',')).toHaveLength(head.split(',').length)
    const samples = samplesCsv(aReport()).trimEnd().split('\n')
    expect(samples[0]?.startsWith('run,at_ms,records,')).toBe(true)
    expect(samples).toHaveLength(2)
  })

  test('as a page: nothing is fetched, and no text of it ends a script', () => {
    const html = reportHtml(aReport(), 'window.Chart = function () {}')
    expect(html).not.toMatch(/(src|href)\s*=\s*["']?(https?:)?\/\//)
    expect(html).toContain("default-src 'none'")
    const data = /<script id="data" type="application\/json">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
    expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(aReport())))
    expect(html.match(/<\/script>/g)).toHaveLength(4)
  })
})
