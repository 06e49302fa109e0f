import type { InBothLanguages } from './exercise-functions'
import type { IoReadCause, IoWriteCause } from './io-views'

export const benchmarkEngines = ['builtin', 'apache'] as const
export type BenchmarkEngine = (typeof benchmarkEngines)[number]

/**
 * How keys are drawn. `uniform`: each as often as any other; `zipfian`: few keys take most records, as YCSB draws them (constant 0.99);
 * `latest`: zipfian again, but from the newest key back, while new keys keep coming.
 */
export const keyDistributions = ['uniform', 'zipfian', 'latest'] as const
export type KeyDistribution = (typeof keyDistributions)[number]

export interface BenchmarkWorkload {
  /** Milliseconds of load in each run; null: until `records` are acknowledged. One of the two is set. */
  durationMs: number | null
  records: number | null
  keys: number
  distribution: KeyDistribution
  /** Bytes of a value: the same for all when both are equal, else drawn evenly between them. */
  valueBytesMin: number
  valueBytesMax: number
  /** Share of records without value, percent. */
  tombstonePercent: number
  /** Records a second, sent at their time whatever the brokers do; null: as fast as they are acknowledged. */
  rate: number | null
  partitions: number
  /** Most bytes of records in one request. */
  batchBytes: number
  acks: 'all' | '1'
  /** The same seed draws the same keys and sizes. */
  seed: number
}

/** What is to be measured. Each run has a cluster and a topic of its own, one after the other. */
export interface BenchmarkRequest {
  engines: BenchmarkEngine[]
  brokers: number
  workload: BenchmarkWorkload
  /** A run with log.cleaner.enable=false comes first. */
  cleanerOff: boolean
  /** One run with the cleaner for each min.cleanable.dirty.ratio. */
  dirtyRatios: number[]
  /** segment.bytes of the topic. */
  segmentBytes: number
  /** After the load, time for the cleaner to finish what it is at; counted in bytes, space and CPU. */
  settleMs: number
  /** `--set`: topic settings go to the topic, all others to server.properties. */
  overrides: [string, string][]
}

export const benchmarkOutcomes = ['complete', 'interrupted', 'diskFull', 'failed'] as const
export type BenchmarkOutcome = (typeof benchmarkOutcomes)[number]

/** Milliseconds. */
export interface LatencySummary {
  mean: number
  p50: number
  p90: number
  p95: number
  p99: number
  p999: number
  max: number
}

/** Bytes by what moved them, as the brokers count them. */
export interface BenchmarkCauses {
  read: Record<IoReadCause, number>
  write: Record<IoWriteCause, number>
}

/** About one second of a run; rates are over the time since the sample before. null: not known. */
export interface BenchmarkSample {
  /** Since the load began, milliseconds; negative while the cluster came up. */
  atMs: number
  /** All acknowledged so far. */
  records: number
  producedBytesPerSecond: number
  latencyP50Ms: number | null
  latencyP99Ms: number | null
  latencyMaxMs: number | null
  /** Of all broker processes together, from /proc/PID/io: what reached or will reach the disk. */
  diskReadPerSecond: number | null
  diskWritePerSecond: number | null
  /** Percent of one core, all brokers together. */
  cpuPercent: number | null
  residentBytes: number | null
  /** Of all log directories: files in use, and files that wait for file.delete.delay.ms. */
  liveBytes: number
  deletedBytes: number
  /** Bytes a second by cause; null for engines that do not count them. */
  causes: BenchmarkCauses | null
}

/** One log cleaned once, as the broker's own report in its log tells it. */
export interface BenchmarkClean {
  broker: number
  topicPartition: string
  /** Since the load began, milliseconds. */
  startMs: number
  endMs: number
  /** What the report calls processed: the size of the log that was cleaned. */
  processedBytes: number
  indexedBytes: number
  /** What stayed and was written anew. */
  writtenBytes: number
}

export interface BenchmarkRun {
  name: string
  engine: BenchmarkEngine
  cleaner: boolean
  /** null: the cleaner was off. */
  minCleanableDirtyRatio: number | null
  outcome: BenchmarkOutcome
  /** Why it is not complete, English. */
  message: string | null
  /** The same in every language of the page; absent in older reports. */
  texts?: InBothLanguages | null
  startedAt: string
  /** From the first request to the last acknowledgement, seconds. */
  loadSeconds: number
  /** Load and settling, seconds: what bytes and CPU are counted over. */
  measuredSeconds: number
  producer: {
    records: number
    /** Record batches as they were sent. */
    bytes: number
    requests: number
    recordsPerSecond: number
    bytesPerSecond: number
  }
  /** `intended`: from the moment a request was due; `sent`: from its sending, since without a rate nothing is due. */
  latencyFrom: 'intended' | 'sent'
  latencyMs: LatencySummary | null
  /** Requests by latency for the chart: [percentile, milliseconds]. */
  latencyCurve: [number, number][]
  io: {
    diskReadBytes: number | null
    diskWriteBytes: number | null
    causes: BenchmarkCauses | null
  }
  /** Bytes that all brokers wrote to the disk, over the bytes produced times replicas: 1 is every replica written once. */
  writeAmplification: number | null
  space: { peakBytes: number; endLiveBytes: number; endDeletedBytes: number }
  cleaning: {
    cleans: number
    processedBytes: number
    writtenBytes: number
    /** Time that cleaner threads spent, seconds. */
    seconds: number
    /** processedBytes over seconds; null without a clean. */
    bytesPerSecond: number | null
  }
  cpu: { seconds: number | null; meanPercent: number | null }
  /** Settings of server.properties and of the topic that differ from Kafka's defaults. */
  brokerSettings: Record<string, string>
  topicSettings: Record<string, string>
  samples: BenchmarkSample[]
  cleans: BenchmarkClean[]
}

/** `report.json`; docs/bench-compaction.md describes every field. */
export interface BenchmarkReport {
  schema: 'highwater.bench.compaction'
  version: 1
  id: string
  startedAt: string
  finishedAt: string
  outcome: BenchmarkOutcome
  message: string | null
  /** The message in every language of the page; absent in older reports. */
  texts?: InBothLanguages | null
  /** The command line that runs the same. */
  command: string
  client: { name: string; how: string }
  machine: Record<string, string | number>
  versions: Record<string, string>
  request: BenchmarkRequest
  runs: BenchmarkRun[]
}

export type BenchmarkStage = 'starting' | 'loading' | 'settling' | 'stopping'

/** A benchmark under way. */
export interface BenchmarkProgress {
  id: string
  dir: string
  command: string
  startedMs: number
  /** Names of all runs, in order. */
  runs: string[]
  /** Which of them is under way. */
  current: number
  stage: BenchmarkStage
  /** Of the current run: 0 to 1, by time or by records. */
  share: number
  /** Finished runs, without their samples. */
  finished: BenchmarkRunSummary[]
  /** Of the current run. */
  samples: BenchmarkSample[]
  cleans: BenchmarkClean[]
  /** Stop was asked for. */
  stopping: boolean
}

export type BenchmarkRunSummary = Omit<BenchmarkRun, 'samples' | 'cleans' | 'latencyCurve'>

/** One line of the list of finished benchmarks. */
export interface BenchmarkEntry {
  id: string
  startedAt: string
  outcome: BenchmarkOutcome
  command: string
  runs: BenchmarkRunSummary[]
  /** Absolute path of its report.html. */
  html: string
}
