import type { BrokerConfig } from '../config/broker-config'
import type { InternalTopicLogs } from '../internal-topics/append-to-internal-topic'
import { CoordinatedPartitions } from '../internal-topics/coordinated-partitions'
import type { InternalTopicPartitions } from '../internal-topics/internal-topic-partitions'
import { CONSUMER_OFFSETS_TOPIC } from '../internal-topics/internal-topics'
import { replayPartition } from '../internal-topics/replay-partition'
import type { Log } from '../log/log'
import type { Probe } from '../probe/events'
import { ErrorCode } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import type { Runtime } from '../runtime/runtime'
import type { Timer } from '../runtime/time'
import { describeGroup } from './describe-group'
import { Group, type Transition } from './group'
import { GroupCache } from './group-cache'
import { GroupRemoval } from './group-removal'
import type { GroupState } from './group-state'
import { GroupStore } from './group-store'
import { LoadedGroups } from './load-groups'
import { MemberSessions } from './member-sessions'
import { Membership } from './membership'
import { OffsetCommits } from './offset-commits'
import { Rebalances } from './rebalances'
import {
  type CommitRequest,
  type DescribedGroup,
  type FetchedOffset,
  type HeartbeatRequest,
  type JoinRequest,
  type JoinResult,
  joinRefused,
  type LeaveResult,
  type LeavingMember,
  type ListedGroup,
  leaveRefused,
  type PartitionOutcome,
  type SyncRequest,
  type SyncResult,
  syncRefused,
  type TransactionalCommitRequest,
  UNKNOWN_GROUP,
  UNKNOWN_MEMBER,
} from './requests'

export interface GroupCoordinatorOptions {
  runtime: Runtime
  /** Settings now. */
  config: () => BrokerConfig
  partitions: InternalTopicPartitions
  logs: InternalTopicLogs['appends']
  /** The log of a partition of `__consumer_offsets` that this broker leads. */
  leaderLog: (partition: number) => Log | undefined
  probe: Probe
}

/** Of the groups this broker coordinates. */
export interface GroupCounts {
  offsets: number
  byState: Readonly<Record<GroupState, number>>
}

interface NamedPartition {
  topic: string
  partition: number
}

/**
 * Coordinates the groups whose partitions of `__consumer_offsets` this broker leads (kafka.coordinator.group.GroupCoordinator). Every
 * answer carries its error as a code. Requests for groups of other brokers get NOT_COORDINATOR, for those still being read
 * COORDINATOR_LOAD_IN_PROGRESS.
 */
export class GroupCoordinator {
  private readonly logger: Logger
  private readonly coordinated: CoordinatedPartitions
  private readonly cache: GroupCache
  private readonly sessions: MemberSessions
  private readonly rebalances: Rebalances
  private readonly membership: Membership
  private readonly commits: OffsetCommits
  private readonly removal: GroupRemoval
  private expiry: Timer | undefined
  private active = false

  constructor(private readonly options: GroupCoordinatorOptions) {
    const { runtime, config, partitions } = options
    const { clock, scheduler, random } = runtime
    const logger = runtime.logger.named('kafka.coordinator.group.GroupCoordinator')
    this.logger = logger
    const partitionFor = (groupId: string): number => partitions.partitionFor(groupId)
    const onTransition = (group: Group, transition: Transition): void => this.tellTransition(group, transition)
    this.cache = new GroupCache(partitionFor)
    const logs: InternalTopicLogs = { appends: options.logs, codec: runtime.codec }
    const store = new GroupStore({ clock, logger, config, logs, partitionFor })
    this.sessions = new MemberSessions({ clock, scheduler }, (group, member) => this.membership.expire(group, member))
    const { sessions, cache } = this
    const initialDelayMs = (): number => config().groupInitialRebalanceDelayMs
    this.rebalances = new Rebalances({ clock, scheduler, logger, sessions, store, initialDelayMs, onTransition })
    const { rebalances } = this
    const groupMaxSize = (): number => config().groupMaxSize
    this.membership = new Membership({ scheduler, random, logger, sessions, rebalances, store, groupMaxSize })
    const metadataSizeMax = (): number => config().offsetMetadataMaxBytes
    this.commits = new OffsetCommits({ sessions, cache, store, metadataSizeMax })
    const retentionMs = (): number => config().offsetsRetentionMinutes * 60_000
    this.removal = new GroupRemoval({ clock, scheduler, logger, cache, store, retentionMs, onTransition })
    this.coordinated = new CoordinatedPartitions({
      topic: CONSUMER_OFFSETS_TOPIC,
      logger,
      load: (partition, epoch, isCurrent) => this.load(partition, epoch, isCurrent),
      unload: (partition) => this.unload(partition),
    })
  }

  startup(): void {
    this.active = true
    const { scheduler } = this.options.runtime
    const intervalMs = this.options.config().offsetsRetentionCheckIntervalMs
    this.expiry = scheduler.every(intervalMs, () => {
      this.removal.removeExpired().catch((error: unknown) => this.logger.error('Expiring offsets failed', error))
    })
  }

  /** Members that wait are told to look for another coordinator; nothing expires any more. */
  shutdown(): void {
    this.active = false
    this.expiry?.cancel()
    this.coordinated.close()
    for (const partition of this.coordinated.owned) this.coordinated.resigned(partition)
  }

  /** The partition that keeps this group: its leader coordinates the group. */
  partitionFor(groupId: string): number {
    return this.options.partitions.partitionFor(groupId)
  }

  /** This broker leads the partition since `leaderEpoch`. */
  onElection(partition: number, leaderEpoch: number): void {
    this.coordinated.elected(partition, leaderEpoch)
  }

  /** It does no more, or its replica is gone. */
  onResignation(partition: number): void {
    this.coordinated.resigned(partition)
  }

  /** Resolves when all elections so far are loaded or given up. */
  loaded(): Promise<void> {
    return this.coordinated.settled()
  }

  async join(request: JoinRequest): Promise<JoinResult> {
    const { groupId, memberId, sessionTimeoutMs } = request
    const refused = this.refusal(groupId, 'named')
    if (refused !== undefined) return joinRefused(memberId, refused)
    const { groupMinSessionTimeoutMs, groupMaxSessionTimeoutMs } = this.options.config()
    if (sessionTimeoutMs < groupMinSessionTimeoutMs || sessionTimeoutMs > groupMaxSessionTimeoutMs) {
      return joinRefused(memberId, ErrorCode.INVALID_SESSION_TIMEOUT)
    }
    // A member with an id comes from a group that was; one without may be the first.
    const group = this.cache.get(groupId) ?? (memberId === UNKNOWN_MEMBER ? this.newGroup(groupId) : undefined)
    if (group === undefined) return joinRefused(memberId, ErrorCode.UNKNOWN_MEMBER_ID)
    return this.membership.join(group, request)
  }

  async sync(request: SyncRequest): Promise<SyncResult> {
    const refused = this.refusal(request.groupId, 'named')
    // The rebalance it is part of is lost with the former coordinator; old clients do not know of loading.
    if (refused === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) return syncRefused(ErrorCode.REBALANCE_IN_PROGRESS)
    if (refused !== undefined) return syncRefused(refused)
    const group = this.cache.get(request.groupId)
    return group === undefined ? syncRefused(ErrorCode.UNKNOWN_MEMBER_ID) : this.membership.sync(group, request)
  }

  /** Returns the error code. While its group is being read, a member's sign of life is taken on trust. */
  heartbeat(request: HeartbeatRequest): number {
    const refused = this.refusal(request.groupId, 'named')
    if (refused !== undefined) return refused === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : refused
    const group = this.cache.get(request.groupId)
    return group === undefined ? ErrorCode.UNKNOWN_MEMBER_ID : this.membership.heartbeat(group, request)
  }

  leave(groupId: string, members: readonly LeavingMember[]): LeaveResult {
    const refused = this.refusal(groupId, 'named')
    if (refused !== undefined) return leaveRefused(refused)
    const group = this.cache.get(groupId)
    if (group?.state === 'Dead') return leaveRefused(ErrorCode.COORDINATOR_NOT_AVAILABLE)
    const left = members.map((leaving) => ({
      memberId: leaving.memberId,
      groupInstanceId: leaving.groupInstanceId,
      errorCode: group === undefined ? ErrorCode.UNKNOWN_MEMBER_ID : this.membership.leave(group, leaving),
    }))
    return { errorCode: ErrorCode.NONE, members: left }
  }

  async commitOffsets(request: CommitRequest): Promise<PartitionOutcome[]> {
    const refused = this.refusal(request.groupId, 'any')
    if (refused !== undefined) return refuseAll(request.offsets, refused)
    const known = this.cache.get(request.groupId)
    // A generation of a group that is gone; without one it only keeps offsets here.
    if (known === undefined && request.generationId >= 0)
      return refuseAll(request.offsets, ErrorCode.ILLEGAL_GENERATION)
    return this.commits.commit(known ?? this.newGroup(request.groupId), request)
  }

  /** Offsets that count once the producer's transaction is committed. */
  async commitTransactionalOffsets(request: TransactionalCommitRequest): Promise<PartitionOutcome[]> {
    const refused = this.refusal(request.groupId, 'named')
    if (refused !== undefined) return refuseAll(request.offsets, refused)
    const group = this.cache.get(request.groupId) ?? this.newGroup(request.groupId)
    return this.commits.commitTransactional(group, request)
  }

  /** A transaction's marker has been appended to these partitions of `__consumer_offsets`. */
  completeTransaction(producerId: bigint, offsetsPartitions: Iterable<number>, commit: boolean): void {
    this.commits.completeTransaction(producerId, new Set(offsetsPartitions), commit)
  }

  /** `partitions` undefined: all. Unknown groups and partitions have offset -1 and no error. */
  fetchOffsets(
    groupId: string,
    partitions: readonly NamedPartition[] | undefined,
    requireStable: boolean,
  ): { errorCode: number; offsets: FetchedOffset[] } {
    const refused = this.refusal(groupId, 'any')
    if (refused !== undefined) return { errorCode: refused, offsets: [] }
    const offsets = this.commits.fetch(this.cache.get(groupId), partitions, requireStable)
    return { errorCode: ErrorCode.NONE, offsets }
  }

  /** `states` empty: all. COORDINATOR_LOAD_IN_PROGRESS: there may be more. */
  list(states: ReadonlySet<string>): { errorCode: number; groups: ListedGroup[] } {
    if (!this.active) return { errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, groups: [] }
    const groups: ListedGroup[] = []
    for (const { groupId, protocolType, state } of this.cache.all()) {
      if (states.size === 0 || states.has(state)) groups.push({ groupId, protocolType: protocolType ?? '', state })
    }
    const { isLoading } = this.coordinated
    return { errorCode: isLoading ? ErrorCode.COORDINATOR_LOAD_IN_PROGRESS : ErrorCode.NONE, groups }
  }

  describe(groupId: string): DescribedGroup {
    const refused = this.refusal(groupId, 'any')
    if (refused !== undefined) return { errorCode: refused, state: '', protocolType: '', protocol: '', members: [] }
    const group = this.cache.get(groupId)
    return group === undefined ? UNKNOWN_GROUP : describeGroup(group)
  }

  /** Returns the error code: NON_EMPTY_GROUP, GROUP_ID_NOT_FOUND. */
  deleteGroup(groupId: string): number {
    const refused = this.refusal(groupId, 'any')
    if (refused !== undefined) return refused
    const group = this.cache.get(groupId)
    if (group === undefined || group.state === 'Dead') return ErrorCode.GROUP_ID_NOT_FOUND
    return this.removal.deleteGroup(group)
  }

  /** GROUP_SUBSCRIBED_TO_TOPIC for what members of the group read; NON_EMPTY_GROUP when that cannot be known. */
  deleteOffsets(
    groupId: string,
    partitions: readonly NamedPartition[],
  ): { errorCode: number; partitions: PartitionOutcome[] } {
    const refused = this.refusal(groupId, 'named')
    if (refused !== undefined) return { errorCode: refused, partitions: [] }
    const group = this.cache.get(groupId)
    if (group === undefined || group.state === 'Dead')
      return { errorCode: ErrorCode.GROUP_ID_NOT_FOUND, partitions: [] }
    return this.removal.deleteOffsets(group, partitions)
  }

  /** Topics were deleted: their offsets go too. */
  onPartitionsDeleted(partitions: readonly NamedPartition[]): void {
    this.removal.removePartitions(partitions)
  }

  /** For metrics. */
  counts(): GroupCounts {
    const byState = { PreparingRebalance: 0, CompletingRebalance: 0, Stable: 0, Dead: 0, Empty: 0 }
    let offsets = 0
    for (const group of this.cache.all()) {
      byState[group.state]++
      offsets += group.offsets.size
    }
    return { offsets, byState }
  }

  private newGroup(groupId: string): Group {
    const group = new Group(groupId, this.options.runtime.clock.wallMs())
    this.cache.add(group)
    return group
  }

  /** Why this broker cannot answer for the group. Only offsets can be kept under the empty name (GroupCoordinator.validateGroupStatus). */
  private refusal(groupId: string, names: 'named' | 'any'): number | undefined {
    if (groupId === '' && names === 'named') return ErrorCode.INVALID_GROUP_ID
    if (!this.active) return ErrorCode.COORDINATOR_NOT_AVAILABLE
    switch (this.coordinated.stateOf(this.partitionFor(groupId))) {
      case 'loading':
        return ErrorCode.COORDINATOR_LOAD_IN_PROGRESS
      case 'none':
        return ErrorCode.NOT_COORDINATOR
      case 'owned':
        return undefined
    }
  }

  private async load(partition: number, epoch: number, isCurrent: () => boolean): Promise<void> {
    const log = this.options.leaderLog(partition)
    if (log === undefined) return
    const { runtime, config } = this.options
    const { clock, codec, scheduler } = runtime
    const startMs = clock.monotonicMs()
    const loaded = new LoadedGroups((offset, reason) =>
      this.logger.warn(`Record ${offset} of ${CONSUMER_OFFSETS_TOPIC}-${partition} is skipped: ${reason}`),
    )
    let fromOffset = log.logStartOffset
    // Asked again after the last read, in the turn that puts the groups in place: a marker may have been appended meanwhile.
    while (isCurrent() && fromOffset < log.logEndOffset) {
      const bufferSize = config().offsetsLoadBufferSize
      for await (const batch of replayPartition(log, { codec, scheduler, bufferSize, isCurrent, fromOffset })) {
        loaded.add(batch)
        fromOffset = batch.nextOffset
      }
    }
    if (!isCurrent()) return
    const groups = loaded.finish(clock.wallMs())
    for (const group of groups) this.install(group)
    const offsets = groups.reduce((sum, group) => sum + group.offsets.size, 0)
    this.logger.info(
      `Loaded ${groups.length} groups with ${offsets} offsets from ${CONSUMER_OFFSETS_TOPIC}-${partition} at leader epoch ${epoch} ` +
        `in ${Math.round(clock.monotonicMs() - startMs)} ms`,
    )
    // A new topic's fifty empty partitions are no news.
    if (groups.length > 0) this.options.probe({ kind: 'groupLoaded', partition, groups: groups.length, offsets })
  }

  private install(group: Group): void {
    this.cache.add(group)
    for (const producerId of group.offsets.producers) this.cache.openTransaction(producerId, group.groupId)
    if (group.size > this.options.config().groupMaxSize) {
      this.rebalances.prepare(group, 'the group was loaded with more members than group.max.size')
    }
    for (const member of group.members.values()) this.sessions.restart(group, member)
  }

  private unload(partition: number): void {
    const groups = this.cache.removePartition(partition)
    for (const group of groups)
      this.removal.retire(group, ErrorCode.NOT_COORDINATOR, 'another broker coordinates it now')
    for (const group of groups) for (const member of group.members.values()) this.sessions.end(member)
    this.logger.info(`Unloaded ${groups.length} groups of ${CONSUMER_OFFSETS_TOPIC}-${partition}`)
  }

  private tellTransition(group: Group, { from, to, why }: Transition): void {
    const { groupId, generationId, size } = group
    this.options.probe({ kind: 'groupStateChanged', groupId, from, to, generation: generationId, members: size, why })
  }
}

function refuseAll(partitions: readonly NamedPartition[], errorCode: number): PartitionOutcome[] {
  return partitions.map(({ topic, partition }) => ({ topic, partition, errorCode }))
}
