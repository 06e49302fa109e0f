import type { IoInterest, IoSample, IoView } from '../../electron/host/api/io-views'

/** What a page shows of disk I/O. */
export interface ShownIo {
  brokerId: number
  partition: { topic: string; partition: number } | null
}

/** The last view, with the samples of the views before it. */
export type IoHistory = IoView

/** Ten minutes of seconds. */
const SAMPLES_MAX = 600

/** What to ask for: the samples later than those the page has, of the same broker and partition. */
export function ioInterestOf(shown: ShownIo, history: IoHistory | null): IoInterest {
  const afterMs = history && isOf(history, shown) ? (history.samples?.samples.at(-1)?.atMs ?? 0) : 0
  return { ...shown, afterMs }
}

export function isOf({ samples, partition }: IoHistory, shown: ShownIo): boolean {
  if (samples?.brokerId !== shown.brokerId) return false
  if (shown.partition === null) return true
  return partition?.topic === shown.partition.topic && partition.partition === shown.partition.partition
}

export function withSamples(previous: IoHistory | null, next: IoView): IoHistory {
  const samples = next.samples && {
    ...next.samples,
    samples: joined(sameBroker(previous, next) ? (previous?.samples?.samples ?? []) : [], next.samples.samples),
  }
  const partition = next.partition && {
    ...next.partition,
    samples: joined(samePartition(previous, next) ? (previous?.partition?.samples ?? []) : [], next.partition.samples),
  }
  return { ...next, samples, partition }
}

const sameBroker = (previous: IoHistory | null, next: IoView): boolean =>
  previous?.samples?.brokerId === next.samples?.brokerId

function samePartition(previous: IoHistory | null, { partition }: IoView): boolean {
  const before = previous?.partition
  return (
    before?.brokerId === partition?.brokerId &&
    before?.topic === partition?.topic &&
    before?.partition === partition?.partition
  )
}

/** A sample that is told again replaces the earlier word. */
function joined(before: readonly IoSample[], added: readonly IoSample[]): IoSample[] {
  const fromMs = added[0]?.atMs ?? Number.POSITIVE_INFINITY
  return [...before.filter(({ atMs }) => atMs < fromMs), ...added].slice(-SAMPLES_MAX)
}
