import type { ProbeFact } from '../../../broker-core/probe/events'
import type { ReassignmentView, TopicWorkView } from '../api/topic-work-views'
import { type PlaceToLook, pendingDeletions } from './pending-deletions'

/** While something moves or waits it is followed closely; else a look now and then finds what others began. */
const BUSY_INTERVAL_MS = 1000
const IDLE_INTERVAL_MS = 10_000
const GATHER_MS = 300

export interface TopicWorkQuestions {
  reassignments(): Promise<ReassignmentView[]>
  places(): PlaceToLook[]
  /** The brokers' file.delete.delay.ms. */
  deletionDelayMs(): number
}

/** What one page sees of it. */
export interface TopicWorkSource {
  setInterest(wanted: boolean): void
  current(): { view: TopicWorkView; version: number } | undefined
  close(): void
}

/** Reassignments and deletions under way, followed only while the Topics page is open somewhere. */
export class TopicWork {
  private readonly viewers = new Map<object, () => void>()
  private view: TopicWorkView | undefined
  private version = 0
  private lastText = ''
  private timer: ReturnType<typeof setTimeout> | undefined
  private dueMs = 0
  private running = false
  private again = false

  constructor(private readonly questions: TopicWorkQuestions) {}

  look(changed: () => void): TopicWorkSource {
    const who = {}
    const setInterest = (wanted: boolean) => {
      const before = this.viewers.has(who)
      if (wanted) this.viewers.set(who, changed)
      else this.viewers.delete(who)
      if (wanted && !before) this.schedule(0)
    }
    return {
      setInterest,
      current: () => (this.view && this.viewers.has(who) ? { view: this.view, version: this.version } : undefined),
      close: () => setInterest(false),
    }
  }

  note({ kind }: ProbeFact): void {
    if (kind === 'topicDeleted' || kind === 'logDeleted' || kind === 'znodeWritten' || kind === 'isrExpanded')
      this.soon()
  }

  soon(): void {
    this.schedule(GATHER_MS)
  }

  close(): void {
    this.viewers.clear()
    if (this.timer) clearTimeout(this.timer)
    this.timer = undefined
  }

  private schedule(delayMs: number): void {
    if (this.running) this.again = true
    if (this.viewers.size === 0 || this.running) return
    const dueMs = Date.now() + delayMs
    if (this.timer && this.dueMs <= dueMs) return
    if (this.timer) clearTimeout(this.timer)
    this.dueMs = dueMs
    this.timer = setTimeout(() => {
      this.timer = undefined
      void this.round()
    }, delayMs)
  }

  private async round(): Promise<void> {
    this.running = true
    this.again = false
    const next = await this.read()
    this.running = false
    const { readMs, ...rest } = next
    const text = JSON.stringify(rest)
    this.view = next
    if (text !== this.lastText || this.version === 0) {
      this.lastText = text
      this.version++
      for (const changed of this.viewers.values()) changed()
    }
    const busy = next.reassignments.length > 0 || next.deletions.length > 0
    this.schedule(this.again ? GATHER_MS : busy ? BUSY_INTERVAL_MS : IDLE_INTERVAL_MS)
  }

  private async read(): Promise<TopicWorkView> {
    const deletions = pendingDeletions(this.questions.places(), this.questions.deletionDelayMs())
    try {
      return { readMs: Date.now(), reassignments: await this.questions.reassignments(), deletions, problem: null }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      return { readMs: Date.now(), reassignments: this.view?.reassignments ?? [], deletions, problem }
    }
  }
}
