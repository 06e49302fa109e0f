import type { BenchmarkEngine, BenchmarkRequest } from '../api/benchmark-views'
import type { InBothLanguages } from '../api/exercise-functions'
import { benchmarkWords } from '../words/benchmark-words'
import { sentence } from '../words/wording'

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
export function requestProblem(request: BenchmarkRequest): InBothLanguages | null {
  const { workload } = request
  const { durationMs, records, keys, valueBytesMin, valueBytesMax, tombstonePercent, rate } = workload
  const whole = (value: number, min: number, max: number) => Number.isInteger(value) && value >= min && value <= max
  const words = benchmarkWords
  const checks: [boolean, InBothLanguages][] = [
    [request.engines.length > 0, words.noEngine],
    [(durationMs === null) !== (records === null), words.durationOrRecords],
    [durationMs === null || whole(durationMs, 500, DURATION_MS_MAX), words.duration],
    [records === null || whole(records, 1, RECORDS_MAX), sentence(words.records, { max: RECORDS_MAX })],
    [whole(keys, 1, KEYS_MAX), sentence(words.keys, { max: KEYS_MAX })],
    [whole(valueBytesMin, 0, VALUE_BYTES_MAX), sentence(words.valueBytes, { max: VALUE_BYTES_MAX })],
    [whole(valueBytesMax, valueBytesMin, VALUE_BYTES_MAX), sentence(words.valueRange, { max: VALUE_BYTES_MAX })],
    [tombstonePercent >= 0 && tombstonePercent <= 100, words.tombstones],
    [rate === null || (rate > 0 && rate <= RATE_MAX), sentence(words.rate, { max: RATE_MAX })],
    [whole(workload.partitions, 1, PARTITIONS_MAX), sentence(words.partitions, { max: PARTITIONS_MAX })],
    [whole(workload.batchBytes, 1, BATCH_BYTES_MAX), sentence(words.batchBytes, { max: BATCH_BYTES_MAX })],
    [whole(request.brokers, 1, BROKERS_MAX), sentence(words.brokers, { max: BROKERS_MAX })],
    [request.dirtyRatios.length <= RATIOS_MAX, sentence(words.ratios, { max: RATIOS_MAX })],
    [request.dirtyRatios.every((ratio) => ratio >= 0 && ratio <= 1), words.ratio],
    [request.cleanerOff || request.dirtyRatios.length > 0, words.nothingToRun],
    [whole(request.segmentBytes, 64 * 1024, 0x7fffffff), words.segments],
    [whole(request.settleMs, 0, 600_000), words.settling],
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
