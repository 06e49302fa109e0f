import type { CleaningView } from '../api/cleaning-views'
import type { Interest, LabUpdate } from '../api/functions'
import type { GateView } from '../api/gate-functions'
import type { GroupsView } from '../api/group-views'
import type { IoView } from '../api/io-views'
import type { ReplicationView } from '../api/replication-views'
import type { TopicWorkView } from '../api/topic-work-views'
import type { DiskView } from '../api/views'
import type { Timeline } from '../timeline/timeline'
import type { ChangeTracker } from './change-tracker'
import type { Picture } from './picture'

const GATHER_MS = 15
const INTERVAL_MS_MIN = 100
const PATIENCE_MS = 20_000
/** Events in one update, so also in a page's first. */
const TIMELINE_MAX = 2000

/** A part of the picture that is read only while a page looks at it: directories, groups, work on topics. */
export interface WatchedSource<Wanted, View> {
  setInterest(interest: Wanted): void
  /** The view and a number that grows with it; undefined: nothing read yet, or nothing wanted. */
  current(whole?: boolean): { view: View; version: number } | undefined
  /** What `current` gave last goes to the page; for views that hold only news. */
  delivered?(): void
  close(): void
}

export type DiskSource = WatchedSource<Interest['disk'], DiskView>

export interface UpdateClientOptions {
  tracker: ChangeTracker
  timeline: Timeline
  picture: Picture
  disk(changed: () => void): DiskSource
  groups(changed: () => void): WatchedSource<Interest['groups'], GroupsView>
  topicWork(changed: () => void): WatchedSource<boolean, TopicWorkView>
  io(changed: () => void): WatchedSource<Interest['io'], IoView>
  cleaning(changed: () => void): WatchedSource<Interest['cleaning'], CleaningView>
  replication(changed: () => void): WatchedSource<Interest['replication'], ReplicationView>
  gates(): GateView[]
  /** Called when this page begins or ceases to look. */
  watching(watching: boolean): void
}

interface Sent {
  version: number
  timelineSeq: number
  /** Of each watched part. */
  parts: Record<PartName, number>
}

type PartName = 'disk' | 'groups' | 'topicWork' | 'io' | 'cleaning' | 'replication'
const partNames: readonly PartName[] = ['disk', 'groups', 'topicWork', 'io', 'cleaning', 'replication']
const NONE_SENT: Sent['parts'] = { disk: 0, groups: 0, topicWork: 0, io: 0, cleaning: 0, replication: 0 }

interface Waiting {
  since: number
  interest: Interest
  resolve(update: LabUpdate): void
  patience: ReturnType<typeof setTimeout>
}

/** One page's way through the picture: it always holds at most one question, and is told what changed since its last answer. */
export class UpdateClient {
  private sent: Sent = { version: 0, timelineSeq: 0, parts: NONE_SENT }
  private waiting: Waiting | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private lastAnswerMs = 0
  private readonly parts: {
    disk: DiskSource
    groups: WatchedSource<Interest['groups'], GroupsView>
    topicWork: WatchedSource<boolean, TopicWorkView>
    io: WatchedSource<Interest['io'], IoView>
    cleaning: WatchedSource<Interest['cleaning'], CleaningView>
    replication: WatchedSource<Interest['replication'], ReplicationView>
  }
  private readonly stopListening: () => void

  constructor(private readonly options: UpdateClientOptions) {
    const changed = () => this.schedule()
    this.parts = {
      disk: options.disk(changed),
      groups: options.groups(changed),
      topicWork: options.topicWork(changed),
      io: options.io(changed),
      cleaning: options.cleaning(changed),
      replication: options.replication(changed),
    }
    this.stopListening = options.tracker.onChange(() => this.schedule())
  }

  pull(request: { since: number; interest: Interest }): Promise<LabUpdate> {
    this.answerEmpty()
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.answerEmpty(), PATIENCE_MS)
      this.waiting = { ...request, resolve, patience }
      this.options.watching(request.interest.telemetry)
      const { telemetry, disk, groups, topicWork, io, cleaning, replication } = request.interest
      this.parts.disk.setInterest(telemetry ? disk : undefined)
      this.parts.groups.setInterest(telemetry ? groups : undefined)
      this.parts.topicWork.setInterest(telemetry && topicWork === true)
      this.parts.io.setInterest(telemetry ? io : undefined)
      this.parts.cleaning.setInterest(telemetry ? cleaning : undefined)
      this.parts.replication.setInterest(telemetry ? replication : undefined)
      this.schedule()
    })
  }

  close(): void {
    this.answerEmpty()
    if (this.timer) clearTimeout(this.timer)
    this.stopListening()
    for (const name of partNames) this.parts[name].close()
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
    return since !== this.options.tracker.version || partNames.some((name) => this.hasNewPart(name))
  }

  private hasNewPart(name: PartName): boolean {
    const current = this.parts[name].current()
    return current !== undefined && current.version !== this.sent.parts[name]
  }

  private build({ since }: Waiting): LabUpdate {
    const { tracker, picture, timeline } = this.options
    const resync = since === 0 || since !== this.sent.version || !tracker.canContinueFrom(since)
    const from = resync ? 0 : since
    const news = (name: PartName) => resync || this.hasNewPart(name)
    const disk = this.parts.disk.current()
    const groups = this.parts.groups.current()
    const topicWork = this.parts.topicWork.current()
    const io = this.parts.io.current()
    const cleaning = this.parts.cleaning.current()
    const replication = this.parts.replication.current(resync)
    const update: LabUpdate = {
      version: tracker.version,
      resync,
      nowMs: Date.now(),
      ...picture.changedSince(from),
      ...(resync ? {} : { removedPartitions: tracker.removedSince(from) }),
      timeline: timeline.newest(resync ? 0 : this.sent.timelineSeq, TIMELINE_MAX),
      timelineStart: timeline.start,
      ...(tracker.gates > from ? { gates: this.options.gates() } : {}),
      ...(disk && news('disk') ? { disk: disk.view } : {}),
      ...(groups && news('groups') ? { groups: groups.view } : {}),
      ...(topicWork && news('topicWork') ? { topicWork: topicWork.view } : {}),
      ...(io && news('io') ? { io: io.view } : {}),
      ...(cleaning && news('cleaning') ? { cleaning: cleaning.view } : {}),
      ...(replication && news('replication') ? { replication: replication.view } : {}),
    }
    if (update.replication) this.parts.replication.delivered?.()
    const versions = { disk, groups, topicWork, io, cleaning, replication }
    const parts = Object.fromEntries(partNames.map((name) => [name, versions[name]?.version ?? 0])) as Sent['parts']
    this.sent = { version: tracker.version, timelineSeq: timeline.end, parts }
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
