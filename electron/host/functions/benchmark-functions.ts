import type { BenchmarkFunctions } from '../api/benchmark-functions'
import type { LabSession } from '../lab-session'

export function benchmarkFunctions({ benchmarks }: LabSession): BenchmarkFunctions {
  return {
    watchBenchmark: ({ since }) => benchmarks.watch(since),
    startBenchmark: async (request) => benchmarks.start(request),
    stopBenchmark: async () => benchmarks.stop(),
    benchmarkCommand: async (request) => benchmarks.command(request),
    readBenchmark: ({ id }) => benchmarks.finished.read(id),
    readBenchmarkHtml: async ({ id }) => ({
      name: `highwater-compaction-${id}.html`,
      html: await benchmarks.finished.readHtml(id),
    }),
    deleteBenchmark: ({ id }) => benchmarks.remove(id),
  }
}
