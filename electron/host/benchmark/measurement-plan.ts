import type { BenchmarkEngine, BenchmarkRequest } from '../api/benchmark-views'

/** One run of a benchmark. */
export interface PlannedRun {
  /** `builtin-cleaner-off`: also the name of its folder. */
  id: string
  name: string
  engine: BenchmarkEngine
  cleaner: boolean
  minCleanableDirtyRatio: number | null
}

const engineNames: Record<BenchmarkEngine, string> = { builtin: 'Highwater', apache: 'Apache Kafka' }

/** Without the cleaner first, then each ratio, the largest first; engines take turns so that neither has the warmer disk. */
export function planRuns({ engines, cleanerOff, dirtyRatios }: BenchmarkRequest): PlannedRun[] {
  const ratios = [...new Set(dirtyRatios)].sort((one, other) => other - one)
  const variants = [...(cleanerOff ? [null] : []), ...ratios]
  return variants.flatMap((ratio) => engines.map((engine) => plannedRun(engine, ratio)))
}

function plannedRun(engine: BenchmarkEngine, ratio: number | null): PlannedRun {
  const variant = ratio === null ? 'cleaner off' : `dirty ratio ${ratio}`
  return {
    id: `${engine}-${variant.replace(/ /g, '-')}`,
    name: `${engineNames[engine]}, ${variant}`,
    engine,
    cleaner: ratio !== null,
    minCleanableDirtyRatio: ratio,
  }
}

/** Why a request cannot be run, or null. */
export function requestProblem(request: BenchmarkRequest): string | null {
  const { workload } = request
  const { durationMs, records, keys, valueBytesMin, valueBytesMax, tombstonePercent, rate } = workload
  const whole = (value: number, min: number, max: number) => Number.isInteger(value) && value >= min && value <= max
  const checks: [boolean, string][] = [
    [request.engines.length > 0, 'name at least one engine'],
    [(durationMs === null) !== (records === null), 'give a duration or a number of records, not both'],
    [durationMs === null || whole(durationMs, 500, DURATION_MS_MAX), 'a duration is from 0.5 s to 24 h'],
    [records === null || whole(records, 1, RECORDS_MAX), `records are from 1 to ${RECORDS_MAX}`],
    [whole(keys, 1, KEYS_MAX), `keys are from 1 to ${KEYS_MAX}`],
    [whole(valueBytesMin, 0, VALUE_BYTES_MAX), `a value has at most ${VALUE_BYTES_MAX} bytes`],
    [
      whole(valueBytesMax, valueBytesMin, VALUE_BYTES_MAX),
      `a value has at most ${VALUE_BYTES_MAX} bytes, and its range goes up`,
    ],
    [tombstonePercent >= 0 && tombstonePercent <= 100, 'tombstones are 0 to 100 percent'],
    [rate === null || (rate > 0 && rate <= RATE_MAX), `a rate is above 0, at most ${RATE_MAX} records a second`],
    [whole(workload.partitions, 1, PARTITIONS_MAX), `partitions are from 1 to ${PARTITIONS_MAX}`],
    [whole(workload.batchBytes, 1, BATCH_BYTES_MAX), `a batch has at most ${BATCH_BYTES_MAX} bytes`],
    [whole(request.brokers, 1, BROKERS_MAX), `brokers are from 1 to ${BROKERS_MAX}`],
    [request.dirtyRatios.length <= RATIOS_MAX, `at most ${RATIOS_MAX} dirty ratios`],
    [request.dirtyRatios.every((ratio) => ratio >= 0 && ratio <= 1), 'a dirty ratio is from 0 to 1'],
    [
      request.cleanerOff || request.dirtyRatios.length > 0,
      'nothing to run: no dirty ratio, and not without the cleaner',
    ],
    [whole(request.segmentBytes, 64 * 1024, 0x7fffffff), 'segments are from 64 KiB to 2 GiB'],
    [whole(request.settleMs, 0, 600_000), 'settling takes at most 10 minutes'],
  ]
  return checks.find(([holds]) => !holds)?.[1] ?? null
}

const DURATION_MS_MAX = 24 * 3600 * 1000
const RECORDS_MAX = 10_000_000_000
const KEYS_MAX = 50_000_000
const VALUE_BYTES_MAX = 900_000
const RATE_MAX = 10_000_000
const PARTITIONS_MAX = 200
const BATCH_BYTES_MAX = 1_000_000
const BROKERS_MAX = 9
const RATIOS_MAX = 8
