import type { LogConfig } from '../config/log-config'
import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import type { Log } from '../log/log'
import type { AppendOrigin, LogAppendInfo } from '../log/log-append-info'
import type { Probe } from '../probe/events'
import type { IsrChangeReason } from '../probe/reasons'
import { ErrorCode, KafkaError } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import type { Clock } from '../runtime/time'
import { mayJoinInSyncReplicas, outOfSyncReplicas } from './in-sync-replicas'
import type { LeaderAndIsrState, WriteInSyncReplicas } from './leader-and-isr-state'
import { nextHighWatermark } from './next-high-watermark'
import { RemoteReplica } from './remote-replica'
import type { EpochEndOffset } from './truncation'

export interface PartitionOptions {
  topicPartition: TopicPartition
  brokerId: number
  replicaLagTimeMaxMs: number
  /** The topic's configuration now. */
  config: () => LogConfig
  clock: Clock
  logger: Logger
  probe: Probe
  writeInSyncReplicas: WriteInSyncReplicas
  /** The in-sync replicas were written: the controller is told soon after. */
  onIsrChange: (topicPartition: TopicPartition) => void
  /** Offsets or leadership moved: requests that wait on this partition may be completable. */
  onProgress: (name: string, moved: 'logEndOffset' | 'highWatermark' | 'leadership' | 'lowWatermark') => void
}

/** Offsets at the moment before a read, which is what its answer carries. */
export interface OffsetSnapshot {
  logStartOffset: number
  logEndOffset: number
  highWatermark: number
  lastStableOffset: number
}

export type FollowerFetch = {
  brokerId: number
  fetchOffset: number
  logStartOffset: number
  leaderLogEndOffset: number
  /** This partition's leader epoch when it was read. */
  leaderEpoch: number
}

/**
 * One replica of a partition on this broker, leading or following (kafka.cluster.Partition). As leader it moves the high watermark and
 * keeps the in-sync replicas. A change of these is first written to the coordination server; while that is under way the larger of the
 * old and the new set counts, so that whatever the controller reads there, no acknowledged record is missing on an elected leader.
 */
export class Partition {
  readonly topicPartition: TopicPartition
  readonly name: string
  leader = -1
  leaderEpoch = -1
  controllerEpoch = 0
  zkVersion = 0
  replicas: readonly number[] = []
  addingReplicas: readonly number[] = []
  removingReplicas: readonly number[] = []
  log: Log | undefined
  private written: ReadonlySet<number> = new Set()
  /** Members of changes whose write was begun and never confirmed: they may stand in the znode, so they count as well. */
  private unconfirmed: ReadonlySet<number> = new Set()
  /** The change being written; one at a time. */
  private changing: object | undefined
  /** Where the current leader's epoch began in its log; only known to the leader. */
  private leaderEpochStartOffset: number | undefined
  private readonly remotes = new Map<number, RemoteReplica>()

  constructor(private readonly options: PartitionOptions) {
    this.topicPartition = options.topicPartition
    this.name = topicPartitionName(options.topicPartition.topic, options.topicPartition.partition)
  }

  get isLeader(): boolean {
    return this.leader === this.options.brokerId
  }

  get inSyncReplicas(): ReadonlySet<number> {
    return this.written
  }

  get remoteReplicas(): Iterable<RemoteReplica> {
    return this.remotes.values()
  }

  /** Originally assigned replicas that are not in sync: replicas being added do not count. */
  get isUnderReplicated(): boolean {
    return this.isLeader && this.replicas.length - this.addingReplicas.length > this.written.size
  }

  /** Takes the leadership; false when it was leader already (a new epoch of the same leader). */
  makeLeader(state: LeaderAndIsrState, log: Log): boolean {
    const wasLeader = this.isLeader
    this.adopt(state, log, state.isr)
    const startOffset = log.logEndOffset
    this.leaderEpochStartOffset = startOffset
    this.options.logger.info(
      `Leader ${this.name} starts at leader epoch ${state.leaderEpoch} from offset ${startOffset} with high watermark ` +
        `${log.highWatermark} ISR [${state.isr.join(',')}].`,
    )
    // Even before the first append: a follower with records of a later epoch must be told where this one begins.
    log.assignLeaderEpoch(state.leaderEpoch, startOffset)
    const nowMs = this.options.clock.monotonicMs()
    for (const replica of this.remotes.values()) {
      replica.resetCaughtUpTime(startOffset, nowMs, this.written.has(replica.brokerId))
      if (!wasLeader) replica.forgetPosition()
    }
    this.leader = this.options.brokerId
    this.options.probe({
      kind: 'becameLeader',
      ...this.topicPartition,
      leaderEpoch: state.leaderEpoch,
      logEndOffset: startOffset,
    })
    if (!this.maybeIncrementHighWatermark(nowMs)) this.options.onProgress(this.name, 'leadership')
    return !wasLeader
  }

  /** Follows another leader; false when it already does, at the same epoch. */
  makeFollower(state: LeaderAndIsrState, log: Log): boolean {
    const unchanged = this.leader === state.leader && this.leaderEpoch === state.leaderEpoch
    this.adopt(state, log, [])
    this.leaderEpochStartOffset = undefined
    this.leader = state.leader
    this.options.logger.info(
      `Follower ${this.name} starts at leader epoch ${state.leaderEpoch} from offset ${log.logEndOffset} with high ` +
        `watermark ${log.highWatermark}. Leader is ${state.leader}.`,
    )
    this.options.probe({
      kind: 'becameFollower',
      ...this.topicPartition,
      leaderEpoch: state.leaderEpoch,
      leader: state.leader,
    })
    this.options.onProgress(this.name, 'leadership')
    return !unchanged
  }

  private adopt(state: LeaderAndIsrState, log: Log, isr: readonly number[]): void {
    this.log = log
    this.controllerEpoch = state.controllerEpoch
    this.leaderEpoch = state.leaderEpoch
    this.zkVersion = state.zkVersion
    this.replicas = state.replicas
    this.addingReplicas = state.addingReplicas
    this.removingReplicas = state.removingReplicas
    this.written = new Set(isr)
    this.unconfirmed = new Set()
    this.changing = undefined
    for (const id of state.replicas) {
      if (id !== this.options.brokerId && !this.remotes.has(id)) this.remotes.set(id, new RemoteReplica(id))
    }
    for (const id of [...this.remotes.keys()]) if (!state.replicas.includes(id)) this.remotes.delete(id)
  }

  /** The replica is gone from this broker, or its log directory is. Waiting requests are told. */
  detach(): void {
    this.log = undefined
    this.leader = -1
    this.leaderEpochStartOffset = undefined
    this.written = new Set()
    this.unconfirmed = new Set()
    this.changing = undefined
    this.remotes.clear()
    this.options.onProgress(this.name, 'leadership')
  }

  /** The local log, if the client's picture of the leadership is ours. FENCED / UNKNOWN_LEADER_EPOCH, NOT_LEADER_OR_FOLLOWER. */
  localLog(currentLeaderEpoch: number, requireLeader: boolean): Log {
    if (currentLeaderEpoch !== -1) {
      if (currentLeaderEpoch < this.leaderEpoch) throw new KafkaError(ErrorCode.FENCED_LEADER_EPOCH)
      if (currentLeaderEpoch > this.leaderEpoch) throw new KafkaError(ErrorCode.UNKNOWN_LEADER_EPOCH)
    }
    if (this.log === undefined || (requireLeader && !this.isLeader)) {
      throw new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER)
    }
    return this.log
  }

  offsets(currentLeaderEpoch: number, requireLeader: boolean): OffsetSnapshot {
    const { logStartOffset, logEndOffset, highWatermark, lastStableOffset } = this.localLog(
      currentLeaderEpoch,
      requireLeader,
    )
    return { logStartOffset, logEndOffset, highWatermark, lastStableOffset }
  }

  /** Appends one producer's batch. With acks=-1 too few in-sync replicas refuse it before anything is written. */
  appendAsLeader(records: Buffer, options: { origin: AppendOrigin; requiredAcks: number }): LogAppendInfo {
    const log = this.localLog(-1, true)
    const { minInsyncReplicas } = this.options.config()
    if (options.requiredAcks === -1 && this.written.size < minInsyncReplicas) {
      throw new KafkaError(
        ErrorCode.NOT_ENOUGH_REPLICAS,
        `The size of the current ISR [${[...this.written].join(',')}] of ${this.name} is less than min.insync.replicas ${minInsyncReplicas}.`,
      )
    }
    const appended = log.appendAsLeader(records, { leaderEpoch: this.leaderEpoch, origin: options.origin })
    if (!this.maybeIncrementHighWatermark(this.options.clock.monotonicMs())) {
      this.options.onProgress(this.name, 'logEndOffset')
    }
    return appended
  }

  /** Appends what the leader answered, offsets and epochs as given. */
  appendAsFollower(records: Buffer): LogAppendInfo {
    return this.localLog(-1, false).appendAsFollower(records)
  }

  /**
   * A follower's fetch was read: its fetch offset acknowledges everything below. May move the high watermark and let it join the
   * in-sync replicas. false: not a replica of this partition, or the leadership changed while it was read.
   */
  recordFollowerFetch(fetch: FollowerFetch): boolean {
    const replica = this.remotes.get(fetch.brokerId)
    if (replica === undefined || !this.isLeader || fetch.leaderEpoch !== this.leaderEpoch) return false
    const nowMs = this.options.clock.monotonicMs()
    const before = replica.logEndOffset
    const startBefore = replica.logStartOffset
    replica.recordFetch({ ...fetch, nowMs })
    this.maybeExpandInSyncReplicas(replica)
    if (before !== replica.logEndOffset) this.maybeIncrementHighWatermark(nowMs)
    if (startBefore !== replica.logStartOffset) this.options.onProgress(this.name, 'lowWatermark')
    return true
  }

  /** Who counts as in sync for the high watermark: also who may be in the set that is being written. */
  private countedInSync(): ReadonlySet<number> {
    return this.unconfirmed.size === 0 ? this.written : new Set([...this.written, ...this.unconfirmed])
  }

  private maybeIncrementHighWatermark(nowMs: number): boolean {
    const log = this.log
    if (log === undefined || !this.isLeader) return false
    const from = log.highWatermark
    const to = nextHighWatermark({
      highWatermark: from,
      leaderLogEndOffset: log.logEndOffset,
      remotes: this.remotes.values(),
      inSyncReplicas: this.countedInSync(),
      nowMs,
      replicaLagTimeMaxMs: this.options.replicaLagTimeMaxMs,
    })
    if (to <= from) return false
    log.updateHighWatermark(to)
    this.options.probe({ kind: 'highWatermarkAdvanced', ...this.topicPartition, from, to })
    this.options.onProgress(this.name, 'highWatermark')
    return true
  }

  private maybeExpandInSyncReplicas(replica: RemoteReplica): void {
    if (!this.isLeader || this.log === undefined || this.leaderEpochStartOffset === undefined) return
    if (this.written.has(replica.brokerId) || this.changing !== undefined) return
    if (!mayJoinInSyncReplicas(replica.logEndOffset, this.log.highWatermark, this.leaderEpochStartOffset)) return
    void this.changeInSyncReplicas([...this.written, replica.brokerId], `broker ${replica.brokerId} caught up`)
  }

  /** Called every half replica.lag.time.max.ms. */
  maybeShrinkInSyncReplicas(): void {
    if (!this.isLeader || this.log === undefined || this.changing !== undefined) return
    const leaving = outOfSyncReplicas({
      remotes: this.remotes.values(),
      inSyncReplicas: this.written,
      leaderLogEndOffset: this.log.logEndOffset,
      nowMs: this.options.clock.monotonicMs(),
      replicaLagTimeMaxMs: this.options.replicaLagTimeMaxMs,
    })
    if (leaving.length === 0) return
    const staying = [...this.written].filter((id) => !leaving.includes(id))
    void this.changeInSyncReplicas(
      staying,
      `broker ${leaving.join(', ')} not caught up for ${this.options.replicaLagTimeMaxMs} ms`,
    )
  }

  private async changeInSyncReplicas(isr: readonly number[], why: IsrChangeReason): Promise<void> {
    const { leaderEpoch, written } = this
    const from = [...written]
    const shrinks = isr.length < from.length
    this.options.logger.info(
      `[Partition ${this.name} broker=${this.options.brokerId}] ${shrinks ? 'Shrinking' : 'Expanding'} ISR from ${from.join(',')} to ${isr.join(',')}: ${why}.`,
    )
    const change = {}
    this.changing = change
    this.unconfirmed = new Set([...this.unconfirmed, ...isr])
    let version: number | undefined
    try {
      version = await this.options.writeInSyncReplicas(
        this.topicPartition,
        { controllerEpoch: this.controllerEpoch, leader: this.options.brokerId, leaderEpoch, isr },
        this.zkVersion,
      )
    } catch (error) {
      // Whether it was written is not known, so both sets go on counting until a later change is or the controller tells anew.
      if (this.changing === change) this.changing = undefined
      this.options.logger.warn(`Failed to write ISR ${isr.join(',')} of ${this.name}`, error)
      return
    }
    // A newer LeaderAndIsr came while the write was under way: its set holds, ours says nothing any more.
    if (this.changing !== change) return
    this.changing = undefined
    if (version === undefined) {
      this.options.logger.info(
        `Cached zkVersion ${this.zkVersion} of ${this.name} not equal to that in zookeeper, skip updating ISR`,
      )
      return
    }
    this.written = new Set(isr)
    this.unconfirmed = new Set()
    this.zkVersion = version
    this.options.logger.info(`ISR of ${this.name} updated to [${isr.join(',')}] and zkVersion updated to [${version}]`)
    const kind = shrinks ? 'isrShrunk' : 'isrExpanded'
    this.options.probe({ kind, ...this.topicPartition, from, to: [...isr], why })
    this.options.onIsrChange(this.topicPartition)
    this.maybeIncrementHighWatermark(this.options.clock.monotonicMs())
    this.options.onProgress(this.name, 'highWatermark')
  }

  /** After an acks=-1 append up to `requiredOffset`: is it replicated? An error code of 0 with `done: false` means: wait on. */
  replicationOutcome(requiredOffset: number): { done: boolean; errorCode: number } {
    if (this.log === undefined || !this.isLeader) return { done: true, errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER }
    if (this.log.highWatermark < requiredOffset) return { done: false, errorCode: ErrorCode.NONE }
    const enough = this.written.size >= this.options.config().minInsyncReplicas
    return { done: true, errorCode: enough ? ErrorCode.NONE : ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND }
  }

  /** End of the largest epoch not above the asked one; -1 for both when there is none (OffsetForLeaderEpoch). */
  endOffsetForEpoch(currentLeaderEpoch: number, leaderEpoch: number, requireLeader: boolean): EpochEndOffset {
    return this.localLog(currentLeaderEpoch, requireLeader).leaderEpochs.endOffsetFor(leaderEpoch)
  }

  /**
   * Latest offset a client may see (-1), earliest (-2), or the first record not older than a timestamp; undefined: none.
   * After an election the high watermark may still be below where this epoch began: then OFFSET_NOT_AVAILABLE (KIP-207).
   */
  async offsetForTimestamp(query: {
    /** -1 latest, -2 earliest, `max` the record with the largest timestamp. */
    timestamp: number | 'max'
    limit: 'logEndOffset' | 'highWatermark' | 'lastStableOffset'
    currentLeaderEpoch: number
    requireLeader: boolean
  }): Promise<{ timestamp: number; offset: number; leaderEpoch: number } | undefined> {
    const log = this.localLog(query.currentLeaderEpoch, query.requireLeader)
    const lastFetchable = log[query.limit]
    const lagging =
      query.limit !== 'logEndOffset' &&
      this.leaderEpochStartOffset !== undefined &&
      this.leaderEpochStartOffset > log.highWatermark
    if (query.timestamp === -1) {
      if (lagging) throw new KafkaError(ErrorCode.OFFSET_NOT_AVAILABLE)
      return { timestamp: -1, offset: lastFetchable, leaderEpoch: this.leaderEpoch }
    }
    if (query.timestamp === -2) {
      const earliest = log.leaderEpochs.earliestEntry
      const leaderEpoch = earliest !== undefined && earliest.startOffset <= log.logStartOffset ? earliest.epoch : -1
      return { timestamp: -1, offset: log.logStartOffset, leaderEpoch }
    }
    const { timestamp } = query
    const found = await (timestamp === 'max' ? log.offsetOfMaxTimestamp() : log.offsetForTimestamp(timestamp))
    if (found !== undefined && found.offset < lastFetchable) return found
    if (lagging) throw new KafkaError(ErrorCode.OFFSET_NOT_AVAILABLE)
    return undefined
  }

  /** Smallest log start offset of this and all live replicas: what DeleteRecords waits for. */
  lowWatermark(isAlive: (brokerId: number) => boolean): number {
    let low = this.localLog(-1, true).logStartOffset
    for (const replica of this.remotes.values()) {
      if (isAlive(replica.brokerId)) low = Math.min(low, replica.logStartOffset)
    }
    return low
  }

  /** DeleteRecords: -1 means up to the high watermark. POLICY_VIOLATION, OFFSET_OUT_OF_RANGE. Returns the offset asked for. */
  deleteRecords(offset: number): number {
    const log = this.localLog(-1, true)
    if (!this.options.config().cleanupPolicy.delete) throw new KafkaError(ErrorCode.POLICY_VIOLATION)
    const target = offset === -1 ? log.highWatermark : offset
    if (target < 0 || target > log.highWatermark) throw new KafkaError(ErrorCode.OFFSET_OUT_OF_RANGE)
    log.maybeIncrementLogStartOffset(target, 'deleteRecords')
    return target
  }
}
