import type { ProbeFact } from '../../../broker-core/probe/events'
import type { Interest } from '../api/functions'
import type { GroupsView } from '../api/group-views'
import { Rounds } from '../rounds/rounds'
import { textsOf } from '../words/wording'
import { GroupList } from './group-list'
import type { GroupQuestions } from './group-questions'
import { OpenedGroup } from './opened-group'

/** Lags are asked for at this pace; what a broker tells comes sooner. */
export const LAG_INTERVAL_MS = 2000
const LIST_INTERVAL_MS = 10_000
/** Facts come in bursts: a rebalance tells several states. */
const GATHER_MS = 150
/** However much is told: no more than two rounds a second. */
const ROUND_GAP_MS = 500
/** A page that is loaded again finds its histories. */
const KEPT_MS = 15_000

type GroupsInterest = Interest['groups']

/** What one page sees of the groups. */
export interface GroupsSource {
  setInterest(interest: GroupsInterest): void
  current(): { view: GroupsView; version: number } | undefined
  close(): void
}

interface Viewer {
  interest: NonNullable<GroupsInterest>
  changed(): void
}

/**
 * The cluster's groups, as far as pages look at them. While nobody does, no broker is asked and nothing is kept. The list is read when a
 * broker tells that a group changed, and every ten seconds; lags every two.
 */
export class GroupWatch {
  private readonly list: GroupList
  private readonly opened = new Map<string, OpenedGroup>()
  private readonly viewers = new Map<object, Viewer>()
  private version = 0
  private ready = false
  private readonly rounds: Rounds
  private forgetting: ReturnType<typeof setTimeout> | undefined
  private told = true
  private listMs = Number.NEGATIVE_INFINITY
  private sampleMs = Number.NEGATIVE_INFINITY
  private roundMs = Number.NEGATIVE_INFINITY

  constructor(
    private readonly questions: GroupQuestions,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.list = new GroupList(questions, nowMs)
    this.rounds = new Rounds({
      wanted: () => this.viewers.size > 0,
      round: () => this.round(),
      gapMs: (told) => (told ? this.gatherMs() : Math.max(0, this.sampleMs + LAG_INTERVAL_MS - this.nowMs())),
      nowMs,
    })
  }

  look(changed: () => void): GroupsSource {
    const who = {}
    return {
      setInterest: (interest) => this.setInterest(who, interest && { interest, changed }),
      current: () => {
        const viewer = this.viewers.get(who)
        if (!viewer || !this.ready) return undefined
        return { view: this.viewFor(viewer), version: this.version }
      },
      close: () => this.setInterest(who, undefined),
    }
  }

  /** Something a broker told: worth a look when it is about groups or where they live. */
  note(fact: ProbeFact): void {
    const moved = fact.kind === 'becameLeader' && fact.topic === '__consumer_offsets'
    if (moved || fact.kind === 'groupStateChanged' || fact.kind === 'groupLoaded' || fact.kind === 'topicDeleted')
      this.soon()
  }

  /** The lab itself changed something. */
  soon(): void {
    this.told = true
    this.rounds.schedule(this.gatherMs())
  }

  close(): void {
    this.viewers.clear()
    this.forget()
  }

  private setInterest(who: object, viewer: Viewer | undefined): void {
    const before = this.viewers.get(who)
    if (!viewer) {
      if (this.viewers.delete(who) && this.viewers.size === 0)
        this.forgetting = setTimeout(() => this.forget(), KEPT_MS)
      return
    }
    if (this.forgetting) clearTimeout(this.forgetting)
    this.forgetting = undefined
    this.viewers.set(who, viewer)
    if (before?.interest.groupId === viewer.interest.groupId) return
    if (!before) this.told = true
    this.rounds.schedule(0)
  }

  private forget(): void {
    this.rounds.stop()
    if (this.forgetting) clearTimeout(this.forgetting)
    this.forgetting = undefined
    this.list.clear()
    this.opened.clear()
    this.ready = false
    this.listMs = this.sampleMs = Number.NEGATIVE_INFINITY
  }

  private gatherMs(): number {
    return Math.max(GATHER_MS, this.roundMs + ROUND_GAP_MS - this.nowMs())
  }

  private async round(): Promise<void> {
    const told = this.told
    this.told = false
    const startedMs = this.nowMs()
    this.roundMs = startedMs
    const sample = startedMs - this.sampleMs >= LAG_INTERVAL_MS * 0.9
    if (sample) this.sampleMs = startedMs
    try {
      if (told || startedMs - this.listMs >= LIST_INTERVAL_MS) {
        this.listMs = startedMs
        await this.list.read()
      }
      await Promise.all([sample ? this.list.readLags() : undefined, this.readOpened(sample)])
    } catch (error) {
      this.list.problem = textsOf(error)
    }
    if (this.viewers.size === 0) return
    this.ready = true
    this.version++
    for (const { changed } of this.viewers.values()) changed()
  }

  private async readOpened(sample: boolean): Promise<void> {
    const wanted = new Set([...this.viewers.values()].flatMap(({ interest }) => interest.groupId ?? []))
    for (const groupId of this.opened.keys()) if (!wanted.has(groupId)) this.opened.delete(groupId)
    for (const groupId of wanted)
      if (!this.opened.has(groupId)) this.opened.set(groupId, new OpenedGroup(groupId, this.questions, this.nowMs))
    await Promise.all(
      [...this.opened.values()].map((group) => group.read(this.list.find(group.groupId)?.coordinator, sample)),
    )
  }

  private viewFor({ interest }: Viewer): GroupsView {
    const opened = interest.groupId === null ? undefined : this.opened.get(interest.groupId)
    return {
      readMs: this.list.readMs,
      groups: this.list.groups,
      more: this.list.more,
      problem: this.list.problem,
      opened: opened?.view ?? null,
      historyIntervalMs: LAG_INTERVAL_MS,
    }
  }
}
