import { breachedBySize, breachedByTime } from '../../../broker-core/log/retention'
import type { RetentionOutcome, WhatIfSettings } from '../api/what-if-views'
import type { SegmentFacts } from './partition-facts'

interface Inputs {
  segments: readonly SegmentFacts[]
  highWatermark: number
  logEndOffset: number
  nowMs: number
}

/** The broker's own rules on the facts of the files: first by time, then by size of what is left. */
export function retentionOutcome(
  inputs: Inputs,
  settings: Pick<WhatIfSettings, 'retentionMs' | 'retentionBytes'>,
): RetentionOutcome {
  const retentionMs = settings.retentionMs ?? -1
  const retentionBytes = settings.retentionBytes ?? -1
  const { segments, nowMs } = inputs
  const byTime = breachedByTime(inputs, retentionMs, nowMs)
  const rest = { ...inputs, segments: segments.slice(byTime.length) }
  const gone = [...byTime, ...breachedBySize(rest, retentionBytes)]
  const left = segments.slice(gone.length)
  return {
    segmentsNow: gone.map(({ baseOffset }) => baseOffset),
    recordsNow: sum(gone.map(({ recordCount }) => recordCount)),
    bytesNow: sum(gone.map(({ size }) => size)),
    newLogStartOffset: left[0]?.baseOffset ?? inputs.logEndOffset,
    later: retentionMs < 0 ? [] : laterBy(left, retentionMs),
  }
}

/** A segment goes after all in front of it have gone. */
function laterBy(segments: readonly SegmentFacts[], retentionMs: number): RetentionOutcome['later'] {
  let atMs = 0
  return segments.flatMap(({ baseOffset, size, largestTimestamp }, index) => {
    // An empty active segment stays.
    if (size === 0 && index === segments.length - 1) return []
    atMs = Math.max(atMs, largestTimestamp + retentionMs + 1)
    return [{ baseOffset, atMs, bytes: size }]
  })
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
