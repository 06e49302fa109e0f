import type { BenchmarkClean, BenchmarkRequest, BenchmarkSample } from '../../electron/host/api/benchmark-views'
import { defaultRequest } from '../../electron/host/api/default-benchmark'

const MEBIBYTE = 1024 * 1024

/** Where the form begins. */
export const benchmarkPresets = {
  quick: {
    ...defaultRequest,
    brokers: 1,
    workload: { ...defaultRequest.workload, durationMs: 10_000, keys: 5000, partitions: 3 },
    dirtyRatios: [0.5],
    segmentBytes: 2 * MEBIBYTE,
    settleMs: 2000,
  },
  everyday: defaultRequest,
  steady: {
    ...defaultRequest,
    workload: { ...defaultRequest.workload, rate: 5000, distribution: 'zipfian', tombstonePercent: 5 },
  },
} as const satisfies Record<string, BenchmarkRequest>

export type BenchmarkPreset = keyof typeof benchmarkPresets
export const presetNames = Object.keys(benchmarkPresets) as BenchmarkPreset[]

/** `0.5, 0.1`: numbers; null for text that is none. */
export function parseRatios(text: string): number[] | null {
  const parts = text.split(/[\s,]+/).filter(Boolean)
  const ratios = parts.map(Number)
  return ratios.every((ratio) => ratio >= 0 && ratio <= 1) ? ratios : null
}

/** A line each: `key=value`. Lines that are none are told. */
export function parseOverrides(text: string): { overrides: [string, string][]; bad: string[] } {
  const overrides: [string, string][] = []
  const bad: string[] = []
  for (const line of text.split('\n').map((each) => each.trim())) {
    const at = line.indexOf('=')
    if (line === '') continue
    if (at < 1) bad.push(line)
    else overrides.push([line.slice(0, at).trim(), line.slice(at + 1).trim()])
  }
  return { overrides, bad }
}

/** Seconds and a value; null: a gap. */
export interface ChartPoint {
  x: number
  y: number | null
}

export interface ChartSeries {
  label: string
  /** Name of a colour token. */
  ink: string
  dashed: boolean
  points: ChartPoint[]
}

export const benchmarkCharts = ['produced', 'latency', 'space', 'written'] as const
export type BenchmarkChart = (typeof benchmarkCharts)[number]

const mib = (bytes: number | null): number | null => (bytes === null ? null : bytes / MEBIBYTE)

const readers: Record<BenchmarkChart, (sample: BenchmarkSample) => number | null> = {
  produced: (sample) => mib(sample.producedBytesPerSecond),
  latency: (sample) => sample.latencyP99Ms,
  space: (sample) => mib(sample.liveBytes),
  written: (sample) => mib(sample.diskWritePerSecond),
}

const INKS = [
  '--io-append',
  '--io-clean-write',
  '--io-consumer',
  '--io-delete',
  '--io-replica',
  '--io-clean-read',
  '--io-follower',
  '--io-index',
] as const

export const runInk = (index: number): string => INKS[index % INKS.length]!

export interface DrawnRun {
  label: string
  engine: 'builtin' | 'apache'
  samples: readonly BenchmarkSample[]
}

/** One line a run; Apache Kafka dashed. */
export function runSeries(chart: BenchmarkChart, runs: readonly DrawnRun[]): ChartSeries[] {
  return runs.map(({ label, engine, samples }, index) => ({
    label,
    ink: runInk(index),
    dashed: engine === 'apache',
    points: samples.map((sample) => ({ x: sample.atMs / 1000, y: readers[chart](sample) })),
  }))
}

/** Spans of the cleaner, in seconds; those that touch are one. */
export function cleanBands(cleans: readonly BenchmarkClean[]): { from: number; to: number }[] {
  const bands: { from: number; to: number }[] = []
  const sorted = [...cleans].sort((one, other) => one.startMs - other.startMs)
  for (const { startMs, endMs } of sorted) {
    const last = bands[bands.length - 1]
    if (last && startMs / 1000 <= last.to) last.to = Math.max(last.to, endMs / 1000)
    else bands.push({ from: startMs / 1000, to: endMs / 1000 })
  }
  return bands
}
