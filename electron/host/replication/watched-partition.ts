import type { ProbeEvent } from '../../../broker-core/probe/events'
import type { ReplicaLaneView, ReplicationInterest, ReplicationView, TailRecordView } from '../api/replication-views'
import { ExchangeHistory, HISTORY_MS } from './exchange-history'
import {
  checkpointedEpochs,
  checkpointedHighWatermark,
  endOfLog,
  readReplicaCheckpoints,
  readTail,
} from './replica-files'
import type { ReplicaSource, ReplicationQuestions } from './replication-watch'

type Tail = Omit<TailRecordView, 'committed'>[]
type Cluster = NonNullable<ReturnType<ReplicationQuestions['replicas']>>
const NO_FILES: ReplicaLaneView['files'] = { replicationOffset: null, leaderEpoch: null }

/** One partition that somebody looks at: its replicas as their brokers and files have them, and what passed between them. */
export class WatchedPartition {
  readonly history = new ExchangeHistory()
  lanes: ReplicaLaneView[] | undefined
  version = 0
  dropped = 0
  private cluster: Cluster | undefined
  /** Tails by broker, with what they were read for. */
  private readonly tails = new Map<number, { key: string; tail: Tail }>()
  private lastText = ''

  constructor(
    readonly of: ReplicationInterest,
    private readonly questions: ReplicationQuestions,
  ) {}

  note({ brokerId, fact }: ProbeEvent, atMs: number): void {
    switch (fact.kind) {
      case 'truncated':
        this.history.happened({ kind: 'truncated', brokerId, atMs, from: fact.from, to: fact.to })
        break
      case 'highWatermarkAdvanced':
        this.history.happened({ kind: 'highWatermarkMoved', brokerId, atMs, from: fact.from, to: fact.to })
        break
      case 'isrShrunk':
      case 'isrExpanded': {
        const leaderEpoch = this.cluster?.leaderEpoch ?? -1
        const written = { kind: 'stateWritten', by: 'leader', leader: brokerId, leaderEpoch, isr: fact.to } as const
        this.history.happened({ ...written, brokerId, atMs })
        break
      }
      case 'leaderElected': {
        const { to: leader, leaderEpoch, isr } = fact
        this.history.happened({ kind: 'stateWritten', by: 'controller', brokerId, atMs, leader, leaderEpoch, isr })
        break
      }
      case 'checkpointWritten':
        this.history.happened({ kind: 'checkpointWritten', brokerId, atMs, file: fact.file })
    }
  }

  async read(): Promise<void> {
    const cluster = this.questions.replicas(this.of)
    if (cluster === undefined) return
    const lanes = await Promise.all(cluster.replicas.map((replica) => this.lane(replica, cluster)))
    this.cluster = cluster
    this.lanes = lanes
    this.history.forget(Date.now())
    const text = `${this.history.change} ${JSON.stringify([cluster.isr, lanes])}`
    if (text === this.lastText) return
    this.lastText = text
    this.version++
  }

  view(sinceChange: number): ReplicationView {
    const { leader = -1, leaderEpoch = -1, isr = [] } = this.cluster ?? {}
    return {
      ...this.of,
      leader,
      leaderEpoch,
      isr,
      lanes: this.lanes ?? [],
      ...this.history.since(sinceChange),
      historyStartMs: Date.now() - HISTORY_MS,
      dropped: this.dropped,
    }
  }

  private async lane(replica: ReplicaSource, cluster: Cluster): Promise<ReplicaLaneView> {
    const { brokerId, live, telemetry, directory } = replica
    const inSync = cluster.isr.includes(brokerId)
    const files = directory === undefined ? NO_FILES : readReplicaCheckpoints(directory)
    const base = {
      brokerId,
      inSync,
      files,
      reportedMs: replica.reportedMs,
      acknowledged: this.acknowledged(replica, cluster),
    }
    if (live && telemetry !== undefined && telemetry.role !== 'offline') {
      const { role, leaderEpoch, logStartOffset, logEndOffset, highWatermark, sizeBytes } = telemetry
      // Compaction leaves both ends where they are: only the size tells of it.
      const readFor = `${logStartOffset} ${logEndOffset} ${leaderEpoch} ${sizeBytes}`
      const tail = await this.tail(replica, logEndOffset, readFor)
      return {
        ...base,
        source: 'broker',
        role,
        phase: role === 'leader' ? 'leading' : this.questions.truncating(brokerId, this.of) ? 'truncating' : 'fetching',
        leaderEpoch,
        logStartOffset,
        logEndOffset,
        highWatermark,
        leaderEpochs: checkpointedEpochs(files),
        tail: committedBelow(tail, highWatermark),
      }
    }
    return { ...base, role: 'offline', phase: 'idle', ...(await this.fromFiles(replica, files)) }
  }

  /** Of a broker that does not run: what its next start will find. */
  private async fromFiles(replica: ReplicaSource, files: ReplicaLaneView['files']) {
    const { directory } = replica
    const none = { source: 'none', leaderEpoch: -1, logStartOffset: -1, logEndOffset: -1, highWatermark: -1 } as const
    if (directory === undefined) return { ...none, leaderEpochs: [], tail: [] }
    const leaderEpochs = checkpointedEpochs(files)
    try {
      const end = await endOfLog(directory)
      const highWatermark = checkpointedHighWatermark(files, this.of.topic, this.of.partition)
      const tail = await this.tail(replica, end.logEndOffset, `files ${end.logEndOffset}`)
      const leaderEpoch = leaderEpochs[leaderEpochs.length - 1]?.epoch ?? -1
      return {
        source: 'files',
        ...end,
        highWatermark,
        leaderEpoch,
        leaderEpochs,
        tail: committedBelow(tail, highWatermark),
      } as const
    } catch {
      // The folder goes with its topic, at any moment: then there is nothing to show of it.
      return { ...none, leaderEpochs, tail: [] }
    }
  }

  private acknowledged({ brokerId }: ReplicaSource, { replicas, leader }: Cluster): number | null {
    if (brokerId === leader) return null
    const followers = replicas.find((each) => each.brokerId === leader && each.live)?.telemetry?.followers
    return followers?.find((follower) => follower.brokerId === brokerId)?.logEndOffset ?? -1
  }

  private async tail({ brokerId, directory }: ReplicaSource, logEndOffset: number, key: string): Promise<Tail> {
    const known = this.tails.get(brokerId)
    if (known?.key === key || directory === undefined) return known?.tail ?? []
    try {
      const tail = await readTail(directory, logEndOffset)
      this.tails.set(brokerId, { key, tail })
      return tail
    } catch {
      // Rolled, cut or deleted while it was read: the change that did it brings the next look.
      return known?.tail ?? []
    }
  }
}

const committedBelow = (tail: Tail, highWatermark: number): TailRecordView[] =>
  tail.map((record) => ({ ...record, committed: record.offset < highWatermark }))
