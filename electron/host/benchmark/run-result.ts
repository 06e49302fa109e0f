import type { BenchmarkOutcome, BenchmarkRequest, BenchmarkRun } from '../api/benchmark-views'
import type { InBothLanguages } from '../api/exercise-functions'
import type { LoadResult } from './load-messages'
import type { PlannedRun } from './measurement-plan'
import { causesBetween, type RunReading } from './run-samples'
import type { RunSettings } from './run-settings'
import type { RunWatch } from './run-watch'

export interface RunResultInput {
  request: BenchmarkRequest
  run: PlannedRun
  settings: RunSettings
  startedAt: string
  outcome: BenchmarkOutcome
  texts: InBothLanguages | null
  end: { result: LoadResult } | null
  watch: Pick<RunWatch, 'samples' | 'cleans' | 'first' | 'last'> | undefined
}

/** A run's figures out of what was seen of it; of one that was cut off, what there is. */
export function runResult(input: RunResultInput): BenchmarkRun {
  const { request, run, settings, startedAt, outcome, texts, watch } = input
  const { first, last, samples = [], cleans = [] } = watch ?? {}
  const load = input.end?.result ?? loadSoFar(last)
  const measuredSeconds = first && last ? (last.atMs - first.atMs) / 1000 : 0
  const perSecond = (amount: number) => (load.seconds > 0 ? amount / load.seconds : 0)
  const diskWriteBytes = difference(first?.brokers.writeBytes, last?.brokers.writeBytes)
  const cpuMs = difference(first?.brokers.cpuMs, last?.brokers.cpuMs)
  const cleaning = {
    cleans: cleans.length,
    processedBytes: sum(cleans.map(({ processedBytes }) => processedBytes)),
    writtenBytes: sum(cleans.map(({ writtenBytes }) => writtenBytes)),
    seconds: sum(cleans.map(({ startMs, endMs }) => endMs - startMs)) / 1000,
  }
  const replicatedBytes = load.bytes * request.brokers
  return {
    name: run.name,
    engine: run.engine,
    cleaner: run.cleaner,
    minCleanableDirtyRatio: run.minCleanableDirtyRatio,
    outcome,
    message: texts?.en ?? null,
    texts,
    startedAt,
    loadSeconds: load.seconds,
    measuredSeconds,
    producer: {
      records: load.records,
      bytes: load.bytes,
      requests: load.requests,
      recordsPerSecond: perSecond(load.records),
      bytesPerSecond: perSecond(load.bytes),
    },
    latencyFrom: request.workload.rate === null ? 'sent' : 'intended',
    latencyMs: load.latencyMs,
    latencyCurve: load.latencyCurve,
    io: {
      diskReadBytes: difference(first?.brokers.readBytes, last?.brokers.readBytes),
      diskWriteBytes,
      causes: causesBetween(first?.brokers.causes ?? null, last?.brokers.causes ?? null),
    },
    writeAmplification: !diskWriteBytes || replicatedBytes === 0 ? null : diskWriteBytes / replicatedBytes,
    space: {
      peakBytes: samples.reduce((most, { liveBytes, deletedBytes }) => Math.max(most, liveBytes + deletedBytes), 0),
      endLiveBytes: last?.space.liveBytes ?? 0,
      endDeletedBytes: last?.space.deletedBytes ?? 0,
    },
    cleaning: {
      ...cleaning,
      bytesPerSecond: cleaning.seconds > 0 ? cleaning.processedBytes / cleaning.seconds : null,
    },
    cpu: {
      seconds: cpuMs === null ? null : cpuMs / 1000,
      meanPercent: cpuMs === null || measuredSeconds === 0 ? null : cpuMs / 10 / measuredSeconds,
    },
    brokerSettings: settings.broker,
    topicSettings: settings.topic,
    samples,
    cleans,
  }
}

/** The load ended without its last word: its last sample is what is known. */
function loadSoFar(last: RunReading | undefined): LoadResult {
  const { records = 0, bytes = 0, requests = 0 } = last?.load ?? {}
  return { records, bytes, requests, seconds: (last?.atMs ?? 0) / 1000, latencyMs: null, latencyCurve: [] }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function difference(before: number | null | undefined, now: number | null | undefined): number | null {
  return before === null || before === undefined || now === null || now === undefined ? null : now - before
}
