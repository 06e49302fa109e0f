import { type TopicPartition, topicPartitionName } from '../../format/topic-partition'
import type { Log } from '../../log/log'
import type { ReplicaGates } from '../../probe/gate-points'
import type { ReplicaGatePoint, StepOutcome } from '../../probe/gates'
import type { Partition } from '../partition'
import type { FetchState } from './fetch-state'
import type { LeaderEndPoint, ReplicaFetchResult } from './leader-end-point'

export interface FetcherGatesOptions {
  leader: Pick<LeaderEndPoint, 'brokerId'>
  getPartition: (topicPartition: TopicPartition) => Partition | undefined
  gates?: ReplicaGates | undefined
}

interface Note {
  errorCode: number
  held: boolean
}

const NOTHING_NEW: Note = { errorCode: 0, held: false }

/** A fetcher's side of the gates: what it asks them, and what it tells them of a request that is under way. */
export class FetcherGates {
  private underWay: { point: ReplicaGatePoint; asked: ReadonlyMap<string, FetchState> } | undefined
  private readonly roundEnded: (() => void)[] = []

  constructor(private readonly options: FetcherGatesOptions) {}

  admitsTruncation(state: FetchState, log: Log, byEpoch: boolean): boolean {
    return this.admits('truncation', state, () => ({
      kind: 'truncation',
      leader: this.options.leader.brokerId,
      leaderEpoch: state.currentLeaderEpoch,
      lastEpoch: byEpoch ? (log.leaderEpochs.latestEpoch ?? -1) : -1,
      logEndOffset: log.logEndOffset,
      highWatermark: log.highWatermark,
    }))
  }

  admitsFetch(state: FetchState): boolean {
    return this.admits('fetchRequest', state, () => ({
      kind: 'fetchRequest',
      leader: this.options.leader.brokerId,
      leaderEpoch: state.currentLeaderEpoch,
      fetchOffset: state.fetchOffset,
    }))
  }

  admitsAnswer(state: FetchState, result: ReplicaFetchResult): boolean {
    return this.admits('fetchResponse', state, () => ({
      kind: 'fetchResponse',
      leader: this.options.leader.brokerId,
      leaderEpoch: state.currentLeaderEpoch,
      fetchOffset: state.fetchOffset,
      recordBytes: result.records.length,
      highWatermark: result.highWatermark,
    }))
  }

  private admits(
    point: ReplicaGatePoint,
    { topicPartition }: FetchState,
    arrival: Parameters<ReplicaGates['admits']>[2],
  ): boolean {
    const { gates } = this.options
    return gates === undefined || !gates.active || gates.admits(point, topicPartition, arrival)
  }

  left(topicPartition: TopicPartition): void {
    const { gates } = this.options
    if (gates?.active) gates.left(topicPartition)
  }

  whenOut(point: ReplicaGatePoint, name: string): Promise<void> | undefined {
    const { underWay } = this
    if (underWay?.point !== point || !underWay.asked.has(name)) return undefined
    return new Promise((resolve) => this.roundEnded.push(resolve))
  }

  /** One request and its answer, all of it: `work` ends when the answer is taken over. `note` says what came for a partition. */
  async round(
    point: 'truncation' | 'fetchRequest',
    asked: ReadonlyMap<string, FetchState>,
    states: ReadonlyMap<string, FetchState>,
    work: (note: (name: string, what: Note) => void) => Promise<void>,
  ): Promise<void> {
    const notes = new Map<string, Note>()
    const from = this.endsOf(asked)
    this.underWay = { point, asked }
    try {
      await work((name, what) => notes.set(name, what))
      for (const [name, state] of asked) {
        if (point === 'truncation') this.truncated(state, states.get(name), from?.get(name) ?? -1)
        else this.fetched(state, states.get(name), notes.get(name) ?? NOTHING_NEW)
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      for (const state of asked.values()) this.passed(point, state, () => ({ kind: 'nothing', reason: 'failed', why }))
      throw error
    } finally {
      this.underWay = undefined
      for (const tell of this.roundEnded.splice(0)) tell()
    }
  }

  /** Log end offsets before the round, where somebody may want to hear of them. */
  private endsOf(asked: ReadonlyMap<string, FetchState>): ReadonlyMap<string, number> | undefined {
    if (!this.options.gates?.active) return undefined
    return new Map([...asked].map(([name, state]) => [name, this.log(state)?.logEndOffset ?? -1]))
  }

  truncated(state: FetchState, now: FetchState | undefined, from: number): void {
    this.passed('truncation', state, () => {
      const log = this.log(state)
      if (log === undefined || now?.currentLeaderEpoch !== state.currentLeaderEpoch) return gone(state)
      return { kind: 'truncated', from, to: log.logEndOffset, done: now.phase === 'fetching' }
    })
  }

  /** An answer, held for a while or not, was taken over: that ends a step of `fetchResponse`. */
  tookOver(state: FetchState, now: FetchState | undefined, held: boolean): void {
    if (!held) this.passed('fetchResponse', state, () => this.outcome(state, now, NOTHING_NEW))
  }

  private fetched(state: FetchState, now: FetchState | undefined, note: Note): void {
    this.passed('fetchRequest', state, () => this.outcome(state, now, note))
  }

  private outcome(state: FetchState, now: FetchState | undefined, { errorCode, held }: Note): StepOutcome {
    const log = this.log(state)
    if (log === undefined || now?.currentLeaderEpoch !== state.currentLeaderEpoch) return gone(state)
    const { logEndOffset, highWatermark } = log
    return { kind: 'fetched', fetchOffset: state.fetchOffset, logEndOffset, highWatermark, errorCode, held }
  }

  private passed(point: ReplicaGatePoint, { topicPartition }: FetchState, outcome: () => StepOutcome): void {
    const { gates } = this.options
    if (gates?.active) gates.passed(point, topicPartition, outcome)
  }

  private log(state: FetchState): Log | undefined {
    return this.options.getPartition(state.topicPartition)?.log
  }
}

function gone({ topicPartition: { topic, partition }, currentLeaderEpoch }: FetchState): StepOutcome {
  const name = topicPartitionName(topic, partition)
  return {
    kind: 'nothing',
    reason: 'leaderChanged',
    why: `${name} is not followed in epoch ${currentLeaderEpoch} any more`,
  }
}
