import type { LabUpdate } from '../api/functions'

export const BLOCK_MS_MAX = 10_000
const BLOCK_BYTES_MIN = 256 * 1024
/** A block is read as a whole: its changes weigh at most this many times its keyframe. */
const CHANGES_PER_KEYFRAME = 2

/** The timeline has its own history, and is not recorded twice. */
const withoutTimeline = ({ timeline: _timeline, timelineStart: _start, ...rest }: LabUpdate): LabUpdate => rest

const isEmpty = ({ version: _version, resync, nowMs: _nowMs, removedPartitions, ...rest }: LabUpdate) =>
  !resync && !removedPartitions?.length && Object.keys(rest).length === 0

/** The block that is being written: a keyframe, then changes. */
export class BlockBuilder {
  private readonly lines: string[] = []
  private readonly keyframeBytes: number
  private bytes = 0
  readonly fromMs: number
  toMs: number

  constructor(keyframe: LabUpdate) {
    this.fromMs = keyframe.nowMs
    this.toMs = keyframe.nowMs
    this.push(withoutTimeline(keyframe))
    this.keyframeBytes = this.bytes
  }

  /** Changes that say nothing but a timeline leave no line. */
  add(update: LabUpdate): void {
    const change = withoutTimeline(update)
    this.toMs = Math.max(this.toMs, update.nowMs)
    if (!isEmpty(change)) this.push(change)
  }

  isFull(nowMs: number): boolean {
    const changesMax = Math.max(BLOCK_BYTES_MIN, CHANGES_PER_KEYFRAME * this.keyframeBytes)
    return nowMs - this.fromMs >= BLOCK_MS_MAX || this.bytes - this.keyframeBytes >= changesMax
  }

  text(): string {
    return this.lines.join('\n')
  }

  private push(update: LabUpdate): void {
    const line = JSON.stringify(update)
    this.lines.push(line)
    this.bytes += line.length
  }
}
