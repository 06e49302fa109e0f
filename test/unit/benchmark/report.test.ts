import { describe, expect, test } from 'vitest'
import { planOf } from '../../benchmark/plan'
import { parseProducerPerf } from '../../benchmark/producer-perf'
import { Report, summaryOf } from '../../benchmark/report'

const report = (busyMoments: string[] = []) =>
  new Report({ startedAt: '2026-01-02T03:04:05.000Z', mode: 'full', machine: { processors: '2 x test' }, busyMoments })

describe('the report', () => {
  test.each([
    { values: [5], min: 5, median: 5, max: 5 },
    { values: [9, 1, 5], min: 1, median: 5, max: 9 },
    { values: [4, 1, 10, 2], min: 1, median: 3, max: 10 },
  ])('of $values', ({ values, min, median, max }) => {
    expect(summaryOf(values)).toEqual({ min, median, max })
  })

  test('a ratio is of medians, and only where both were measured in this run', () => {
    const full = report()
    const start = { name: 'start', unit: 'ms', how: 'polled' }
    for (const value of [100, 300, 200]) full.add({ ...start, subject: 'Highwater' }, value)
    for (const value of [800, 1000, 900]) full.add({ ...start, subject: 'Apache' }, value)
    full.add({ name: 'memory', unit: 'MiB', how: 'proc', subject: 'Highwater' }, 70)
    expect(full.ratios()).toEqual([{ name: 'start', ratio: 200 / 900 }])
    const { figures, ratios } = JSON.parse(full.json())
    expect(figures[0]).toMatchObject({ subject: 'Highwater', values: [100, 300, 200], min: 100, median: 200, max: 300 })
    expect(ratios).toHaveLength(1)
  })

  test('the table keeps figures of one name together and says when the machine was busy', () => {
    const full = report(['before start 1: 80 % of the processors in use'])
    full.add({ name: 'a', unit: 'ms', how: 'x', subject: 'Highwater' }, 1)
    full.add({ name: 'b', unit: 'ms', how: 'x', subject: 'Highwater' }, 2)
    full.add({ name: 'a', unit: 'ms', how: 'x', subject: 'Apache' }, 4)
    const lines = full.table().split('\n')
    expect(lines).toContain('before start 1: 80 % of the processors in use')
    expect(lines.filter((line) => /^[ab] /.test(line)).map((line) => line.split(/\s+/).slice(0, 3).join(' '))).toEqual([
      'a ms Highwater',
      'a ms Apache',
      'b ms Highwater',
    ])
    expect(full.table()).toMatch(/a +ms +Highwater +1\.00 +1\.00 +1\.00 +1 +0\.25 +x/)
  })
})

describe('what was asked for', () => {
  test('everything, in full', () => {
    expect(planOf({})).toMatchObject({ quick: false, startRuns: 5, sections: { length: 6 } })
  })

  test('one section, quickly, without waiting for a quiet machine', () => {
    const plan = planOf({ HIGHWATER_BENCH: 'quick', HIGHWATER_BENCH_ONLY: 'failover' })
    expect(plan).toMatchObject({ quick: true, sections: ['failover'], quietPatienceMs: 0 })
  })

  test('a section that does not exist', () => {
    expect(() => planOf({ HIGHWATER_BENCH_ONLY: 'speed' })).toThrow('no section speed')
  })
})

describe('the last line of producer-perf-test', () => {
  const OUTPUT = `24931 records sent, 4986.2 records/sec (2.38 MB/sec), 2000.1 ms avg latency, 3000.0 ms max latency.
50000 records sent, 9157.509158 records/sec (4.37 MB/sec), 1743.15 ms avg latency, 2954.00 ms max latency, 1822 ms 50th, 2749 ms 95th, 2888 ms 99th, 2949 ms 99.9th.
`

  test('is read, not the lines before it', () => {
    expect(parseProducerPerf(OUTPUT)).toEqual({
      recordsPerSecond: 9157.509158,
      mebibytesPerSecond: 4.37,
      averageLatencyMs: 1743.15,
      p99LatencyMs: 2888,
    })
  })

  test('is missing', () => {
    expect(() => parseProducerPerf('org.apache.kafka.common.KafkaException: none')).toThrow('printed no result')
  })
})
