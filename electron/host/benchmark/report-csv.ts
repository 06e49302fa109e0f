import type { BenchmarkReport, BenchmarkRun, BenchmarkSample } from '../api/benchmark-views'
import { ioReadCauses, ioWriteCauses } from '../api/io-views'

type Cell = string | number | boolean | null
type Column<Row> = [string, (row: Row) => Cell]

const runColumns: Column<BenchmarkRun>[] = [
  ['run', ({ name }) => name],
  ['engine', ({ engine }) => engine],
  ['cleaner', ({ cleaner }) => cleaner],
  ['min_cleanable_dirty_ratio', ({ minCleanableDirtyRatio }) => minCleanableDirtyRatio],
  ['outcome', ({ outcome }) => outcome],
  ['load_seconds', ({ loadSeconds }) => loadSeconds],
  ['measured_seconds', ({ measuredSeconds }) => measuredSeconds],
  ['records', ({ producer }) => producer.records],
  ['produced_bytes', ({ producer }) => producer.bytes],
  ['requests', ({ producer }) => producer.requests],
  ['records_per_second', ({ producer }) => producer.recordsPerSecond],
  ['bytes_per_second', ({ producer }) => producer.bytesPerSecond],
  ['latency_from', ({ latencyFrom }) => latencyFrom],
  ['latency_mean_ms', ({ latencyMs }) => latencyMs?.mean ?? null],
  ['latency_p50_ms', ({ latencyMs }) => latencyMs?.p50 ?? null],
  ['latency_p90_ms', ({ latencyMs }) => latencyMs?.p90 ?? null],
  ['latency_p95_ms', ({ latencyMs }) => latencyMs?.p95 ?? null],
  ['latency_p99_ms', ({ latencyMs }) => latencyMs?.p99 ?? null],
  ['latency_p999_ms', ({ latencyMs }) => latencyMs?.p999 ?? null],
  ['latency_max_ms', ({ latencyMs }) => latencyMs?.max ?? null],
  ['disk_read_bytes', ({ io }) => io.diskReadBytes],
  ['disk_write_bytes', ({ io }) => io.diskWriteBytes],
  ...ioReadCauses.map(
    (cause): Column<BenchmarkRun> => [`read_${snake(cause)}_bytes`, ({ io }) => io.causes?.read[cause] ?? null],
  ),
  ...ioWriteCauses.map(
    (cause): Column<BenchmarkRun> => [`write_${snake(cause)}_bytes`, ({ io }) => io.causes?.write[cause] ?? null],
  ),
  ['write_amplification', ({ writeAmplification }) => writeAmplification],
  ['space_peak_bytes', ({ space }) => space.peakBytes],
  ['space_end_live_bytes', ({ space }) => space.endLiveBytes],
  ['space_end_deleted_bytes', ({ space }) => space.endDeletedBytes],
  ['cleans', ({ cleaning }) => cleaning.cleans],
  ['cleaner_processed_bytes', ({ cleaning }) => cleaning.processedBytes],
  ['cleaner_written_bytes', ({ cleaning }) => cleaning.writtenBytes],
  ['cleaner_seconds', ({ cleaning }) => cleaning.seconds],
  ['cleaner_bytes_per_second', ({ cleaning }) => cleaning.bytesPerSecond],
  ['cpu_seconds', ({ cpu }) => cpu.seconds],
  ['cpu_mean_percent', ({ cpu }) => cpu.meanPercent],
]

const sampleColumns: Column<BenchmarkSample>[] = [
  ['at_ms', ({ atMs }) => atMs],
  ['records', ({ records }) => records],
  ['produced_bytes_per_second', ({ producedBytesPerSecond }) => producedBytesPerSecond],
  ['latency_p50_ms', ({ latencyP50Ms }) => latencyP50Ms],
  ['latency_p99_ms', ({ latencyP99Ms }) => latencyP99Ms],
  ['latency_max_ms', ({ latencyMaxMs }) => latencyMaxMs],
  ['disk_read_per_second', ({ diskReadPerSecond }) => diskReadPerSecond],
  ['disk_write_per_second', ({ diskWritePerSecond }) => diskWritePerSecond],
  ['cpu_percent', ({ cpuPercent }) => cpuPercent],
  ['resident_bytes', ({ residentBytes }) => residentBytes],
  ['live_bytes', ({ liveBytes }) => liveBytes],
  ['deleted_bytes', ({ deletedBytes }) => deletedBytes],
  ...ioReadCauses.map(
    (cause): Column<BenchmarkSample> => [
      `read_${snake(cause)}_per_second`,
      ({ causes }) => causes?.read[cause] ?? null,
    ],
  ),
  ...ioWriteCauses.map(
    (cause): Column<BenchmarkSample> => [
      `write_${snake(cause)}_per_second`,
      ({ causes }) => causes?.write[cause] ?? null,
    ],
  ),
]

/** A line a run. */
export function runsCsv({ runs }: BenchmarkReport): string {
  return csv(runColumns, runs)
}

/** A line a second of a run, the run's name first. */
export function samplesCsv({ runs }: BenchmarkReport): string {
  const columns: Column<{ run: string; sample: BenchmarkSample }>[] = [
    ['run', ({ run }) => run],
    ...sampleColumns.map(
      ([name, of]): Column<{ run: string; sample: BenchmarkSample }> => [name, ({ sample }) => of(sample)],
    ),
  ]
  return csv(
    columns,
    runs.flatMap(({ name, samples }) => samples.map((sample) => ({ run: name, sample }))),
  )
}

function csv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, of]) => cellText(of(row))))]
  return lines.map((cells) => `${cells.join(',')}\n`).join('')
}

/** Numbers with at most three decimals; unknown is empty. */
function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(Math.round(cell * 1000) / 1000)
  const text = String(cell)
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
