import type { StateChangeReason } from '../probe/reasons'
import { ErrorCode } from '../protocol/error-codes'
import { NO_LEADER, type TopicPartition } from '../znodes/types'
import { type ControlledPartition, partitionName, partitionNames } from './context'
import type { ApiError, ElectionOutcome, ElectionType } from './controller-api'
import { imbalancedPartitions } from './decisions/leader-imbalance'
import { NO_ERROR } from './decisions/reassignment-plan'
import { type ElectionStrategy, electPreferred } from './election'
import type { ControllerEvent } from './events'
import type { ElectionResult, PartitionStateMachine } from './partition-state-machine'
import type { ControllerParts } from './parts'

/** Who asked: an administrator, the znode of the older tool, or the regular check. */
type Trigger = 'admin' | 'znode' | 'auto'

/** Elections on request and for balance (KafkaController.processReplicaLeaderElection, checkAndTriggerAutoLeaderRebalance). */
export class Elections {
  constructor(
    private readonly parts: ControllerParts,
    private readonly partitionStates: PartitionStateMachine,
    private readonly put: (event: ControllerEvent) => void,
  ) {}

  /** ElectLeaders. null: all partitions. */
  async requested(partitions: readonly TopicPartition[] | null, type: ElectionType): Promise<ElectionOutcome[]> {
    return this.process(partitions ?? [...this.parts.context.partitions()], type, 'admin')
  }

  /** /admin/preferred_replica_election appeared. */
  async znodeRequested(): Promise<void> {
    const { admin } = this.parts.znodes
    if (!(await admin.watchPreferredElection())) return
    await this.process(await admin.preferredElection(), 'preferred', 'znode')
  }

  /** What an earlier controller left in /admin/preferred_replica_election, without what is done or gone. */
  async resumeZnodeRequest(): Promise<void> {
    const { context, znodes } = this.parts
    const requested = await znodes.admin.preferredElection()
    const pending = requested.flatMap((name) => {
      const partition = context.partition(name.topic, name.partition)
      if (partition === undefined || context.isQueuedForDeletion(name.topic)) return []
      return partition.leadership === undefined || isLedByPreferred(partition) ? [] : [partition]
    })
    await this.elect(pending, { kind: 'preferred' }, 'znode')
  }

  /** Moves leaders home where a broker leads too little of what prefers it, unless a reassignment is running. */
  async balance(): Promise<void> {
    const { context, settings, logger } = this.parts
    const balances = [...context.partitions()].flatMap((partition) => {
      const preferredLeader = partition.assignment.replicas[0]
      if (preferredLeader === undefined || context.isQueuedForDeletion(partition.topic)) return []
      return [{ partition, preferredLeader, leader: partition.leadership?.leader }]
    })
    const imbalanced = imbalancedPartitions(balances, settings().leaderImbalancePerBrokerPercentage)
    for (const [brokerId, partitions] of imbalanced) {
      const movable = partitions.filter(
        (partition) => context.reassigning.size === 0 && this.canPreferredLead(partition),
      )
      if (movable.length === 0) continue
      logger.info(`Leader imbalance of broker ${brokerId}: moving ${partitionNames(movable)} to it`)
      await this.elect(movable, { kind: 'preferred' }, 'auto')
    }
  }

  /** How many partitions are not led by their preferred replica (PreferredReplicaImbalanceCount). */
  imbalanceCount(): number {
    const { context } = this.parts
    let count = 0
    for (const partition of context.partitions()) {
      const preferred = partition.assignment.replicas[0]
      if (preferred === undefined || partition.leadership === undefined) continue
      if (context.isQueuedForDeletion(partition.topic)) continue
      const { leader, isr } = partition.leadership
      const isAdded = partition.assignment.addingReplicas.includes(preferred)
      if (isAdded ? isr.includes(preferred) : leader !== preferred) count++
    }
    return count
  }

  private async process(
    names: readonly TopicPartition[],
    type: ElectionType,
    trigger: Trigger,
  ): Promise<ElectionOutcome[]> {
    const outcomes: ElectionOutcome[] = []
    const electable: ControlledPartition[] = []
    for (const { topic, partition: number } of new Map(names.map((name) => [partitionName(name), name])).values()) {
      const partition = this.parts.context.partition(topic, number)
      const refusal = this.refusal(partition, type)
      if (refusal !== undefined) outcomes.push({ topic, partition: number, error: refusal, leader: NO_LEADER })
      else if (partition !== undefined) electable.push(partition)
    }
    // Unclean elections are only for administrators who said so.
    const strategy: ElectionStrategy =
      type === 'preferred' ? { kind: 'preferred' } : { kind: 'offline', allowUnclean: trigger === 'admin' }
    const results = await this.elect(electable, strategy, trigger)
    for (const partition of electable) outcomes.push(outcomeOf(partition, results.get(partition), type))
    return outcomes
  }

  private refusal(partition: ControlledPartition | undefined, type: ElectionType): ApiError | undefined {
    const { context } = this.parts
    if (partition === undefined) {
      return { code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: 'The partition does not exist.' }
    }
    if (context.isQueuedForDeletion(partition.topic)) {
      return { code: ErrorCode.INVALID_TOPIC_EXCEPTION, message: 'The topic is being deleted' }
    }
    const leader = partition.leadership?.leader ?? NO_LEADER
    const needed =
      type === 'preferred'
        ? !isLedByPreferred(partition)
        : leader === NO_LEADER || !context.liveBrokerIds().includes(leader)
    return needed ? undefined : { code: ErrorCode.ELECTION_NOT_NEEDED, message: null }
  }

  private async elect(
    partitions: readonly ControlledPartition[],
    strategy: ElectionStrategy,
    trigger: Trigger,
  ): Promise<Map<ControlledPartition, ElectionResult>> {
    try {
      return await this.partitionStates.moveOnline(partitions, strategy, whyText(strategy, trigger))
    } finally {
      if (trigger === 'znode') await this.forgetZnodeRequest()
    }
  }

  private async forgetZnodeRequest(): Promise<void> {
    const { context, znodes } = this.parts
    await znodes.admin.deletePreferredElection(context.epochZkVersion)
    // Looks again, with a watch, for a request made right after this one was removed.
    this.put({ kind: 'preferredElectionRequested' })
  }

  private canPreferredLead(partition: ControlledPartition): boolean {
    const isr = partition.leadership?.isr ?? []
    const live = this.parts.context.onlineReplicas(partition)
    return electPreferred({ assignment: partition.assignment.replicas, isr, live }) !== undefined
  }
}

function isLedByPreferred(partition: ControlledPartition): boolean {
  return partition.leadership?.leader === partition.assignment.replicas[0]
}

function whyText(strategy: ElectionStrategy, trigger: Trigger): StateChangeReason {
  if (strategy.kind !== 'preferred') return 'unclean election on request'
  return trigger === 'auto' ? 'preferred replica election (automatic)' : 'preferred replica election'
}

function outcomeOf(
  { topic, partition }: ControlledPartition,
  result: ElectionResult | undefined,
  type: ElectionType,
): ElectionOutcome {
  if (result?.kind === 'elected') return { topic, partition, error: NO_ERROR, leader: result.leader }
  const notEligible =
    type === 'preferred' ? ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE : ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE
  const code = result?.kind === 'failed' ? ErrorCode.UNKNOWN_SERVER_ERROR : notEligible
  const message = result?.message ?? `Partition ${partitionName({ topic, partition })} cannot be elected a leader now`
  return { topic, partition, error: { code, message }, leader: NO_LEADER }
}
