import type { InBothLanguages } from '../api/exercise-functions'
import type { GroupEntryView } from '../api/group-views'
import type { CommittedOffset, ListedGroup } from '../client/group-questions'
import { textsOf } from '../words/wording'
import { totalLag } from './group-lags'
import type { GroupQuestions } from './group-questions'

const GROUPS_MAX = 500
const DESCRIBED_AT_ONCE = 50
/** Of how many groups the lag is asked for in one round; the others have their turn in the next. */
const LAGS_AT_ONCE = 20

/** All groups of the cluster as their coordinators list them. A coordinator that does not answer keeps its groups as they were. */
export class GroupList {
  readMs: number | null = null
  more = 0
  problem: InBothLanguages | null = null
  private entries = new Map<string, GroupEntryView>()
  private turn = 0

  constructor(
    private readonly questions: GroupQuestions,
    private readonly nowMs: () => number,
  ) {}

  get groups(): GroupEntryView[] {
    return [...this.entries.values()]
  }

  find(groupId: string): GroupEntryView | undefined {
    return this.entries.get(groupId)
  }

  clear(): void {
    this.entries.clear()
    this.readMs = null
    this.problem = null
  }

  async read(): Promise<void> {
    const brokers = await this.questions.brokers()
    const answers = await Promise.allSettled(brokers.map((broker) => this.questions.list(broker)))
    const listed = new Map<string, ListedGroup & { coordinator: number }>()
    const answered = new Set<number>()
    answers.forEach((answer, at) => {
      const coordinator = brokers[at]!
      if (answer.status === 'rejected') return
      answered.add(coordinator)
      for (const group of answer.value) listed.set(group.groupId, { ...group, coordinator })
    })
    this.merge(listed, answered)
    await this.describe()
    const failed = answers.find((answer) => answer.status === 'rejected')
    this.problem = failed ? textsOf(failed.reason) : null
    if (!failed) this.readMs = this.nowMs()
  }

  /** The next few groups' lags, round and round. */
  async readLags(): Promise<void> {
    const all = this.groups
    const chosen = Array.from(
      { length: Math.min(LAGS_AT_ONCE, all.length) },
      (_, at) => all[(this.turn + at) % all.length]!,
    )
    this.turn = all.length === 0 ? 0 : (this.turn + chosen.length) % all.length
    const committed = new Map<GroupEntryView, CommittedOffset[]>()
    await Promise.allSettled(
      chosen.map(async (entry) => {
        committed.set(entry, await this.questions.committed(entry.coordinator, entry.groupId))
      }),
    )
    const { end } = await this.questions.ends([...committed.values()].flat(), false)
    const readMs = this.nowMs()
    for (const [{ groupId }, offsets] of committed) this.update(groupId, { totalLag: totalLag(offsets, end), readMs })
  }

  update(groupId: string, change: Partial<GroupEntryView>): void {
    const entry = this.entries.get(groupId)
    if (entry) this.entries.set(groupId, { ...entry, ...change })
  }

  private merge(
    listed: ReadonlyMap<string, ListedGroup & { coordinator: number }>,
    answered: ReadonlySet<number>,
  ): void {
    const kept = this.groups.filter(({ groupId, coordinator }) => !listed.has(groupId) && !answered.has(coordinator))
    const now = [...listed.values()].map((group): GroupEntryView => {
      const before = this.entries.get(group.groupId)
      return {
        protocol: null,
        members: null,
        totalLag: null,
        readMs: null,
        ...before,
        groupId: group.groupId,
        state: group.state,
        protocolType: group.protocolType,
        coordinator: group.coordinator,
      }
    })
    const all = [...kept, ...now].sort((one, other) => (one.groupId < other.groupId ? -1 : 1))
    this.more = Math.max(0, all.length - GROUPS_MAX)
    this.entries = new Map(all.slice(0, GROUPS_MAX).map((entry) => [entry.groupId, entry] as const))
  }

  /** Members and assignor of each group, many in one question. */
  private async describe(): Promise<void> {
    const byCoordinator = new Map<number, string[]>()
    for (const { coordinator, groupId } of this.entries.values())
      byCoordinator.set(coordinator, [...(byCoordinator.get(coordinator) ?? []), groupId])
    const questions = [...byCoordinator].flatMap(([broker, ids]) =>
      chunks(ids).map((chunk) => [broker, chunk] as const),
    )
    await Promise.allSettled(
      questions.map(async ([broker, ids]) => {
        for (const group of await this.questions.describe(broker, ids))
          if (group.errorCode === 0)
            this.update(group.groupId, {
              state: group.state,
              protocol: group.protocol,
              members: group.members.length,
              readMs: this.nowMs(),
            })
      }),
    )
  }
}

function chunks(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / DESCRIBED_AT_ONCE)
  return Array.from({ length: count }, (_, at) => ids.slice(at * DESCRIBED_AT_ONCE, (at + 1) * DESCRIBED_AT_ONCE))
}
