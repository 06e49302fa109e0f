import type { BenchmarkRequest } from './benchmark-views'

/** What is measured unless told otherwise: a minute a run, on the lab's three brokers. */
export const defaultRequest: BenchmarkRequest = {
  engines: ['builtin'],
  brokers: 3,
  workload: {
    durationMs: 60_000,
    records: null,
    keys: 100_000,
    distribution: 'uniform',
    valueBytesMin: 500,
    valueBytesMax: 500,
    tombstonePercent: 0,
    rate: null,
    partitions: 6,
    /** Kafka's batch.size. */
    batchBytes: 16_384,
    acks: 'all',
    seed: 1,
  },
  cleanerOff: true,
  dirtyRatios: [0.5, 0.1],
  segmentBytes: 16 * 1024 * 1024,
  settleMs: 5000,
  overrides: [],
}
