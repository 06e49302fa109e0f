import type { BenchmarkRun, BenchmarkRunSummary } from '../api/benchmark-views'

/** A run without what fills charts. */
export function summaryOfRun({
  samples: _samples,
  cleans: _cleans,
  latencyCurve: _curve,
  ...rest
}: BenchmarkRun): BenchmarkRunSummary {
  return rest
}
