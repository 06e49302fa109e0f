/** What Java's producer-perf-test says in its last line. */
export interface ProducerPerf {
  recordsPerSecond: number
  /** Of 1024 x 1024 bytes. */
  mebibytesPerSecond: number
  averageLatencyMs: number
  p99LatencyMs: number
}

const LAST_LINE =
  /^\d+ records sent, ([\d.]+) records\/sec \(([\d.]+) MB\/sec\), ([\d.]+) ms avg latency, .* ms 95th, (\d+) ms 99th, .*$/m

export function parseProducerPerf(output: string): ProducerPerf {
  const found = LAST_LINE.exec(output)
  if (found === null) throw new Error(`producer-perf-test printed no result:\n${output.slice(-2000)}`)
  const [recordsPerSecond, mebibytesPerSecond, averageLatencyMs, p99LatencyMs] = found.slice(1).map(Number)
  return {
    recordsPerSecond: recordsPerSecond!,
    mebibytesPerSecond: mebibytesPerSecond!,
    averageLatencyMs: averageLatencyMs!,
    p99LatencyMs: p99LatencyMs!,
  }
}
