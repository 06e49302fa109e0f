import { describe, expect, test } from 'vitest'
import type { BenchmarkRequest } from '../../../electron/host/api/benchmark-views'
import { defaultRequest } from '../../../electron/host/api/default-benchmark'
import { benchmarkCommand } from '../../../electron/host/benchmark/command-line'
import { planRuns, requestProblem } from '../../../electron/host/benchmark/measurement-plan'
import { requireKnownSettings, runSettings } from '../../../electron/host/benchmark/run-settings'
import { dueMs, isSent, maySend, UNSENT_BYTES_MAX } from '../../../electron/host/benchmark/send-plan'

const wanted = (changes: Partial<BenchmarkRequest>): BenchmarkRequest => ({ ...defaultRequest, ...changes })
const worked = (changes: Partial<BenchmarkRequest['workload']>) =>
  wanted({ workload: { ...defaultRequest.workload, ...changes } })

describe('the runs of a benchmark', () => {
  test('without the cleaner first, then ratio by ratio from the largest, engines in turn', () => {
    const runs = planRuns(wanted({ engines: ['builtin', 'apache'], dirtyRatios: [0.1, 0.5, 0.1] }))
    expect(runs.map(({ id }) => id)).toEqual([
      'builtin-cleaner-off',
      'apache-cleaner-off',
      'builtin-dirty-ratio-0.5',
      'apache-dirty-ratio-0.5',
      'builtin-dirty-ratio-0.1',
      'apache-dirty-ratio-0.1',
    ])
  })

  test('only what is wanted', () => {
    expect(planRuns(wanted({ cleanerOff: false, dirtyRatios: [0.5] })).map(({ name }) => name)).toEqual([
      'Highwater, dirty ratio 0.5',
    ])
  })

  test.each([
    [wanted({}), null],
    [worked({ records: 5 }), 'give a duration or a number of records, not both'],
    [worked({ durationMs: null }), 'give a duration or a number of records, not both'],
    [worked({ keys: 0 }), 'keys are from 1 to 50000000'],
    [worked({ tombstonePercent: 101 }), 'tombstones are 0 to 100 percent'],
    [worked({ valueBytesMin: 10, valueBytesMax: 5 }), 'a value has at most 900000 bytes, and its range goes up'],
    [worked({ rate: 0 }), 'a rate is above 0, at most 10000000 records a second'],
    [wanted({ cleanerOff: false, dirtyRatios: [] }), 'nothing to run: no dirty ratio, and not without the cleaner'],
    [wanted({ dirtyRatios: [1.5] }), 'a dirty ratio is from 0 to 1'],
  ])('what cannot be run is said (%#)', (request, problem) => {
    expect(requestProblem(request)?.en ?? null).toBe(problem)
  })
})

describe('settings of a run', () => {
  const [off, on] = planRuns(wanted({ dirtyRatios: [0.3] }))

  test('differ in the cleaner and its ratio', () => {
    expect(runSettings(wanted({}), off!).broker).toEqual({ 'log.cleaner.enable': 'false' })
    expect(runSettings(wanted({}), on!)).toEqual({
      broker: { 'log.cleaner.enable': 'true', 'log.cleaner.backoff.ms': '1000' },
      topic: { 'cleanup.policy': 'compact', 'segment.bytes': '16777216', 'min.cleanable.dirty.ratio': '0.3' },
    })
  })

  test('--set goes to brokers where they have it, else to the topic', () => {
    const overrides: [string, string][] = [
      ['log.cleaner.threads', '2'],
      ['file.delete.delay.ms', '1000'],
    ]
    const { broker, topic } = runSettings(wanted({ overrides }), on!)
    expect(broker['log.cleaner.threads']).toBe('2')
    expect(topic['file.delete.delay.ms']).toBe('1000')
  })

  test('unknown ones and bad values are refused', () => {
    expect(() => requireKnownSettings([['no.such', '1']])).toThrow('neither brokers nor topics have such a setting')
    expect(() => requireKnownSettings([['log.cleaner.threads', 'many']])).toThrow('log.cleaner.threads')
    expect(() => requireKnownSettings([['file.delete.delay.ms', 'soon']])).toThrow('file.delete.delay.ms')
    expect(() => requireKnownSettings([['log.cleaner.threads', '2']])).not.toThrow()
  })
})

describe('when a request goes out', () => {
  const state = {
    recordsSent: 500,
    elapsedMs: 400,
    outstandingRequests: 0,
    outstandingBytes: 0,
    partitions: 2,
    rate: 1000,
  }

  test('with a rate: at its time, whatever is under way', () => {
    expect(dueMs(state)).toBe(500)
    expect(maySend(state)).toBe(false)
    expect(maySend({ ...state, elapsedMs: 500, outstandingRequests: 9999 })).toBe(true)
    // Late by a second: still due at its time, so that its latency tells the second.
    expect(dueMs({ ...state, elapsedMs: 1500 })).toBe(500)
    expect(maySend({ ...state, elapsedMs: 1500, outstandingBytes: UNSENT_BYTES_MAX + 1 })).toBe(false)
  })

  test('without one: five for each partition', () => {
    expect(maySend({ ...state, rate: null, outstandingRequests: 9 })).toBe(true)
    expect(maySend({ ...state, rate: null, outstandingRequests: 10 })).toBe(false)
    expect(dueMs({ ...state, rate: null })).toBe(400)
  })

  test.each([
    [{ elapsedMs: 999, durationMs: 1000, records: null, recordsSent: 5, stopped: false }, false],
    [{ elapsedMs: 1000, durationMs: 1000, records: null, recordsSent: 5, stopped: false }, true],
    [{ elapsedMs: 1, durationMs: null, records: 5, recordsSent: 5, stopped: false }, true],
    [{ elapsedMs: 1, durationMs: null, records: 6, recordsSent: 5, stopped: false }, false],
    [{ elapsedMs: 1, durationMs: null, records: 6, recordsSent: 5, stopped: true }, true],
  ])('the end (%#)', (end, expected) => {
    expect(isSent(end)).toBe(expected)
  })
})

test('the command names every choice', () => {
  const request = wanted({
    engines: ['builtin', 'apache'],
    cleanerOff: false,
    overrides: [['cleanup.policy', 'compact,delete']],
  })
  const command = benchmarkCommand(request, { out: '/tmp/a b', kafkaLibs: '/opt/kafka/libs' })
  expect(command).toBe(
    "npm run highwater -- bench compaction --engine both --brokers 3 --duration 60s --keys 100000 --distribution uniform --value-size 500 --tombstones 0 --partitions 6 --batch-size 16384 --acks all --seed 1 --dirty-ratios 0.5,0.1 --segment-bytes 16777216 --settle 5s --set cleanup.policy=compact,delete --kafka-libs /opt/kafka/libs --out '/tmp/a b' --no-cleaner-off",
  )
})
