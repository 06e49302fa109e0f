import type { ProbeFact } from '../../../broker-core/probe/events'
import type { ReassignmentView, TopicWorkView } from '../api/topic-work-views'
import { Rounds } from '../rounds/rounds'
import { textsOf } from '../words/wording'
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
  private readonly rounds = new Rounds({
    wanted: () => this.viewers.size > 0,
    round: () => this.round(),
    gapMs: (told) => (told ? GATHER_MS : this.busy() ? BUSY_INTERVAL_MS : IDLE_INTERVAL_MS),
  })

  constructor(private readonly questions: TopicWorkQuestions) {}

  look(changed: () => void): TopicWorkSource {
    const who = {}
    const setInterest = (wanted: boolean) => {
      const before = this.viewers.has(who)
      if (wanted) this.viewers.set(who, changed)
      else this.viewers.delete(who)
      if (wanted && !before) this.rounds.schedule(0)
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
    this.rounds.schedule(GATHER_MS)
  }

  close(): void {
    this.viewers.clear()
    this.rounds.stop()
  }

  private busy(): boolean {
    return !!this.view && this.view.reassignments.length + this.view.deletions.length > 0
  }

  private async round(): Promise<void> {
    this.view = await this.read()
    const { readMs: _readMs, ...rest } = this.view
    const text = JSON.stringify(rest)
    if (text === this.lastText) return
    this.lastText = text
    this.version++
    for (const changed of this.viewers.values()) changed()
  }

  private async read(): Promise<TopicWorkView> {
    const view: TopicWorkView = {
      readMs: Date.now(),
      reassignments: this.view?.reassignments ?? [],
      deletions: this.view?.deletions ?? [],
      problem: null,
    }
    try {
      view.deletions = pendingDeletions(this.questions.places(), this.questions.deletionDelayMs())
      view.reassignments = await this.questions.reassignments()
    } catch (error) {
      view.problem = textsOf(error)
    }
    return view
  }
}
