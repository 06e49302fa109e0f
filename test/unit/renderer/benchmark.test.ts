import { describe, expect, test } from 'vitest'
import { requestProblem } from '../../../electron/host/benchmark/measurement-plan'
import {
  benchmarkPresets,
  cleanBands,
  parseOverrides,
  parseRatios,
  presetNames,
  runSeries,
} from '../../../renderer/model/benchmark'

describe('what the form says', () => {
  test.each(presetNames)('preset %s can be run', (name) => {
    expect(requestProblem(structuredClone(benchmarkPresets[name]))).toBeNull()
  })

  test.each([
    ['0.5, 0.1', [0.5, 0.1]],
    ['0.5 1', [0.5, 1]],
    ['', []],
    ['half', null],
    ['1.5', null],
  ])('ratios %j', (text, expected) => {
    expect(parseRatios(text)).toEqual(expected)
  })

  test('settings, a line each', () => {
    expect(parseOverrides('log.cleaner.threads=2\n\n a.b = c=d \nnone')).toEqual({
      overrides: [
        ['log.cleaner.threads', '2'],
        ['a.b', 'c=d'],
      ],
      bad: ['none'],
    })
  })
})

describe('what is drawn', () => {
  const clean = (startMs: number, endMs: number) => ({
    broker: 1,
    topicPartition: 'bench-0',
    startMs,
    endMs,
    processedBytes: 0,
    indexedBytes: 0,
    writtenBytes: 0,
  })

  test('spans of the cleaner that touch are one', () => {
    expect(cleanBands([clean(3000, 4000), clean(0, 1000), clean(500, 2000)])).toEqual([
      { from: 0, to: 2 },
      { from: 3, to: 4 },
    ])
  })

  test('a line a run, a gap where nothing is known, Apache Kafka dashed', () => {
    const sample = { atMs: 1000, latencyP99Ms: null } as never
    const [line] = runSeries('latency', [{ label: 'a', engine: 'apache', samples: [sample] }])
    expect(line).toMatchObject({ label: 'a', dashed: true, points: [{ x: 1, y: null }] })
  })
})
