import type { StorageQuestion, StorageTelemetry } from '../../../broker-core/probe/storage-telemetry'
import type {
  CleaningDetailView,
  CleaningInterest,
  CleaningLogView,
  CleaningRun,
  CleaningView,
} from '../api/cleaning-views'
import type { TimelineEvent } from '../api/views'
import { Rounds } from '../rounds/rounds'
import { Viewers } from '../rounds/viewers'
import type { WatchedSource } from '../updates/update-client'
import { cleaningRun } from './cleaning-runs'

const INTERVAL_MS = 1000
/** After a cleaning, a deletion or a change of settings. */
const GATHER_MS = 150
const LOGS_MAX = 2000
const RUNS_MAX = 200
const RUNS_OF_LOG_MAX = 50

type Opened = NonNullable<CleaningInterest['opened']>
type Runs = ReadonlyMap<string, CleaningRun[]>

export interface CleaningSources {
  /** Brokers that run and can be asked. */
  brokers(): number[]
  /** null: no answer. */
  ask(brokerId: number, question: StorageQuestion): Promise<StorageTelemetry | null>
  /** Ascending. */
  events(): readonly TimelineEvent[]
  nowMs(): number
}

const keyOf = ({ brokerId, topic, partition }: Opened): string => `${brokerId} ${topic}-${partition}`

/** Cleaner and retention of all brokers, asked for once a second and when something happened, only while a page shows them. */
export class CleaningWatch {
  private readonly viewers = new Viewers<CleaningInterest, CleaningView>({
    version: () => this.version,
    viewFor: (interest) => this.viewFor(interest),
    changed: (before, now) => this.wanted(before, now),
  })
  private answers = new Map<number, StorageTelemetry>()
  private readonly opened = new Map<string, StorageTelemetry>()
  private version = 0
  private readMs = 0
  private readonly rounds = new Rounds({
    wanted: () => this.viewers.size > 0,
    round: () => this.round(),
    gapMs: (told) => (told ? GATHER_MS : INTERVAL_MS),
  })

  constructor(private readonly sources: CleaningSources) {}

  look(changed: () => void): WatchedSource<CleaningInterest | undefined, CleaningView> {
    return this.viewers.look(changed)
  }

  /** Something happened that changes the picture. */
  soon(): void {
    this.rounds.schedule(GATHER_MS)
  }

  close(): void {
    this.viewers.clear()
    this.rounds.stop()
  }

  private wanted(before: CleaningInterest | undefined, now: CleaningInterest | undefined): void {
    const log = ({ opened }: CleaningInterest) => opened && keyOf(opened)
    if (now && (!before || log(now) !== log(before))) this.rounds.schedule(0)
  }

  private async round(): Promise<void> {
    const wanted = new Map(
      this.viewers.interests().flatMap(({ opened }) => (opened ? [[keyOf(opened), opened] as const] : [])),
    )
    for (const key of this.opened.keys()) if (!wanted.has(key)) this.opened.delete(key)
    const answers = new Map<number, StorageTelemetry>()
    await Promise.all(
      this.sources.brokers().map(async (brokerId) => {
        const here = [...wanted.values()].filter((one) => one.brokerId === brokerId)
        for (const one of here.length > 0 ? here : [null]) {
          const answer = await this.sources.ask(brokerId, { io: [], cleaning: { opened: one } })
          if (answer) answers.set(brokerId, answer)
          if (answer && one) this.opened.set(keyOf(one), answer)
        }
      }),
    )
    // As they are asked, not as they happen to answer: rows keep their places.
    this.answers = new Map([...answers].sort(([one], [other]) => one - other))
    this.readMs = this.sources.nowMs()
    this.version++
    this.viewers.tell()
  }

  private viewFor({ opened }: CleaningInterest): CleaningView {
    const newest = this.sources
      .events()
      .flatMap((event) => cleaningRun(event) ?? [])
      .reverse()
    const runs = byLog(newest)
    const logs = [...this.answers].flatMap(([brokerId, answer]) => logsOf(brokerId, answer, runs))
    const untold = [...this.answers.values()].reduce((sum, { moreLogs = 0 }) => sum + moreLogs, 0)
    return {
      readMs: this.readMs,
      brokers: [...this.answers].flatMap(([brokerId, { cleaner }]) => (cleaner ? [{ brokerId, ...cleaner }] : [])),
      logs: logs.slice(0, LOGS_MAX),
      moreLogs: untold + Math.max(0, logs.length - LOGS_MAX),
      opened: opened && this.detail(opened, runs),
      runs: newest.slice(0, RUNS_MAX),
    }
  }

  private detail(opened: Opened, runs: Runs): CleaningDetailView | null {
    const told = this.opened.get(keyOf(opened))?.opened
    if (!told) return null
    const { io: _counted, ...detail } = told
    const own = runs.get(keyOf(opened)) ?? []
    return { brokerId: opened.brokerId, ...detail, lastRun: own[0] ?? null, runs: own.slice(0, RUNS_OF_LOG_MAX) }
  }
}

function logsOf(brokerId: number, { logs = [] }: StorageTelemetry, runs: Runs): CleaningLogView[] {
  return logs.map((log) => ({ brokerId, ...log, lastRun: runs.get(keyOf({ brokerId, ...log }))?.[0] ?? null }))
}

function byLog(runs: readonly CleaningRun[]): Runs {
  const found = new Map<string, CleaningRun[]>()
  for (const run of runs) {
    const key = keyOf(run)
    const own = found.get(key)
    if (own) own.push(run)
    else found.set(key, [run])
  }
  return found
}
