import { ErrorCode } from '../protocol/error-codes'
import { topicPath } from '../znodes/paths'
import type { ReplicaAssignment } from '../znodes/types'
import { type ControlledPartition, partitionName } from './context'
import type { ApiError, ReassignmentOutcome, ReassignmentWish } from './controller-api'
import { isReassignmentComplete, NO_ERROR, planReassignment, targetProblem } from './decisions/reassignment-plan'
import type { ControllerEvent, ReassignmentsAltered } from './events'
import { raiseLeaderEpoch } from './leader-epoch'
import type { PartitionStateMachine } from './partition-state-machine'
import { endsController } from './partition-writes'
import type { ControllerParts } from './parts'
import {
  describeAssignment,
  sameAssignment,
  sameList,
  settledAssignment,
  targetReplicas,
  without,
} from './replica-assignment'
import type { ReplicaStateMachine } from './replica-state-machine'
import { RequestBatch } from './request-batch'
import type { TopicDeletion } from './topic-deletion'

const WHY = 'partition reassignment'

interface Planned {
  partition: ControlledPartition
  assignment: ReplicaAssignment
}

/**
 * Moves partitions to other replicas (KIP-455, KafkaController.onPartitionReassignment): the wish is stored in the topic's znode before
 * anything else, so that another controller can go on. Adding replicas follow until they are in sync; then the leader moves where it
 * must, the removed replicas leave the ISR and are deleted, and the znode says the final assignment.
 */
export class Reassignments {
  constructor(
    private readonly parts: ControllerParts,
    private readonly partitionStates: PartitionStateMachine,
    private readonly replicaStates: ReplicaStateMachine,
    private readonly deletion: TopicDeletion,
    private readonly put: (event: ControllerEvent) => void,
  ) {}

  /** AlterPartitionReassignments. The latest wish wins, also over one in /admin/reassign_partitions. */
  async alter(wishes: readonly ReassignmentWish[]): Promise<ReassignmentsAltered> {
    const { context } = this.parts
    const outcomes: ReassignmentOutcome[] = []
    const planned: Planned[] = []
    for (const { topic, partition: number, replicas } of new Map(
      wishes.map((wish) => [partitionName(wish), wish]),
    ).values()) {
      const partition = context.partition(topic, number)
      const plan = this.planWish(partition, replicas)
      if ('code' in plan) outcomes.push({ topic, partition: number, error: plan })
      else planned.push(plan)
    }
    const moving = new Set(planned.map(({ partition }) => partitionName(partition)))
    await this.forgetRequested((name) => moving.has(name))
    outcomes.push(...(await this.triggerAll(planned)))
    return { error: NO_ERROR, outcomes }
  }

  /** /admin/reassign_partitions appeared, or a new controller looks for it. Returns the partitions it moves. */
  async processRequested(): Promise<ReadonlySet<ControlledPartition>> {
    const { context, znodes, logger } = this.parts
    if (!(await znodes.admin.watchReassignments())) return new Set()
    const planned: Planned[] = []
    const unknown = new Set<string>()
    for (const { topic, partition: number, replicas } of await znodes.admin.reassignments()) {
      const partition = context.partition(topic, number)
      const assignment = partition && planReassignment(partition.assignment, replicas)
      if (partition !== undefined && assignment !== undefined) planned.push({ partition, assignment })
      else unknown.add(partitionName({ topic, partition: number }))
    }
    const outcomes = await this.triggerAll(planned)
    const failed = outcomes.filter(({ error }) => error.code !== ErrorCode.NONE)
    for (const outcome of failed) unknown.add(partitionName(outcome))
    if (unknown.size > 0) {
      logger.warn(`Failed reassignment through /admin/reassign_partitions of ${[...unknown].join(',')}`)
      await this.forgetRequested((name) => unknown.has(name))
    }
    return new Set(
      planned.map(({ partition }) => partition).filter((partition) => !unknown.has(partitionName(partition))),
    )
  }

  /** Goes on with those that `select` names. */
  async resume(select: (partition: ControlledPartition) => boolean): Promise<void> {
    for (const partition of [...this.parts.context.reassigning]) {
      if (select(partition)) await this.advance(partition, partition.assignment)
    }
  }

  /** The ISR of a moving partition changed. */
  async isrChanged(partition: ControlledPartition): Promise<void> {
    if (!this.parts.context.reassigning.has(partition)) return
    const state = await this.parts.znodes.partitionStates.watch(partition)
    if (!isReassignmentComplete(partition.assignment, state)) return
    const caughtUp = targetReplicas(partition.assignment).join(',')
    this.parts.logger.info(`Target replicas ${caughtUp} have caught up with the leader of ${partitionName(partition)}`)
    await this.advance(partition, partition.assignment)
  }

  private planWish(partition: ControlledPartition | undefined, target: readonly number[] | null): Planned | ApiError {
    const assignment = partition?.assignment ?? settledAssignment([])
    const problem = target === null ? undefined : targetProblem(assignment, target, this.parts.context.liveBrokerIds())
    if (problem !== undefined) return problem
    const plan = planReassignment(assignment, target)
    if (plan === undefined) return { code: ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, message: null }
    if (partition === undefined) return UNKNOWN_PARTITION
    return { partition, assignment: plan }
  }

  private async triggerAll(planned: readonly Planned[]): Promise<ReassignmentOutcome[]> {
    const outcomes: ReassignmentOutcome[] = []
    for (const { partition, assignment } of planned) {
      const { topic, partition: number } = partition
      outcomes.push({ topic, partition: number, error: await this.trigger(partition, assignment) })
    }
    return outcomes
  }

  private async trigger(partition: ControlledPartition, assignment: ReplicaAssignment): Promise<ApiError> {
    if (this.parts.context.isQueuedForDeletion(partition.topic)) return UNKNOWN_PARTITION
    try {
      await this.advance(partition, assignment)
      return NO_ERROR
    } catch (error) {
      if (endsController(error)) throw error
      this.parts.logger.error(`Error completing reassignment of partition ${partitionName(partition)}`, error)
      return { code: ErrorCode.UNKNOWN_SERVER_ERROR, message: null }
    }
  }

  /** One step: stores the wish, then starts the adding replicas, or finishes when the target is in sync. */
  private async advance(partition: ControlledPartition, assignment: ReplicaAssignment): Promise<void> {
    const { context, znodes } = this.parts
    this.deletion.halt([partition.topic], 'topic reassignment in progress')
    await this.store(partition, assignment)
    context.reassigning.add(partition)
    const state = await znodes.partitionStates.watch(partition)
    if (isReassignmentComplete(assignment, state)) await this.finish(partition, assignment)
    else await this.start(partition, assignment)
  }

  /** Into the znode, then into memory; replicas that only an earlier wish needed are stopped and deleted. */
  private async store(partition: ControlledPartition, assignment: ReplicaAssignment): Promise<void> {
    const before = partition.assignment
    if (sameAssignment(before, assignment)) return
    await this.writeAssignment(partition, assignment)
    partition.assignment = assignment
    await this.removeReplicas(partition, without(before.replicas, assignment.replicas))
  }

  private async start(partition: ControlledPartition, assignment: ReplicaAssignment): Promise<void> {
    await this.raiseEpochAndTell(partition)
    const added = assignment.addingReplicas.map((brokerId) => ({ partition, brokerId }))
    await this.replicaStates.move(added, 'NewReplica', WHY)
  }

  private async finish(partition: ControlledPartition, assignment: ReplicaAssignment): Promise<void> {
    const { context, channels } = this.parts
    const added = assignment.addingReplicas.map((brokerId) => ({ partition, brokerId }))
    await this.replicaStates.move(added, 'OnlineReplica', WHY)
    const final = settledAssignment(targetReplicas(assignment))
    partition.assignment = final
    await this.moveLeaderIfRequired(partition)
    await this.removeReplicas(partition, assignment.removingReplicas)
    await this.writeAssignment(partition, final)
    const name = partitionName(partition)
    await this.forgetRequested((moved, replicas) => moved === name && sameList(replicas, final.replicas))
    context.reassigning.delete(partition)
    const batch = new RequestBatch(context)
    batch.addMetadata(context.liveOrShuttingDownBrokerIds(), [partition])
    channels.send(batch)
    await this.deletion.resumeFor([partition.topic])
  }

  /** Keeps a live leader that stays a replica, with a new epoch so that it learns the new assignment; else elects one. */
  private async moveLeaderIfRequired(partition: ControlledPartition): Promise<void> {
    const leader = partition.leadership?.leader ?? -1
    const stays = partition.assignment.replicas.includes(leader)
    if (stays && this.parts.context.isReplicaOnline(leader, partition)) {
      await this.raiseEpochAndTell(partition)
      return
    }
    await this.partitionStates.moveOnline([partition], { kind: 'reassignment' }, WHY)
  }

  private async raiseEpochAndTell(partition: ControlledPartition): Promise<void> {
    await raiseLeaderEpoch(this.parts, partition, WHY)
    const batch = new RequestBatch(this.parts.context)
    batch.addLeadership(partition.assignment.replicas, partition, false)
    this.parts.channels.send(batch)
  }

  /** Out of the ISR, stopped, deleted: the answer of the broker is not waited for. */
  private async removeReplicas(partition: ControlledPartition, brokerIds: readonly number[]): Promise<void> {
    const replicas = brokerIds.map((brokerId) => ({ partition, brokerId }))
    await this.replicaStates.move(replicas, 'OfflineReplica', WHY)
    await this.replicaStates.move(replicas, 'ReplicaDeletionStarted', WHY)
    await this.replicaStates.move(replicas, 'ReplicaDeletionSuccessful', WHY)
    await this.replicaStates.move(replicas, 'NonExistentReplica', WHY)
  }

  private async writeAssignment(partition: ControlledPartition, assignment: ReplicaAssignment): Promise<void> {
    const { context, znodes, probe, logger } = this.parts
    const { topic, partition: number } = partition
    const partitions = new Map(context.partitionsOf(topic).map((known) => [known.partition, known.assignment]))
    partitions.set(number, assignment)
    const topicId = context.topicIds.get(topic)
    const written = { partitions, ...(topicId === undefined ? {} : { topicId }) }
    await znodes.topics.setAssignment(topic, written, context.epochZkVersion)
    logger.info(`Updated assignment of partition ${partitionName(partition)} to ${describeAssignment(assignment)}`)
    probe({
      kind: 'znodeWritten',
      path: topicPath(topic),
      summary: `partition ${number}: ${describeAssignment(assignment)}`,
    })
  }

  /** Takes entries out of /admin/reassign_partitions; the last one takes the znode with it. */
  private async forgetRequested(drop: (name: string, replicas: readonly number[]) => boolean): Promise<void> {
    const { context, znodes } = this.parts
    if (!(await znodes.admin.watchReassignments())) return
    const requested = await znodes.admin.reassignments()
    const left = requested.filter((entry) => !drop(partitionName(entry), entry.replicas))
    if (left.length === requested.length && left.length > 0) return
    await znodes.admin.setReassignments(left, context.epochZkVersion)
    // Looks again, with a watch, for a request made right after the last one was removed.
    if (left.length === 0) this.put({ kind: 'reassignmentRequested' })
  }
}

const UNKNOWN_PARTITION: ApiError = {
  code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  message: 'The partition does not exist.',
}
