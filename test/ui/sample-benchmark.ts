import type { BenchmarkView } from '../../electron/host/api/benchmark-functions'
import type {
  BenchmarkClean,
  BenchmarkEngine,
  BenchmarkEntry,
  BenchmarkReport,
  BenchmarkRun,
  BenchmarkRunSummary,
  BenchmarkSample,
} from '../../electron/host/api/benchmark-views'
import { planRuns } from '../../electron/host/benchmark/measurement-plan'
import { benchmarkWords } from '../../electron/host/words/benchmark-words'
import { sentence } from '../../electron/host/words/wording'
import { benchmarkPresets } from '../../renderer/model/benchmark'
import { NOW_MS } from './sample-views'

const MIB = 1024 ** 2
const SECONDS = 60
const COMMAND = 'npm run highwater -- bench compaction --dirty-ratios 0.5,0.1 --duration 1m --keys 100000'

/** Half of what is written is cleaned away every 15 seconds; `cost` slows the producer. */
function samples(seconds: number, cleaner: boolean, cost: number): BenchmarkSample[] {
  return Array.from({ length: seconds }, (_, second) => {
    const produced = (38 - cost + 2 * Math.sin(second / 3)) * MIB
    const cleaning = cleaner && second % 15 > 11
    return {
      atMs: (second + 1) * 1000,
      records: Math.round((second + 1) * (produced / 510)),
      producedBytesPerSecond: cleaning ? produced * 0.9 : produced,
      latencyP50Ms: 2.1 + cost / 10,
      latencyP99Ms: (cleaning ? 11 : 6) + cost + Math.cos(second),
      latencyMaxMs: 31,
      diskReadPerSecond: cleaning ? 80 * MIB : 0,
      diskWritePerSecond: 3 * produced + (cleaning ? 60 * MIB : 0),
      cpuPercent: cleaning ? 180 : 120,
      residentBytes: 420 * MIB,
      liveBytes: 3 * produced * (cleaner ? 8 + (second % 15) : second + 1),
      deletedBytes: 0,
      causes: null,
    }
  })
}

const cleans: BenchmarkClean[] = [12, 27, 42, 57].map((second) => ({
  broker: 1,
  topicPartition: 'bench-0',
  startMs: second * 1000,
  endMs: second * 1000 + 2400,
  processedBytes: 330 * MIB,
  indexedBytes: 180 * MIB,
  writtenBytes: 48 * MIB,
}))

/** Of three minutes: without the cleaner, and at two dirty ratios. */
function runsOf(engine: BenchmarkEngine): BenchmarkRun[] {
  return planRuns({ ...benchmarkPresets.everyday, engines: [engine], dirtyRatios: [0.5, 0.1] }).map((plan, index) => {
    const cost = index * 2 + (engine === 'apache' ? 5 : 0)
    const { cleaner, name, minCleanableDirtyRatio } = plan
    const curve = samples(SECONDS, cleaner, cost)
    const last = curve[SECONDS - 1]!
    return {
      name,
      engine,
      cleaner,
      minCleanableDirtyRatio,
      outcome: 'complete',
      message: null,
      startedAt: new Date(NOW_MS - 600_000).toISOString(),
      loadSeconds: SECONDS,
      measuredSeconds: SECONDS + 5,
      producer: {
        records: last.records,
        bytes: last.records * 510,
        requests: last.records / 32,
        recordsPerSecond: last.records / SECONDS,
        bytesPerSecond: (last.records * 510) / SECONDS,
      },
      latencyFrom: 'sent',
      latencyMs: { mean: 2.4, p50: 2.1, p90: 4, p95: 5.2, p99: 6.34 + cost, p999: 14.2 + cost, max: 31 },
      latencyCurve: [
        [50, 2.1],
        [99, 6.34 + cost],
      ],
      io: { diskReadBytes: 0, diskWriteBytes: 6.7 * 1024 * MIB, causes: null },
      writeAmplification: 1.01 + index * 0.21,
      space: { peakBytes: last.liveBytes, endLiveBytes: last.liveBytes, endDeletedBytes: 0 },
      cleaning: {
        cleans: cleaner ? cleans.length : 0,
        processedBytes: cleaner ? 1320 * MIB : 0,
        writtenBytes: cleaner ? 192 * MIB : 0,
        seconds: cleaner ? 9.6 : 0,
        bytesPerSecond: cleaner ? 137 * MIB : null,
      },
      cpu: { seconds: 82, meanPercent: 126 },
      brokerSettings: {},
      topicSettings: {},
      samples: curve,
      cleans: cleaner ? cleans : [],
    }
  })
}

function reportOf(id: string, engine: BenchmarkEngine, minutesAgo: number): BenchmarkReport {
  return {
    schema: 'highwater.bench.compaction',
    version: 1,
    id,
    startedAt: new Date(NOW_MS - minutesAgo * 60_000).toISOString(),
    finishedAt: new Date(NOW_MS - minutesAgo * 60_000 + 220_000).toISOString(),
    outcome: engine === 'apache' ? 'interrupted' : 'complete',
    message: null,
    command: COMMAND,
    client: { name: 'raw load process', how: '' },
    machine: { processors: '8 x AMD Ryzen 7' },
    versions: {},
    request: benchmarkPresets.everyday,
    runs: runsOf(engine),
  }
}

const summaryOf = ({ samples: _, cleans: __, latencyCurve: ___, ...run }: BenchmarkRun): BenchmarkRunSummary => run
const entryOf = ({ id, startedAt, outcome, command, runs }: BenchmarkReport): BenchmarkEntry => ({
  id,
  startedAt,
  outcome,
  command,
  runs: runs.map(summaryOf),
  html: `/home/anna/highwater/orders-lab/benchmarks/${id}/report.html`,
})

const newer = reportOf('b2', 'builtin', 12)
const older = reportOf('b1', 'apache', 55)
const half = samples(33, true, 2)

const view: BenchmarkView = {
  version: 1,
  running: {
    id: 'b3',
    dir: '/home/anna/highwater/orders-lab/benchmarks/b3',
    command: COMMAND,
    startedMs: NOW_MS - 120_000,
    runs: newer.runs.map(({ name }) => name),
    current: 1,
    stage: 'loading',
    share: 0.55,
    finished: [summaryOf(newer.runs[0]!)],
    samples: half,
    cleans: cleans.slice(0, 2),
    stopping: false,
  },
  problem: null,
  finished: [newer, older].map(entryOf),
  apacheMissing: sentence(benchmarkWords.noApache),
}

const plan = { command: COMMAND, runs: newer.runs.map(({ name }) => name) }

/** One is under way, two are finished. */
export const benchmarkAnswers = {
  watchBenchmark: { newer: [view] },
  benchmarkCommand: plan,
  stopBenchmark: undefined,
  readBenchmark: { byId: { b2: newer, b1: older } },
}

export const noBenchmark = {
  watchBenchmark: { newer: [{ ...view, running: null, finished: [] }] },
  benchmarkCommand: plan,
  startBenchmark: { id: 'b1', command: COMMAND },
}
