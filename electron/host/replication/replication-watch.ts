import type { ProbeEvent, ProbeFact } from '../../../broker-core/probe/events'
import type { ReplicationReport } from '../../../broker-core/probe/replication-facts'
import type { PartitionTelemetry } from '../../../broker-core/probe/telemetry'
import type { ReplicationInterest, ReplicationView } from '../api/replication-views'
import { Rounds } from '../rounds/rounds'
import { WatchedPartition } from './watched-partition'

export interface ReplicaSource {
  brokerId: number
  live: boolean
  /** As its broker told last; undefined: it tells of no such replica. */
  telemetry: PartitionTelemetry | undefined
  /** Wall clock of that. */
  reportedMs: number
  directory: string | undefined
}

export interface ReplicationQuestions {
  /** In the order of the assignment; undefined: no broker knows such a partition. */
  replicas(
    of: ReplicationInterest,
  ): { replicas: ReplicaSource[]; isr: number[]; leader: number; leaderEpoch: number } | undefined
  /** Gates that stand before a replica's truncation. */
  truncating(brokerId: number, of: ReplicationInterest): boolean
  /** From now on these partitions are told of by every broker that runs. */
  watch(partitions: readonly ReplicationInterest[]): void
  wallMs(monotonicMs: number): number
}

/** What one page sees of it. */
export interface ReplicationSource {
  setInterest(interest: ReplicationInterest | undefined): void
  /** `whole`: with everything that is kept, else what is new since `delivered`. */
  current(whole?: boolean): { view: ReplicationView; version: number } | undefined
  /** What `current` gave last is on its way to the page. */
  delivered(): void
  close(): void
}

interface Viewer {
  key: string
  changed(): void
  /** Of the history: what the page has. */
  deliveredChange: number
  givenChange: number
}

const GATHER_MS = 30
const IDLE_MS = 2000
const keyOf = ({ topic, partition }: ReplicationInterest): string => `${topic}-${partition}`

/** The partitions that pages look at message by message. While nobody does, no broker is asked and no file is read. */
export class ReplicationWatch {
  private readonly partitions = new Map<string, WatchedPartition>()
  private readonly viewers = new Map<object, Viewer>()
  private readonly rounds = new Rounds({
    wanted: () => this.viewers.size > 0,
    round: () => this.round(),
    gapMs: (told) => (told ? GATHER_MS : IDLE_MS),
  })

  constructor(private readonly questions: ReplicationQuestions) {}

  look(changed: () => void): ReplicationSource {
    const who = {}
    return {
      setInterest: (interest) => this.setInterest(who, interest, changed),
      current: (whole = false) => this.current(who, whole),
      delivered: () => {
        const viewer = this.viewers.get(who)
        if (viewer) viewer.deliveredChange = viewer.givenChange
      },
      close: () => this.setInterest(who, undefined, changed),
    }
  }

  received(report: ReplicationReport): void {
    for (const { fact, monotonicMs } of report.events)
      this.partitions.get(keyOf(fact))?.history.add(fact, this.questions.wallMs(monotonicMs))
    for (const partition of this.partitions.values()) partition.dropped += report.dropped
    this.rounds.schedule(GATHER_MS)
  }

  note(event: ProbeEvent): void {
    if (this.partitions.size === 0) return
    const { fact } = event
    if ('topic' in fact && 'partition' in fact) this.partitions.get(keyOf(fact))?.note(event, this.atMs(event))
    else if (fact.kind === 'checkpointWritten')
      for (const partition of this.partitions.values()) partition.note(event, this.atMs(event))
    if (isNews(fact)) this.rounds.schedule(GATHER_MS)
  }

  /** Offsets or leaderships of these partitions changed, `topic-partition`. */
  moved(keys: Iterable<string>): void {
    if (this.partitions.size === 0) return
    if ([...keys].some((key) => this.partitions.has(key))) this.rounds.schedule(GATHER_MS)
  }

  /** A broker began or ended: it is told what is watched, and its files may be all there is of it. */
  brokersChanged(): void {
    if (this.partitions.size === 0) return
    this.tell()
    this.rounds.schedule(GATHER_MS)
  }

  close(): void {
    this.viewers.clear()
    this.partitions.clear()
    this.rounds.stop()
  }

  private atMs({ monotonicMs }: ProbeEvent): number {
    return this.questions.wallMs(monotonicMs)
  }

  private setInterest(who: object, interest: ReplicationInterest | undefined, changed: () => void): void {
    const key = interest && keyOf(interest)
    if (this.viewers.get(who)?.key === key) return
    this.viewers.delete(who)
    if (interest && key !== undefined) {
      this.viewers.set(who, { key, changed, deliveredChange: 0, givenChange: 0 })
      if (!this.partitions.has(key)) this.partitions.set(key, new WatchedPartition(interest, this.questions))
    }
    const wanted = new Set([...this.viewers.values()].map((viewer) => viewer.key))
    for (const name of this.partitions.keys()) if (!wanted.has(name)) this.partitions.delete(name)
    this.tell()
    this.rounds.schedule(0)
  }

  private tell(): void {
    this.questions.watch([...this.partitions.values()].map(({ of }) => of))
  }

  private current(who: object, whole: boolean): { view: ReplicationView; version: number } | undefined {
    const viewer = this.viewers.get(who)
    const partition = viewer && this.partitions.get(viewer.key)
    if (!viewer || !partition?.lanes) return undefined
    viewer.givenChange = partition.history.change
    return { view: partition.view(whole ? 0 : viewer.deliveredChange), version: partition.version }
  }

  private async round(): Promise<void> {
    await Promise.all([...this.partitions.values()].map((partition) => partition.read()))
    for (const { changed } of this.viewers.values()) changed()
  }
}

const NEWS: ReadonlySet<ProbeFact['kind']> = new Set([
  'highWatermarkAdvanced',
  'truncated',
  'isrShrunk',
  'isrExpanded',
  'leaderElected',
  'becameLeader',
  'becameFollower',
  'checkpointWritten',
  'logDeleted',
])
const isNews = ({ kind }: ProbeFact): boolean => NEWS.has(kind)
