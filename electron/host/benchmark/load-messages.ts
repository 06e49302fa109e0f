import type { BenchmarkWorkload, LatencySummary } from '../api/benchmark-views'

export interface LoadTask {
  topic: string
  workload: BenchmarkWorkload
  /** Leader of each partition, by its number. */
  leaders: { host: string; port: number }[]
}

/** From the benchmark to its load process. */
export type ToLoad =
  | { type: 'prepare'; task: LoadTask }
  | { type: 'go' }
  /** Answered by one `sample`. */
  | { type: 'sample' }
  /** No more requests; `done` follows when those under way are answered. */
  | { type: 'stop' }

/** Counts are since the load began; latencies of the time since the sample before, null without an acknowledgement in it. */
export interface LoadSample {
  records: number
  bytes: number
  requests: number
  p50Ms: number | null
  p99Ms: number | null
  maxMs: number | null
}

export interface LoadResult {
  records: number
  bytes: number
  requests: number
  seconds: number
  latencyMs: LatencySummary | null
  latencyCurve: [number, number][]
}

export type FromLoad =
  /** Requests are made and connections open. */
  | { type: 'prepared'; requests: number; records: number; bytes: number }
  | { type: 'sample'; sample: LoadSample }
  /** `problem`: why it ended before its time. */
  | { type: 'done'; result: LoadResult; problem: string | null }
