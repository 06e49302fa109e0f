import type { RollReason } from './log-events'

export interface RollInputs {
  segmentSize: number
  segmentBytes: number
  appendSize: number
  timeWaitedMs: number
  /** segment.ms, or max.compaction.lag.ms when a compacted topic has a smaller one. */
  segmentMs: number
  rollJitterMs: number
  isIndexFull: boolean
  canHoldLastOffset: boolean
}

/** Whether an append goes to a new segment, and why (LogSegment.shouldRoll). */
export function rollReason(inputs: RollInputs): RollReason | undefined {
  if (inputs.segmentSize > inputs.segmentBytes - inputs.appendSize) return 'segment.bytes'
  if (inputs.segmentSize > 0 && inputs.timeWaitedMs > inputs.segmentMs - inputs.rollJitterMs) return 'segment.ms'
  if (inputs.isIndexFull) return 'index full'
  return inputs.canHoldLastOffset ? undefined : 'offset overflow'
}
