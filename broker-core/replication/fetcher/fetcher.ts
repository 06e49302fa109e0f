import { type TopicPartition, topicPartitionName } from '../../format/topic-partition'
import { UnexpectedAppendOffsetError } from '../../log/log-error'
import type { LogManager } from '../../log/log-manager'
import type { Probe } from '../../probe/events'
import type { ReplicaGates } from '../../probe/gate-points'
import type { ReplicaGatePoint } from '../../probe/gates'
import type { TruncationReason } from '../../probe/reasons'
import { ErrorCode, errorName } from '../../protocol/error-codes'
import type { Logger } from '../../runtime/logger'
import type { Clock, Scheduler } from '../../runtime/time'
import { errorCodeOf } from '../error-code-of'
import type { Partition } from '../partition'
import type { ReplicaIo } from '../replica-io'
import { truncationByLeaderEpoch, truncationToHighWatermark } from '../truncation'
import type { FetchState } from './fetch-state'
import { FetcherGates } from './fetcher-gates'
import { HeldAnswers } from './held-answers'
import type { EpochResult, LeaderEndPoint, ReplicaFetchRequest, ReplicaFetchResult } from './leader-end-point'

export interface FetcherOptions {
  name: string
  leader: LeaderEndPoint
  /** undefined: not on this broker any more. */
  getPartition: (topicPartition: TopicPartition) => Partition | undefined
  logManager: LogManager
  /** replica.fetch.backoff.ms */
  fetchBackoffMs: number
  /** false with inter.broker.protocol.version before 0.11: cut to the high watermark instead. */
  truncateByLeaderEpoch: boolean
  clock: Clock
  scheduler: Scheduler
  logger: Logger
  probe: Probe
  /** A local offset moved. Called often. */
  onProgress: () => void
  io: ReplicaIo
  /** Where a lab may hold partitions up; undefined: nowhere. */
  gates?: ReplicaGates | undefined
}

/**
 * Copies partitions from one leader: again and again, first what must be truncated, then one fetch for all others
 * (AbstractFetcherThread). Its next fetch offset is its acknowledgement. A partition with an error waits alone; one that fails for good
 * is dropped until the controller names a leader anew.
 */
export class Fetcher {
  private readonly states = new Map<string, FetchState>()
  private running = false
  private stopped = false
  private wake: (() => void) | undefined
  private readonly held = new HeldAnswers()
  private readonly gates: FetcherGates

  constructor(private readonly options: FetcherOptions) {
    this.gates = new FetcherGates(options)
  }

  get size(): number {
    return this.states.size
  }

  isTruncating(name: string): boolean {
    return this.states.get(name)?.phase === 'truncating'
  }

  /** Starts at `initialOffset` (the local high watermark), unless it already fetches at this very epoch. */
  add(topicPartition: TopicPartition, initialOffset: number, currentLeaderEpoch: number): void {
    const name = topicPartitionName(topicPartition.topic, topicPartition.partition)
    if (this.states.get(name)?.currentLeaderEpoch !== currentLeaderEpoch) {
      this.leave(topicPartition)
      this.states.set(name, {
        topicPartition,
        phase: 'truncating',
        fetchOffset: initialOffset,
        currentLeaderEpoch,
        delayedUntilMs: 0,
      })
    }
    this.wake?.()
    if (!this.running && !this.stopped) void this.run()
  }

  remove(name: string): void {
    const state = this.states.get(name)
    if (state === undefined) return
    this.states.delete(name)
    this.leave(state.topicPartition)
  }

  /** What waits at a gate is of an earlier leadership. */
  private leave(topicPartition: TopicPartition): void {
    this.held.forget(topicPartitionName(topicPartition.topic, topicPartition.partition))
    this.gates.left(topicPartition)
  }

  /** Resolves when the request under way that carries the partition is over; undefined: none does. */
  whenOut(point: ReplicaGatePoint, name: string): Promise<void> | undefined {
    return this.gates.whenOut(point, name)
  }

  /** A gate lets something pass that it held. */
  gatesOpened(): void {
    if (this.held.size > 0) this.takeOverHeld()
    this.wake?.()
  }

  stop(): void {
    this.stopped = true
    for (const { topicPartition } of this.states.values()) this.leave(topicPartition)
    this.states.clear()
    this.options.leader.close()
    this.wake?.()
  }

  private async run(): Promise<void> {
    this.running = true
    while (!this.stopped && this.states.size > 0) {
      try {
        const truncated = await this.truncateWhatMust()
        const fetched = await this.fetchOnce()
        if (!truncated && !fetched && this.states.size > 0) await this.pause(this.options.fetchBackoffMs)
      } catch (error) {
        if (this.stopped) break
        this.options.logger.warn(
          `[${this.options.name}] Error in request to broker ${this.options.leader.brokerId}`,
          error,
        )
        await this.pause(this.options.fetchBackoffMs)
      }
    }
    this.running = false
  }

  private pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.options.scheduler.after(delayMs, () => this.wake?.())
      this.wake = () => {
        timer.cancel()
        this.wake = undefined
        resolve()
      }
    })
  }

  private due(phase: FetchState['phase']): FetchState[] {
    const nowMs = this.options.clock.monotonicMs()
    return [...this.states.values()].filter((state) => state.phase === phase && state.delayedUntilMs <= nowMs)
  }

  /** The state a request was made from, if nothing changed it meanwhile. */
  private isCurrent(state: FetchState): boolean {
    return this.states.get(this.nameOf(state)) === state
  }

  private nameOf(state: { topicPartition: TopicPartition }): string {
    return topicPartitionName(state.topicPartition.topic, state.topicPartition.partition)
  }

  private update(state: FetchState, change: Partial<FetchState>): void {
    if (this.isCurrent(state)) this.states.set(this.nameOf(state), { ...state, ...change })
  }

  private delay(state: FetchState): void {
    this.update(state, { delayedUntilMs: this.options.clock.monotonicMs() + this.options.fetchBackoffMs })
  }

  private drop(state: FetchState, why: string, cause?: unknown): void {
    if (!this.isCurrent(state)) return
    this.states.delete(this.nameOf(state))
    this.leave(state.topicPartition)
    this.options.logger.warn(`[${this.options.name}] Partition ${this.nameOf(state)} marked as failed: ${why}`, cause)
  }

  /** false: there was nothing to do. */
  private async truncateWhatMust(): Promise<boolean> {
    const withEpochs = new Map<string, FetchState>()
    let worked = false
    for (const state of this.due('truncating')) {
      const log = this.options.getPartition(state.topicPartition)?.log
      const byEpoch = this.options.truncateByLeaderEpoch && log?.leaderEpochs.latestEpoch !== undefined
      if (log === undefined) this.states.delete(this.nameOf(state))
      else if (!this.gates.admitsTruncation(state, log, byEpoch)) continue
      else if (byEpoch) withEpochs.set(this.nameOf(state), state)
      else {
        const from = log.logEndOffset
        const offset = truncationToHighWatermark(state.fetchOffset, from)
        this.truncate(state, offset, true, `to local high watermark ${state.fetchOffset}`)
        this.gates.truncated(state, this.states.get(this.nameOf(state)), from)
      }
      worked = true
    }
    if (withEpochs.size > 0) await this.truncateByEpochs(withEpochs)
    return worked
  }

  private truncateByEpochs(asked: ReadonlyMap<string, FetchState>): Promise<void> {
    const { getPartition, leader } = this.options
    return this.gates.round('truncation', asked, this.states, async () => {
      const results = await leader.endOffsetsForEpochs(
        [...asked.values()].map((state) => ({
          ...state.topicPartition,
          currentLeaderEpoch: state.currentLeaderEpoch,
          leaderEpoch: getPartition(state.topicPartition)?.log?.leaderEpochs.latestEpoch ?? -1,
        })),
      )
      for (const result of results) {
        const state = asked.get(topicPartitionName(result.topic, result.partition))
        if (state !== undefined && this.isCurrent(state)) this.truncateByEpoch(state, result)
      }
    })
  }

  private truncateByEpoch(state: FetchState, result: EpochResult): void {
    const log = this.options.getPartition(state.topicPartition)?.log
    if (log === undefined) this.states.delete(this.nameOf(state))
    else if (result.errorCode === ErrorCode.NONE) {
      const step = truncationByLeaderEpoch({
        leader: result,
        initialFetchOffset: state.fetchOffset,
        logEndOffset: log.logEndOffset,
        ownEndOffsetFor: (epoch) => log.leaderEpochs.endOffsetFor(epoch),
      })
      this.truncate(state, step.offset, step.done, `leader's epoch ${result.leaderEpoch} ends at ${result.endOffset}`)
    } else this.refused(state, result.errorCode)
  }

  private truncate(state: FetchState, offset: number, done: boolean, why: TruncationReason): void {
    const log = this.options.getPartition(state.topicPartition)?.log
    if (log === undefined) return
    const from = log.logEndOffset
    try {
      if (offset < log.highWatermark) {
        this.options.logger.warn(
          `[${this.options.name}] Truncating ${this.nameOf(state)} to offset ${offset} below high watermark ${log.highWatermark}`,
        )
      }
      this.options.logManager.truncateTo([{ topicPartition: state.topicPartition, offset }])
      if (log.logEndOffset < from) {
        this.options.logger.info(
          `[${this.options.name}] Truncated ${this.nameOf(state)} from ${from} to ${log.logEndOffset}: ${why}`,
        )
        this.options.probe({ kind: 'truncated', ...state.topicPartition, from, to: log.logEndOffset, why })
      }
    } catch (error) {
      this.drop(state, `truncation to ${offset} failed`, error)
      return
    }
    this.update(state, { fetchOffset: Math.min(offset, log.logEndOffset), phase: done ? 'fetching' : 'truncating' })
  }

  /** false: there was nothing to ask. */
  private async fetchOnce(): Promise<boolean> {
    const asked = new Map<string, FetchState>()
    const requests: ReplicaFetchRequest[] = []
    for (const state of this.due('fetching')) {
      const name = this.nameOf(state)
      const log = this.options.getPartition(state.topicPartition)?.log
      if (log === undefined) this.states.delete(name)
      else if (!this.held.has(name) && this.gates.admitsFetch(state)) {
        asked.set(name, state)
        requests.push({
          ...state.topicPartition,
          fetchOffset: state.fetchOffset,
          logStartOffset: log.logStartOffset,
          currentLeaderEpoch: state.currentLeaderEpoch,
        })
      }
    }
    if (requests.length === 0) return false
    await this.gates.round('fetchRequest', asked, this.states, async (note) => {
      for (const result of await this.options.leader.fetch(requests)) {
        const name = topicPartitionName(result.topic, result.partition)
        const state = asked.get(name)
        if (state === undefined || !this.isCurrent(state)) continue
        const held = result.errorCode === ErrorCode.NONE && !this.gates.admitsAnswer(state, result)
        note(name, { errorCode: result.errorCode, held })
        if (held) this.held.add(name, { state, result })
        else if (result.errorCode === ErrorCode.NONE) this.append(state, result)
        else if (result.errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) await this.leaveBadRange(state)
        else this.refused(state, result.errorCode)
        this.gates.tookOver(state, this.states.get(name), held)
      }
    })
    return true
  }

  /** Answers that a gate let go: of an earlier leadership they say nothing any more. */
  private takeOverHeld(): void {
    for (const { state, result } of this.held.take(({ state, result }) => this.gates.admitsAnswer(state, result))) {
      if (this.isCurrent(state)) this.append(state, result)
      this.gates.tookOver(state, this.states.get(this.nameOf(state)), false)
    }
  }

  private append(state: FetchState, result: ReplicaFetchResult): void {
    const partition = this.options.getPartition(state.topicPartition)
    const log = partition?.log
    if (partition === undefined || log === undefined) return
    if (log.logEndOffset !== state.fetchOffset) {
      this.drop(state, `offset mismatch: fetched offset = ${state.fetchOffset}, log end offset = ${log.logEndOffset}`)
      return
    }
    try {
      const appended = result.records.length > 0 ? this.appendRecords(partition, result.records) : undefined
      // The follower's high watermark is what the leader said, as far as the follower's log reaches.
      const before = log.highWatermark
      const after = log.updateHighWatermark(result.highWatermark)
      log.maybeIncrementLogStartOffset(Math.min(result.logStartOffset, after), 'leader offset incremented')
      if (after !== before) {
        this.options.probe({ kind: 'highWatermarkAdvanced', ...state.topicPartition, from: before, to: after })
      }
      this.options.io.replicaAppendBytes += appended?.validBytes ?? 0
      if (appended !== undefined || after !== before) this.options.onProgress()
      if (appended !== undefined && appended.validBytes > 0) this.moveToEnd(state, appended.lastOffset + 1)
    } catch (error) {
      const errorCode = errorCodeOf(error)
      if (errorCode === ErrorCode.CORRUPT_MESSAGE || errorCode === ErrorCode.INVALID_RECORD) {
        this.options.logger.error(
          `[${this.options.name}] Found invalid messages during fetch for partition ${this.nameOf(state)} offset ${state.fetchOffset}`,
          error,
        )
        this.delay(state)
      } else this.drop(state, `records at offset ${state.fetchOffset} could not be appended`, error)
    }
  }

  /** A leader whose log start lies inside a batch sends that whole batch: an empty follower then starts at the batch's first offset. */
  private appendRecords(partition: Partition, records: Buffer): ReturnType<Partition['appendAsFollower']> {
    try {
      return partition.appendAsFollower(records)
    } catch (error) {
      const log = partition.log
      if (!(error instanceof UnexpectedAppendOffsetError) || log === undefined) throw error
      const startsInside = error.firstOffset < log.logEndOffset && error.lastOffset >= log.logEndOffset
      if (log.logEndOffset !== log.logStartOffset || !startsInside) throw error
      this.options.logger.info(
        `[${this.options.name}] ${partition.name} starts at offset ${error.firstOffset}, inside a batch`,
      )
      this.options.logManager.truncateFullyAndStartAt(partition.topicPartition, error.firstOffset)
      return partition.appendAsFollower(records)
    }
  }

  /** What just returned records is asked last next time, so that none starves when the response is full. */
  private moveToEnd(state: FetchState, fetchOffset: number): void {
    if (!this.isCurrent(state)) return
    const name = this.nameOf(state)
    this.states.delete(name)
    this.states.set(name, { ...state, fetchOffset })
  }

  private refused(state: FetchState, errorCode: number): void {
    const name = this.nameOf(state)
    if (errorCode === ErrorCode.FENCED_LEADER_EPOCH) {
      this.drop(state, `epoch ${state.currentLeaderEpoch} is older than the leader's; waiting for a new LeaderAndIsr`)
      return
    }
    const expected = errorCode === ErrorCode.UNKNOWN_LEADER_EPOCH || errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER
    const line = `[${this.options.name}] ${name} at offset ${state.fetchOffset}: leader answered ${errorName(errorCode)}`
    if (expected) this.options.logger.debug(line)
    else this.options.logger.error(line)
    this.delay(state)
  }

  /**
   * The leader has no such offset: either its log is shorter (unclean election: cut to its end) or its log begins later (retention:
   * start over where it begins).
   */
  private async leaveBadRange(state: FetchState): Promise<void> {
    const { topicPartition, currentLeaderEpoch } = state
    const log = this.options.getPartition(topicPartition)?.log
    if (log === undefined) return
    try {
      const leaderEnd = await this.options.leader.latestOffset(topicPartition, currentLeaderEpoch)
      if (!this.isCurrent(state)) return
      if (leaderEnd < log.logEndOffset) {
        this.truncate(state, leaderEnd, true, `the leader's log ends at ${leaderEnd}`)
        return
      }
      const leaderStart = await this.options.leader.earliestOffset(topicPartition, currentLeaderEpoch)
      if (!this.isCurrent(state)) return
      if (leaderStart > log.logEndOffset) {
        this.options.logManager.truncateFullyAndStartAt(topicPartition, leaderStart)
        const why: TruncationReason = `the leader's log starts at ${leaderStart}`
        this.options.logger.warn(`[${this.options.name}] Reset ${this.nameOf(state)}: ${why}`)
        this.options.probe({ kind: 'truncated', ...topicPartition, from: state.fetchOffset, to: leaderStart, why })
      }
      this.update(state, { fetchOffset: Math.max(leaderStart, log.logEndOffset) })
    } catch (error) {
      const errorCode = errorCodeOf(error)
      if (errorCode === ErrorCode.FENCED_LEADER_EPOCH) this.refused(state, errorCode)
      else {
        this.options.logger.error(`[${this.options.name}] Error getting offsets of ${this.nameOf(state)}`, error)
        this.delay(state)
      }
    }
  }
}
