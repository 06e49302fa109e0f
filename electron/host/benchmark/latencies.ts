import { build, type Histogram } from 'hdr-histogram-js'
import type { LatencySummary } from '../api/benchmark-views'

const PERCENTILES = [0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100]
/** An hour: nothing waits longer. */
const MICROSECONDS_MAX = 3_600_000_000

const histogram = (): Histogram =>
  build({ lowestDiscernibleValue: 1, highestTrackableValue: MICROSECONDS_MAX, numberOfSignificantValueDigits: 3 })

const ms = (microseconds: number): number => microseconds / 1000

/** Latencies of records, to three digits: over the whole load, and since the last look. */
export class Latencies {
  private readonly whole = histogram()
  private readonly recent = histogram()

  /** All records of a request share its latency. */
  add(latencyMs: number, records: number): void {
    const value = Math.min(MICROSECONDS_MAX, Math.max(1, Math.round(latencyMs * 1000)))
    this.whole.recordValueWithCount(value, records)
    this.recent.recordValueWithCount(value, records)
  }

  takeRecent(): { p50Ms: number | null; p99Ms: number | null; maxMs: number | null } {
    const { recent } = this
    const taken =
      recent.totalCount === 0
        ? { p50Ms: null, p99Ms: null, maxMs: null }
        : {
            p50Ms: ms(recent.getValueAtPercentile(50)),
            p99Ms: ms(recent.getValueAtPercentile(99)),
            maxMs: ms(recent.maxValue),
          }
    recent.reset()
    return taken
  }

  summary(): LatencySummary | null {
    const { whole } = this
    if (whole.totalCount === 0) return null
    const at = (percentile: number) => ms(whole.getValueAtPercentile(percentile))
    return {
      mean: ms(whole.mean),
      p50: at(50),
      p90: at(90),
      p95: at(95),
      p99: at(99),
      p999: at(99.9),
      max: ms(whole.maxValue),
    }
  }

  curve(): [number, number][] {
    if (this.whole.totalCount === 0) return []
    return PERCENTILES.map((percentile) => [percentile, ms(this.whole.getValueAtPercentile(percentile))])
  }
}
