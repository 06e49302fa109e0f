import type { BenchmarkCauses, BenchmarkSample } from '../api/benchmark-views'
import { ioReadCauses, ioWriteCauses } from '../api/io-views'
import type { LoadSample } from './load-messages'
import type { SpaceUsed } from './space-used'

/** Counters of all brokers together at one moment; null: not known. */
export interface BrokerCounters {
  cpuMs: number | null
  residentBytes: number | null
  readBytes: number | null
  writeBytes: number | null
  causes: BenchmarkCauses | null
}

export interface RunReading {
  /** Since the load began, milliseconds. */
  atMs: number
  load: LoadSample | null
  brokers: BrokerCounters
  space: SpaceUsed
}

/** What happened between two readings. Without a word of the load, its counts stay. */
export function sampleBetween(before: RunReading, now: RunReading): BenchmarkSample {
  const seconds = (now.atMs - before.atMs) / 1000
  const rate = (from: number | null, to: number | null) =>
    from === null || to === null || to < from || seconds <= 0 ? null : (to - from) / seconds
  const cpu = rate(before.brokers.cpuMs, now.brokers.cpuMs)
  const load = now.load ?? before.load
  return {
    atMs: Math.round(now.atMs),
    records: load?.records ?? 0,
    producedBytesPerSecond: rate(before.load?.bytes ?? 0, load?.bytes ?? 0) ?? 0,
    latencyP50Ms: now.load?.p50Ms ?? null,
    latencyP99Ms: now.load?.p99Ms ?? null,
    latencyMaxMs: now.load?.maxMs ?? null,
    diskReadPerSecond: rate(before.brokers.readBytes, now.brokers.readBytes),
    diskWritePerSecond: rate(before.brokers.writeBytes, now.brokers.writeBytes),
    cpuPercent: cpu === null ? null : cpu / 10,
    residentBytes: now.brokers.residentBytes,
    ...now.space,
    causes: mapCauses(before.brokers.causes, now.brokers.causes, (from, to) =>
      seconds > 0 ? Math.max(0, to - from) / seconds : 0,
    ),
  }
}

export const causesBetween = (before: BenchmarkCauses | null, now: BenchmarkCauses | null): BenchmarkCauses | null =>
  mapCauses(before, now, (from, to) => Math.max(0, to - from))

export const causesTogether = (one: BenchmarkCauses | null, other: BenchmarkCauses | null): BenchmarkCauses | null =>
  mapCauses(one, other, (left, right) => left + right)

function mapCauses(
  one: BenchmarkCauses | null,
  other: BenchmarkCauses | null,
  join: (one: number, other: number) => number,
): BenchmarkCauses | null {
  if (one === null || other === null) return null
  const read = Object.fromEntries(ioReadCauses.map((cause) => [cause, join(one.read[cause], other.read[cause])]))
  const write = Object.fromEntries(ioWriteCauses.map((cause) => [cause, join(one.write[cause], other.write[cause])]))
  return { read, write } as unknown as BenchmarkCauses
}

/** Of all brokers; one that does not show a counter makes the sum unknown. */
export function sumCounters(counters: readonly BrokerCounters[]): BrokerCounters {
  const [first, ...rest] = counters
  if (first === undefined) return { cpuMs: null, residentBytes: null, readBytes: null, writeBytes: null, causes: null }
  const plus = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other)
  return rest.reduce(
    (sum, each) => ({
      cpuMs: plus(sum.cpuMs, each.cpuMs),
      residentBytes: plus(sum.residentBytes, each.residentBytes),
      readBytes: plus(sum.readBytes, each.readBytes),
      writeBytes: plus(sum.writeBytes, each.writeBytes),
      causes: causesTogether(sum.causes, each.causes),
    }),
    first,
  )
}
