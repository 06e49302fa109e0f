import type { Interest, LabUpdate } from '../api/functions'
import type { DiskView } from '../api/views'
import type { Timeline } from '../timeline/timeline'
import type { ChangeTracker } from './change-tracker'
import type { Picture } from './picture'

const GATHER_MS = 15
const INTERVAL_MS_MIN = 100
const PATIENCE_MS = 20_000
/** Events in one update, so also in a page's first: most are of high watermarks, and the lifelines want more than those. */
const TIMELINE_MAX = 2000

/** The directories one page looks at. */
export interface DiskSource {
  setInterest(interest: Interest['disk']): void
  /** The view and a number that grows with it; undefined: nothing read yet, or nothing wanted. */
  current(): { view: DiskView; version: number } | undefined
  close(): void
}

export interface UpdateClientOptions {
  tracker: ChangeTracker
  timeline: Timeline
  picture: Picture
  disk(changed: () => void): DiskSource
  /** Called when this page begins or ceases to look. */
  watching(watching: boolean): void
}

interface Sent {
  version: number
  timelineSeq: number
  diskVersion: number
}

interface Waiting {
  since: number
  interest: Interest
  resolve(update: LabUpdate): void
  patience: ReturnType<typeof setTimeout>
}

/** One page's way through the picture: it always holds at most one question, and is told what changed since its last answer. */
export class UpdateClient {
  private sent: Sent = { version: 0, timelineSeq: 0, diskVersion: 0 }
  private waiting: Waiting | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private lastAnswerMs = 0
  private readonly disk: DiskSource
  private readonly stopListening: () => void

  constructor(private readonly options: UpdateClientOptions) {
    this.disk = options.disk(() => this.schedule())
    this.stopListening = options.tracker.onChange(() => this.schedule())
  }

  pull(request: { since: number; interest: Interest }): Promise<LabUpdate> {
    this.answerEmpty()
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.answerEmpty(), PATIENCE_MS)
      this.waiting = { ...request, resolve, patience }
      this.options.watching(request.interest.telemetry)
      this.disk.setInterest(request.interest.telemetry ? request.interest.disk : undefined)
      this.schedule()
    })
  }

  close(): void {
    this.answerEmpty()
    if (this.timer) clearTimeout(this.timer)
    this.stopListening()
    this.disk.close()
    this.options.watching(false)
  }

  /** A moment to gather what belongs together, and ten answers a second at most. */
  private schedule(): void {
    if (this.timer || !this.waiting?.interest.telemetry || !this.hasNews(this.waiting)) return
    const waitMs = Math.max(GATHER_MS, this.lastAnswerMs + INTERVAL_MS_MIN - Date.now())
    this.timer = setTimeout(() => {
      this.timer = undefined
      const { waiting } = this
      if (waiting?.interest.telemetry && this.hasNews(waiting)) this.answer(waiting, this.build(waiting))
    }, waitMs)
  }

  private hasNews({ since }: Waiting): boolean {
    const { tracker } = this.options
    const disk = this.disk.current()
    return since !== tracker.version || (disk !== undefined && disk.version !== this.sent.diskVersion)
  }

  private build({ since }: Waiting): LabUpdate {
    const { tracker, picture, timeline } = this.options
    const resync = since === 0 || since !== this.sent.version || !tracker.canContinueFrom(since)
    const from = resync ? 0 : since
    const timelineFrom = resync
      ? timeline.end - TIMELINE_MAX
      : Math.max(this.sent.timelineSeq, timeline.end - TIMELINE_MAX)
    const disk = this.disk.current()
    const update: LabUpdate = {
      version: tracker.version,
      resync,
      nowMs: Date.now(),
      ...picture.changedSince(from),
      ...(resync ? {} : { removedPartitions: tracker.removedSince(from) }),
      timeline: timeline.from(timelineFrom, TIMELINE_MAX),
      timelineStart: timeline.start,
      ...(disk && (resync || disk.version !== this.sent.diskVersion) ? { disk: disk.view } : {}),
    }
    this.sent = { version: tracker.version, timelineSeq: timeline.end, diskVersion: disk?.version ?? 0 }
    return update
  }

  private answer(waiting: Waiting, update: LabUpdate): void {
    clearTimeout(waiting.patience)
    this.waiting = undefined
    this.lastAnswerMs = Date.now()
    waiting.resolve(update)
  }

  private answerEmpty(): void {
    const { waiting } = this
    if (waiting) this.answer(waiting, { version: waiting.since, resync: false, nowMs: Date.now() })
  }
}
