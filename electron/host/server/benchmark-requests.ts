import { z } from 'zod'
import type { BenchmarkFunctions } from '../api/benchmark-functions'
import { benchmarkEngines, keyDistributions } from '../api/benchmark-views'

/** Limits of sense are the benchmark's own to tell; these only keep out what no number of it can be. */
const number = z.number().min(0).max(Number.MAX_SAFE_INTEGER)
const whole = number.int()

const request = z.object({
  engines: z.array(z.enum(benchmarkEngines)).max(2),
  brokers: whole,
  workload: z.object({
    durationMs: number.nullable(),
    records: whole.nullable(),
    keys: whole,
    distribution: z.enum(keyDistributions),
    valueBytesMin: whole,
    valueBytesMax: whole,
    tombstonePercent: number,
    rate: number.nullable(),
    partitions: whole,
    batchBytes: whole,
    acks: z.enum(['all', '1']),
    seed: whole.max(0x7fffffff),
  }),
  cleanerOff: z.boolean(),
  dirtyRatios: z.array(number).max(100),
  segmentBytes: whole,
  settleMs: whole,
  overrides: z.array(z.tuple([z.string().max(1000), z.string().max(10_000)])).max(100),
})
const byId = z.object({ id: z.string().min(1).max(100) })

/** What the functions of benchmarks take. */
export const benchmarkSchemas = {
  watchBenchmark: z.object({ since: whole }),
  startBenchmark: request,
  stopBenchmark: z.undefined(),
  benchmarkCommand: request,
  readBenchmark: byId,
  readBenchmarkHtml: byId,
  deleteBenchmark: byId,
} as const satisfies Record<keyof BenchmarkFunctions, z.ZodType>
