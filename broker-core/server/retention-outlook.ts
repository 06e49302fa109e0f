import type { LogConfig } from '../config/log-config'
import { breachedBySize, breachedByStartOffset, breachedByTime, type RetainedSegment } from '../log/retention'
import type { SegmentRetention } from '../probe/storage-telemetry'

export interface RetentionOutlookInputs<S extends RetainedSegment> {
  /** Ascending; the last one is active. */
  segments: readonly S[]
  logStartOffset: number
  highWatermark: number
  logEndOffset: number
  config: Pick<LogConfig, 'cleanupPolicy' | 'retentionMs' | 'retentionBytes'>
  nowMs: number
}

/** What becomes of each segment, by the rules that delete them (Log.deleteOldSegments): those that go at the next check, and when the others may. */
export function retentionOutlook<S extends RetainedSegment>(inputs: RetentionOutlookInputs<S>): SegmentRetention[] {
  const gone = goingNow(inputs)
  const left = inputs.segments.slice(gone.length)
  return [...gone, ...new Outlook(inputs, left).ofAll()]
}

function goingNow<S extends RetainedSegment>(inputs: RetentionOutlookInputs<S>): SegmentRetention[] {
  const { config, logStartOffset, nowMs } = inputs
  const { retentionMs, retentionBytes } = config
  const found: SegmentRetention[] = []
  const rest = () => ({ ...inputs, segments: inputs.segments.slice(found.length) })
  const add = (segments: readonly S[], rule: 'retention.ms' | 'retention.bytes' | 'log start offset') => {
    for (const _ of segments) found.push({ kind: 'eligible', rule })
  }
  if (config.cleanupPolicy.delete) {
    add(breachedByTime(rest(), retentionMs, nowMs), 'retention.ms')
    add(breachedBySize(rest(), retentionBytes), 'retention.bytes')
  }
  add(breachedByStartOffset(rest(), logStartOffset), 'log start offset')
  return found
}

/** Walks over the segments that stay: each goes only after all in front of it. */
class Outlook<S extends RetainedSegment> {
  private readonly totalBytes: number
  /** Up to and with the segment looked at. */
  private bytes = 0
  /** When the segments so far are old enough. */
  private oldEnoughMs = 0
  private isBlocked = false

  constructor(
    private readonly inputs: RetentionOutlookInputs<S>,
    private readonly segments: readonly S[],
  ) {
    this.totalBytes = segments.reduce((sum, { size }) => sum + size, 0)
  }

  ofAll(): SegmentRetention[] {
    return this.segments.map((segment, index) => this.of(segment, this.segments[index + 1]))
  }

  private of(segment: S, next: S | undefined): SegmentRetention {
    const { cleanupPolicy, retentionMs, retentionBytes } = this.inputs.config
    if (next === undefined && segment.size === 0) return { kind: 'emptyActive' }
    this.bytes += segment.size
    const isKept = !cleanupPolicy.delete || (retentionMs < 0 && retentionBytes < 0)
    if (this.isBlocked) return { kind: 'behindKept' }
    if (this.reachesBeyondHighWatermark(segment, next, isKept)) {
      this.isBlocked = true
      return { kind: 'aboveHighWatermark' }
    }
    if (isKept) return { kind: 'kept' }
    if (retentionMs >= 0) this.oldEnoughMs = Math.max(this.oldEnoughMs, segment.largestTimestamp + retentionMs + 1)
    const atMs = retentionMs < 0 ? null : this.oldEnoughMs
    if (retentionBytes < 0) return { kind: 'later', atMs: this.oldEnoughMs }
    return { kind: 'laterBySize', bytes: Math.max(1, retentionBytes + this.bytes - this.totalBytes), atMs }
  }

  /** A rule would let it go, were all of it replicated. */
  private reachesBeyondHighWatermark(segment: S, next: S | undefined, isKept: boolean): boolean {
    const { highWatermark, logEndOffset, logStartOffset, nowMs, config } = this.inputs
    const upperBound = next?.baseOffset ?? logEndOffset
    if (highWatermark >= upperBound) return false
    if (upperBound <= logStartOffset) return true
    if (isKept) return false
    const isOld = config.retentionMs >= 0 && nowMs - segment.largestTimestamp > config.retentionMs
    const isExcess = config.retentionBytes >= 0 && this.totalBytes - config.retentionBytes >= this.bytes
    return isOld || isExcess
  }
}
