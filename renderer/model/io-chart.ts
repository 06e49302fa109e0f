import {
  type IoBytes,
  type IoMark,
  type IoReadCause,
  type IoSample,
  type IoWriteCause,
  ioReadCauses,
  ioWriteCauses,
} from '../../electron/host/api/io-views'

export interface IoSeries {
  cause: IoReadCause | IoWriteCause | 'deleted'
  side: 'write' | 'read'
  /** Name of its colour token. */
  ink: string
  hatched: boolean
}

/** Stacks from the axis outwards: append, replication, cleaner, index and checkpoint, the rest; reads mirror it. */
export const writeSeries: readonly IoSeries[] = [
  { cause: 'append', side: 'write', ink: '--io-append', hatched: false },
  { cause: 'replicationAppend', side: 'write', ink: '--io-replica', hatched: false },
  { cause: 'cleanerWrite', side: 'write', ink: '--io-clean-write', hatched: true },
  { cause: 'index', side: 'write', ink: '--io-index', hatched: false },
  { cause: 'checkpoint', side: 'write', ink: '--io-checkpoint', hatched: false },
  { cause: 'recovery', side: 'write', ink: '--chart-axis', hatched: false },
  { cause: 'other', side: 'write', ink: '--ink-3', hatched: false },
]
export const readSeries: readonly IoSeries[] = [
  { cause: 'consumerFetch', side: 'read', ink: '--io-consumer', hatched: false },
  { cause: 'followerFetch', side: 'read', ink: '--io-follower', hatched: false },
  { cause: 'cleanerRead', side: 'read', ink: '--io-clean-read', hatched: false },
  { cause: 'index', side: 'read', ink: '--io-index', hatched: false },
  { cause: 'checkpoint', side: 'read', ink: '--io-checkpoint', hatched: false },
  { cause: 'recovery', side: 'read', ink: '--chart-axis', hatched: false },
  { cause: 'other', side: 'read', ink: '--ink-3', hatched: false },
]

export interface IoPoint {
  x: number
  /** Bytes per second, negative for reads; null: no sample, a gap. */
  y: number | null
}

/** Points of a series from `fromMs` on: a missing sample, and a hole between samples, is a gap. */
export function seriesPoints(
  { cause, side }: IoSeries,
  samples: readonly IoSample[],
  intervalMs: number,
  fromMs: number,
): IoPoint[] {
  const points: IoPoint[] = []
  let beforeMs: number | undefined
  const perSecond = 1000 / intervalMs
  for (const sample of samples) {
    if (sample.atMs < fromMs) continue
    if (beforeMs !== undefined && sample.atMs - beforeMs > intervalMs * 2.5)
      points.push({ x: beforeMs + intervalMs, y: null })
    beforeMs = sample.atMs
    const bytes = bytesOf(cause, side, sample)
    points.push({ x: sample.atMs, y: bytes === null ? null : (side === 'read' ? -bytes : bytes) * perSecond })
  }
  return points
}

function bytesOf(cause: IoSeries['cause'], side: IoSeries['side'], sample: IoSample): number | null {
  if (cause === 'deleted') return sample.deleted
  if (side === 'read') return sample.read?.[ioReadCauses.indexOf(cause as IoReadCause)] ?? null
  return sample.write?.[ioWriteCauses.indexOf(cause as IoWriteCause)] ?? null
}

/** A step of the axis: 1, 2 or 5 times a power of ten of B, KiB, MiB or GiB, so that it is crossed two to four times. */
export function axisStep(largest: number): number {
  let unit = 1
  while (largest / unit >= 1024 * 2) unit *= 1024
  let step = 1
  for (const factor of [2, 2.5, 2, 2, 2.5, 2, 2, 2.5, 2]) {
    if (largest / (step * unit) <= 4) break
    step *= factor
  }
  return step * unit
}

/** The highest stack on either side, in bytes per second. */
export function highestStack(samples: readonly IoSample[], intervalMs: number, fromMs: number): number {
  let highest = 0
  for (const { atMs, read, write } of samples) {
    if (atMs < fromMs) continue
    for (const side of [read, write])
      highest = Math.max(
        highest,
        (side ?? []).reduce((sum, bytes) => sum + bytes, 0),
      )
  }
  return (highest * 1000) / intervalMs
}

export interface IoLegendRow {
  series: IoSeries
  perSecond: number | null
  total: number | null
}

/** The legend is a table: every series with its current value and its counter. */
export function legendRows(side: 'write' | 'read', last: IoBytes | null, bytes: IoBytes | null): IoLegendRow[] {
  const of = (values: IoBytes | null, cause: string): number | null =>
    values === null ? null : ((values[side] as Record<string, number>)[cause] ?? null)
  return (side === 'write' ? writeSeries : readSeries).map((series) => ({
    series,
    perSecond: of(last, series.cause),
    total: of(bytes, series.cause),
  }))
}

export const sumOf = (values: Record<string, number>): number =>
  Object.values(values).reduce((sum, each) => sum + each, 0)

/** Difference in percent of the process's own count; null when it counted nothing. */
export const percentApart = (theirs: number, difference: number): number | null =>
  theirs > 0 ? (Math.abs(difference) / theirs) * 100 : null

export interface IoBand {
  kind: IoMark['kind']
  fromMs: number
  toMs: number
  /** A moment is a rule at the axis, a span is a band with a word on top. */
  isMoment: boolean
  /** The word is written once where several of a kind touch. */
  labelled: boolean
  text: string
}

/** Marks inside the time shown, cut to it; of those close together only the first carries its word. */
export function bandsOf(marks: readonly IoMark[], fromMs: number, toMs: number, wordMs: number): IoBand[] {
  let wordFreeMs = Number.NEGATIVE_INFINITY
  return marks
    .filter((mark) => mark.fromMs <= toMs && (mark.toMs ?? toMs) >= fromMs)
    .sort((one, other) => one.fromMs - other.fromMs)
    .map(({ kind, fromMs: from, toMs: to, text }) => {
      const band = { kind, fromMs: Math.max(from, fromMs), toMs: Math.min(to ?? toMs, toMs), text }
      const isMoment = to !== null && to <= from
      const labelled = !isMoment && band.fromMs >= wordFreeMs
      if (labelled) wordFreeMs = band.fromMs + wordMs
      return { ...band, isMoment, labelled }
    })
}
