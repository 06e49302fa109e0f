import type { BrokerConfig } from '../config/broker-config'
import type { LogConfig } from '../config/log-config'
import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import type { Log } from '../log/log'
import type { LogDirFailure, LogManager } from '../log/log-manager'
import type { Probe } from '../probe/events'
import type { ReplicaGates, WaitingPoint } from '../probe/gate-points'
import { ErrorCode, KafkaError } from '../protocol/error-codes'
import type { Runtime } from '../runtime/runtime'
import type { Timer } from '../runtime/time'
import { AppendToPartitions } from './append-to-partitions'
import { CheckpointRounds } from './checkpoint-rounds'
import { errorCodeOf } from './error-code-of'
import { FetchSessions } from './fetch-session'
import { FetcherManager } from './fetcher/fetcher-manager'
import type { LeaderEndPoint } from './fetcher/leader-end-point'
import { HighWatermarkCheckpoints } from './high-watermark-checkpoints'
import { IsrChangePropagator } from './isr-change-propagator'
import type { LeaderAndIsrState, WriteInSyncReplicas } from './leader-and-isr-state'
import type { MetadataCache } from './metadata-cache'
import { Partition } from './partition'
import { Purgatory } from './purgatory'
import { ReadFromPartitions } from './read-from-partitions'
import type { ReplicaIo } from './replica-io'

export interface ReplicaManagerOptions {
  runtime: Runtime
  brokerId: number
  config: () => BrokerConfig
  topicConfig: (topic: string) => LogConfig
  logManager: LogManager
  metadataCache: MetadataCache
  probe: Probe
  writeInSyncReplicas: WriteInSyncReplicas
  propagateIsrChanges: (partitions: TopicPartition[]) => Promise<void>
  propagateLogDirFailure: () => Promise<void>
  /** Opens the way to a leader for one fetcher; `fetcherId` tells apart several to the same broker. */
  connectLeader: (brokerId: number, fetcherId: number) => LeaderEndPoint
  /** Something that telemetry shows changed. Called often: must be cheap. */
  onChange: () => void
  /** Where a lab may hold replication up; undefined: nowhere. */
  gates?: { replicas: ReplicaGates; checkpoint: WaitingPoint } | undefined
}

export interface PartitionError extends TopicPartition {
  errorCode: number
}

export interface StopReplicaState extends TopicPartition {
  /** -2: the topic is being deleted, -1: not checked. */
  leaderEpoch: number
  deletePartition: boolean
}

/** What a controller sends with its requests: older ones than the newest seen are refused. */
export interface ControllerStamp {
  controllerId: number
  controllerEpoch: number
}

/** Partitions this broker has begun to lead, and those it does not lead (any more): for coordinators, whose state moves with the leader. */
export interface LeadershipChange {
  leading: readonly Partition[]
  following: readonly Partition[]
}

const EPOCH_DURING_DELETE = -2
const NO_EPOCH = -1

/** The replicas on this broker: what the controller makes them, appends, reads, in-sync replicas and checkpoints (kafka.server.ReplicaManager). */
export class ReplicaManager {
  readonly producePurgatory: Purgatory
  readonly fetchPurgatory: Purgatory
  readonly deleteRecordsPurgatory: Purgatory
  readonly appends: AppendToPartitions
  readonly reads: ReadFromPartitions
  readonly fetchSessions: FetchSessions
  readonly io: ReplicaIo = { appendBytes: 0, replicaAppendBytes: 0, consumerFetchBytes: 0, followerFetchBytes: 0 }
  private readonly hosted = new Map<string, Partition | 'offline'>()
  private readonly checkpoints: HighWatermarkCheckpoints
  private readonly checkpointRounds: CheckpointRounds
  private readonly fetchers: FetcherManager
  private readonly isrChanges: IsrChangePropagator
  private readonly timers: Timer[] = []
  private readonly leadershipListeners: ((change: LeadershipChange) => void)[] = []
  private controllerEpoch = 0
  private shuttingDown = false

  constructor(private readonly options: ReplicaManagerOptions) {
    const { runtime } = options
    const { clock, scheduler, logger, random } = runtime
    this.producePurgatory = new Purgatory(scheduler)
    this.fetchPurgatory = new Purgatory(scheduler)
    this.deleteRecordsPurgatory = new Purgatory(scheduler)
    const getPartition = (topicPartition: TopicPartition): Partition => this.partitionOrThrow(topicPartition)
    this.appends = new AppendToPartitions(getPartition, this.producePurgatory, logger, this.io)
    this.reads = new ReadFromPartitions(getPartition, this.fetchPurgatory, logger, this.io)
    this.fetchSessions = new FetchSessions(options.config().maxIncrementalFetchSessionCacheSlots, clock, random)
    this.checkpoints = new HighWatermarkCheckpoints(
      options.logManager.liveLogDirs,
      runtime.disk,
      logger,
      (dir, error) => options.logManager.handleLogDirFailure(dir, error),
    )
    this.checkpointRounds = new CheckpointRounds({
      checkpoints: this.checkpoints,
      logs: () => [...this.partitions()].flatMap(({ log }) => log ?? []),
      scheduler,
      probe: options.probe,
      gate: options.gates?.checkpoint,
    })
    this.fetchers = new FetcherManager({
      config: options.config,
      connectLeader: options.connectLeader,
      getPartition: (topicPartition) => this.partition(topicPartition),
      logManager: options.logManager,
      runtime,
      probe: options.probe,
      brokerId: options.brokerId,
      onProgress: options.onChange,
      io: this.io,
      gates: options.gates?.replicas,
    })
    this.isrChanges = new IsrChangePropagator(clock, scheduler, logger, options.propagateIsrChanges)
  }

  startup(): void {
    this.checkpoints.create()
    const { scheduler } = this.options.runtime
    const shrinkIntervalMs = Math.max(1, Math.floor(this.options.config().replicaLagTimeMaxMs / 2))
    this.timers.push(scheduler.every(shrinkIntervalMs, () => this.shrinkInSyncReplicas()))
    this.isrChanges.start()
  }

  /** Stops fetching and answering waiters. The logs stay open: the log manager closes them after the last checkpoint. */
  async shutdown(): Promise<void> {
    this.shuttingDown = true
    for (const timer of this.timers) timer.cancel()
    this.isrChanges.stop()
    this.fetchers.stop()
    for (const purgatory of [this.producePurgatory, this.fetchPurgatory, this.deleteRecordsPurgatory]) {
      purgatory.completeAll()
    }
    await this.checkpointRounds.end()
  }

  /** Called after each LeaderAndIsr, and when replicas are stopped or go offline. */
  onLeadershipChange(listener: (change: LeadershipChange) => void): void {
    this.leadershipListeners.push(listener)
  }

  private tellLeadership(change: LeadershipChange): void {
    if (change.leading.length + change.following.length === 0) return
    for (const listener of this.leadershipListeners) listener(change)
  }

  /** The replica, if this broker has it in a working directory. */
  partition(topicPartition: TopicPartition): Partition | undefined {
    const hosted = this.hosted.get(topicPartitionName(topicPartition.topic, topicPartition.partition))
    return hosted === 'offline' ? undefined : hosted
  }

  /** KAFKA_STORAGE_ERROR, NOT_LEADER_OR_FOLLOWER (known, but not here), UNKNOWN_TOPIC_OR_PARTITION. */
  partitionOrThrow(topicPartition: TopicPartition): Partition {
    const hosted = this.hosted.get(topicPartitionName(topicPartition.topic, topicPartition.partition))
    if (hosted === 'offline') throw new KafkaError(ErrorCode.KAFKA_STORAGE_ERROR)
    if (hosted !== undefined) return hosted
    const known = this.options.metadataCache.partition(topicPartition.topic, topicPartition.partition) !== undefined
    throw new KafkaError(known ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
  }

  *partitions(): Iterable<Partition> {
    for (const hosted of this.hosted.values()) if (hosted !== 'offline') yield hosted
  }

  offlinePartitions(): string[] {
    return [...this.hosted].filter(([, hosted]) => hosted === 'offline').map(([name]) => name)
  }

  isTruncating(name: string): boolean {
    return this.fetchers.isTruncating(name)
  }

  /** UpdateMetadata's and StopReplica's fence too: a request of an older controller is refused. */
  acceptController(stamp: ControllerStamp): boolean {
    if (stamp.controllerEpoch < this.controllerEpoch) {
      this.options.runtime.logger.warn(
        `Ignoring request of controller ${stamp.controllerId}: its epoch ${stamp.controllerEpoch} is old, the latest known is ${this.controllerEpoch}`,
      )
      return false
    }
    this.controllerEpoch = stamp.controllerEpoch
    return true
  }

  /** LeaderAndIsr: each partition with a newer leader epoch is made what the controller says. STALE_CONTROLLER_EPOCH as a whole. */
  becomeLeaderOrFollower(
    stamp: ControllerStamp,
    states: readonly (TopicPartition & LeaderAndIsrState)[],
  ): { errorCode: number; partitions: PartitionError[] } {
    if (!this.acceptController(stamp)) return { errorCode: ErrorCode.STALE_CONTROLLER_EPOCH, partitions: [] }
    const initialHighWatermark = this.checkpoints.read()
    const leaders: Partition[] = []
    const followers: Partition[] = []
    const partitions = states.map((state) => {
      const { topic, partition } = state
      try {
        const errorCode = this.applyState({ topic, partition }, state, initialHighWatermark, { leaders, followers })
        return { topic, partition, errorCode }
      } catch (error) {
        const errorCode = errorCodeOf(error)
        this.options.runtime.logger.error(`Cannot apply LeaderAndIsr to ${topic}-${partition}`, error)
        if (errorCode === ErrorCode.KAFKA_STORAGE_ERROR) this.markOffline(topicPartitionName(topic, partition))
        return { topic, partition, errorCode }
      }
    })
    if (!this.shuttingDown) for (const follower of followers) this.startFetching(follower)
    this.fetchers.stopIdle()
    if (!this.shuttingDown) this.checkpointRounds.begin(this.options.config().replicaHighWatermarkCheckpointIntervalMs)
    this.tellLeadership({ leading: leaders, following: followers })
    this.options.onChange()
    return { errorCode: ErrorCode.NONE, partitions }
  }

  private applyState(
    topicPartition: TopicPartition,
    state: LeaderAndIsrState,
    initialHighWatermark: (log: Log) => number | undefined,
    changed: { leaders: Partition[]; followers: Partition[] },
  ): number {
    const { brokerId, metadataCache } = this.options
    const name = topicPartitionName(topicPartition.topic, topicPartition.partition)
    const hosted = this.hosted.get(name)
    if (hosted === 'offline') return ErrorCode.KAFKA_STORAGE_ERROR
    const existing = hosted?.log ?? this.options.logManager.getLog(topicPartition)
    if (!this.agreesOnTopicId(name, existing, state.topicId)) {
      // A directory of an earlier topic of this name: nothing in it may be served as this one's.
      if (hosted === undefined) this.markOffline(name)
      return ErrorCode.INCONSISTENT_TOPIC_ID
    }
    if (hosted !== undefined && state.leaderEpoch <= hosted.leaderEpoch) return ErrorCode.STALE_CONTROLLER_EPOCH
    if (!state.replicas.includes(brokerId)) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
    const partition = hosted ?? this.newPartition(topicPartition)
    const log = partition.log ?? this.openLog(topicPartition, state, initialHighWatermark)
    this.hosted.set(name, partition)
    if (state.leader === brokerId) {
      this.fetchers.remove(name)
      if (partition.makeLeader(state, log)) changed.leaders.push(partition)
    } else if (metadataCache.aliveBroker(state.leader) === undefined) {
      // Its high watermark must go on being checkpointed, so the log is opened all the same.
      partition.log = log
      this.options.runtime.logger.error(
        `Cannot become follower of ${name} at leader epoch ${state.leaderEpoch}: leader ${state.leader} is not alive`,
      )
    } else if (partition.makeFollower(state, log)) {
      this.fetchers.remove(name)
      changed.followers.push(partition)
    }
    return ErrorCode.NONE
  }

  /** A log without an id, of before the topic had one, gets it. */
  private agreesOnTopicId(name: string, log: Log | undefined, topicId: string | undefined): boolean {
    if (log === undefined || topicId === undefined || log.topicId === topicId) return true
    if (log.topicId === undefined) {
      log.assignTopicId(topicId)
      return true
    }
    this.options.runtime.logger.error(
      `Topic id ${log.topicId} of ${name} in ${log.directory} is not that of the topic, ${topicId}: the directory belongs to an earlier topic of this name. Stop the broker and move it away to let the replica start anew.`,
    )
    return false
  }

  private newPartition(topicPartition: TopicPartition): Partition {
    const { runtime, brokerId, config, topicConfig, probe, writeInSyncReplicas } = this.options
    return new Partition({
      topicPartition,
      brokerId,
      replicaLagTimeMaxMs: config().replicaLagTimeMaxMs,
      config: () => topicConfig(topicPartition.topic),
      clock: runtime.clock,
      logger: runtime.logger.named('kafka.cluster.Partition'),
      probe,
      writeInSyncReplicas,
      onIsrChange: (changed) => this.isrChanges.record(changed),
      onProgress: (name, moved) => this.onProgress(name, moved),
    })
  }

  private openLog(
    topicPartition: TopicPartition,
    { isNew, topicId }: LeaderAndIsrState,
    initialHighWatermark: (log: Log) => number | undefined,
  ): Log {
    const wish = topicId === undefined ? { isNew } : { isNew, topicId }
    const log = this.options.logManager.getOrCreateLog(topicPartition, wish)
    log.updateHighWatermark(initialHighWatermark(log) ?? 0)
    return log
  }

  private startFetching(partition: Partition): void {
    if (partition.log !== undefined && !partition.isLeader) {
      this.fetchers.add(partition, partition.log.highWatermark)
    }
  }

  private onProgress(name: string, moved: 'logEndOffset' | 'highWatermark' | 'leadership' | 'lowWatermark'): void {
    if (moved !== 'logEndOffset') this.producePurgatory.checkAndComplete(name)
    if (moved !== 'lowWatermark') this.fetchPurgatory.checkAndComplete(name)
    if (moved === 'lowWatermark' || moved === 'leadership') this.deleteRecordsPurgatory.checkAndComplete(name)
    this.options.onChange()
  }

  /** StopReplica: stops fetching and serving; with `deletePartition` the directory goes too, also of a replica not served now. */
  stopReplicas(
    stamp: ControllerStamp,
    states: readonly StopReplicaState[],
  ): { errorCode: number; partitions: PartitionError[] } {
    if (!this.acceptController(stamp)) return { errorCode: ErrorCode.STALE_CONTROLLER_EPOCH, partitions: [] }
    const partitions = states.map((state) => ({
      topic: state.topic,
      partition: state.partition,
      errorCode: this.stopReplica(state),
    }))
    this.fetchers.stopIdle()
    this.options.onChange()
    return { errorCode: ErrorCode.NONE, partitions }
  }

  private stopReplica(state: StopReplicaState): number {
    const name = topicPartitionName(state.topic, state.partition)
    const hosted = this.hosted.get(name)
    if (hosted === 'offline') return ErrorCode.KAFKA_STORAGE_ERROR
    const unchecked = state.leaderEpoch === EPOCH_DURING_DELETE || state.leaderEpoch === NO_EPOCH
    if (hosted !== undefined && !unchecked && state.leaderEpoch <= hosted.leaderEpoch) {
      return ErrorCode.FENCED_LEADER_EPOCH
    }
    this.fetchers.remove(name)
    try {
      if (state.deletePartition) {
        this.hosted.delete(name)
        hosted?.detach()
        this.options.logManager.asyncDelete(state)
      } else this.onProgress(name, 'leadership')
      // A replica that is reassigned away hears of it only so.
      if (hosted !== undefined) this.tellLeadership({ leading: [], following: [hosted] })
      return ErrorCode.NONE
    } catch (error) {
      this.options.runtime.logger.error(`Cannot stop replica ${name}`, error)
      return errorCodeOf(error)
    }
  }

  private shrinkInSyncReplicas(): void {
    for (const partition of this.partitions()) partition.maybeShrinkInSyncReplicas()
  }

  private markOffline(name: string): void {
    const hosted = this.hosted.get(name)
    this.hosted.set(name, 'offline')
    this.fetchers.remove(name)
    if (!(hosted instanceof Partition)) return
    hosted.detach()
    this.tellLeadership({ leading: [], following: [hosted] })
  }

  /** A log directory failed (KIP-112): its replicas answer KAFKA_STORAGE_ERROR, the controller is told, the others go on. */
  handleLogDirFailure(failure: LogDirFailure): void {
    const { logger } = this.options.runtime
    logger.warn(`Stopping serving replicas in dir ${failure.directory}`)
    for (const { topic, partition } of failure.partitions) {
      this.markOffline(topicPartitionName(topic, partition))
    }
    this.checkpoints.forget(failure.directory)
    this.fetchers.stopIdle()
    this.options.probe({ kind: 'logDirFailed', logDir: failure.directory, reason: failure.error.message })
    this.options.onChange()
    this.options.propagateLogDirFailure().catch((error: unknown) => {
      logger.error(`The controller could not be told that log directory ${failure.directory} failed`, error)
    })
  }
}
