import type { LabUpdate } from '../api/functions'

export const BLOCK_MS_MAX = 10_000
const BLOCK_BYTES_MIN = 256 * 1024
/** A block is read as a whole: its changes weigh at most this many times its keyframe. */
const CHANGES_PER_KEYFRAME = 2

/** What every answer to a pull holds, whether or not there is news. */
const ALWAYS = new Set(['version', 'resync', 'nowMs', 'timelineStart', 'timeline', 'removedPartitions'])

const isEmpty = (update: LabUpdate): boolean =>
  !update.resync &&
  !update.removedPartitions?.length &&
  !update.timeline?.length &&
  Object.keys(update).every((name) => ALWAYS.has(name))

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
    this.push(keyframe)
    this.keyframeBytes = this.bytes
  }

  add(update: LabUpdate): void {
    if (isEmpty(update)) return
    // A clock that was set back: nothing goes before what stands in front of it.
    this.toMs = Math.max(this.toMs, update.nowMs)
    this.push({ ...update, nowMs: this.toMs })
  }

  isFull(nowMs: number): boolean {
    const changesMax = Math.max(BLOCK_BYTES_MIN, CHANGES_PER_KEYFRAME * this.keyframeBytes)
    return nowMs - this.fromMs >= BLOCK_MS_MAX || this.bytes - this.keyframeBytes >= changesMax
  }

  text(): string {
    return this.lines.join('\n')
  }

  private push({ timelineStart: _start, ...update }: LabUpdate): void {
    const line = JSON.stringify(update)
    this.lines.push(line)
    this.bytes += line.length
  }
}
