import type { BenchmarkProgress, BenchmarkReport, BenchmarkRun } from '../host/api/benchmark-views'

const INTERVAL_MS = 2000
const MEBIBYTE = 1024 * 1024

/** A line for each step, and one every two seconds of load. */
export class BenchProgressLines {
  private lastMs = 0
  private lastStep = ''

  constructor(private readonly say: (line: string) => void) {}

  show({ runs, current, stage, samples, share }: BenchmarkProgress): void {
    const step = `${current} ${stage}`
    const nowMs = Date.now()
    if (step === this.lastStep && nowMs - this.lastMs < INTERVAL_MS) return
    const isNew = step !== this.lastStep
    this.lastMs = nowMs
    this.lastStep = step
    const head = `[${current + 1}/${runs.length}] ${runs[current]}`
    const last = samples[samples.length - 1]
    if (isNew && stage !== 'stopping') this.say(`${head}: ${stage}`)
    else if (stage === 'loading' && last)
      this.say(
        `${head}: ${Math.round(share * 100)} %, ${last.records} records, ${mib(last.producedBytesPerSecond)} MiB/s, p99 ${ms(last.latencyP99Ms)} ms, ${mib(last.liveBytes)} MiB on disk`,
      )
  }
}

type Column = [string, (run: BenchmarkRun) => string]

const columns: Column[] = [
  ['run', ({ name, outcome }) => (outcome === 'complete' ? name : `${name} (${outcome})`)],
  ['records/s', ({ producer }) => String(Math.round(producer.recordsPerSecond))],
  ['MiB/s', ({ producer }) => mib(producer.bytesPerSecond)],
  ['p50 ms', ({ latencyMs }) => ms(latencyMs?.p50)],
  ['p99 ms', ({ latencyMs }) => ms(latencyMs?.p99)],
  ['p99.9 ms', ({ latencyMs }) => ms(latencyMs?.p999)],
  ['written MiB', ({ io }) => (io.diskWriteBytes === null ? '-' : mib(io.diskWriteBytes))],
  ['write amp.', ({ writeAmplification }) => writeAmplification?.toFixed(2) ?? '-'],
  ['space MiB', ({ space }) => mib(space.endLiveBytes)],
  ['cleans', ({ cleaning }) => String(cleaning.cleans)],
  ['cleaner MiB/s', ({ cleaning }) => (cleaning.bytesPerSecond === null ? '-' : mib(cleaning.bytesPerSecond))],
  ['CPU %', ({ cpu }) => (cpu.meanPercent === null ? '-' : cpu.meanPercent.toFixed(0))],
]

/** The runs side by side, for a terminal. */
export function benchTable({ runs }: BenchmarkReport): string[] {
  const rows = [columns.map(([name]) => name), ...runs.map((run) => columns.map(([, of]) => of(run)))]
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

const mib = (bytes: number): string => (bytes / MEBIBYTE).toFixed(1)
const ms = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : value.toFixed(2)
