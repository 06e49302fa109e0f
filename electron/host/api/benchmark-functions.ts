import type { BenchmarkEntry, BenchmarkProgress, BenchmarkReport, BenchmarkRequest } from './benchmark-views'
import type { InBothLanguages } from './exercise-functions'

/** What the Benchmark page sees. */
export interface BenchmarkView {
  /** Grows with every change. */
  version: number
  /** null: none is running. */
  running: BenchmarkProgress | null
  /** How the last one of this lab's life ended without a report, or null. */
  problem: InBothLanguages | null
  /** In the lab's folder, newest first. */
  finished: BenchmarkEntry[]
  /** Why Apache Kafka cannot be measured here, or null. */
  apacheMissing: InBothLanguages | null
}

export interface BenchmarkFunctions {
  /** Resolves when there is something newer than `since` (0: at once), after 20 s at the latest. */
  watchBenchmark(request: { since: number }): Promise<BenchmarkView>
  /** Refused while one runs. Its files go to `benchmarks/<id>` in the lab's folder. */
  startBenchmark(request: BenchmarkRequest): Promise<{ id: string; command: string }>
  /** Ends the load; what was measured becomes a report. */
  stopBenchmark(): Promise<void>
  /** What the same request would be on a command line. */
  benchmarkCommand(request: BenchmarkRequest): Promise<{ command: string; runs: string[] }>
  readBenchmark(request: { id: string }): Promise<BenchmarkReport>
  /** The whole file, to be saved or opened. */
  readBenchmarkHtml(request: { id: string }): Promise<{ name: string; html: string }>
  deleteBenchmark(request: { id: string }): Promise<void>
}
