import { type ControlledReplica, replicaState, replicasOf } from './context'
import { planDeletions } from './decisions/deletion-plan'
import type { PartitionStateMachine } from './partition-state-machine'
import type { ControllerParts } from './parts'
import type { ReplicaStateMachine } from './replica-state-machine'
import { RequestBatch } from './request-batch'

const WHY = 'topic deletion'

/**
 * Deletes topics whose replicas are all reachable; a dead replica or a running reassignment halts a deletion until it is resolved
 * (kafka.controller.TopicDeletionManager).
 */
export class TopicDeletion {
  constructor(
    private readonly parts: ControllerParts,
    private readonly partitionStates: PartitionStateMachine,
    private readonly replicaStates: ReplicaStateMachine,
  ) {}

  private get enabled(): boolean {
    return this.parts.settings().deleteTopicEnable
  }

  /** What a new controller finds under /admin/delete_topics. */
  async initialize(requested: readonly string[], ineligible: ReadonlySet<string>): Promise<void> {
    const { context, znodes, logger } = this.parts
    if (!this.enabled) {
      if (requested.length > 0) logger.info(`Removing ${requested.join(',')} since delete topic is disabled`)
      await znodes.topics.dropDeletions(requested, context.epochZkVersion)
      return
    }
    for (const topic of requested) {
      context.topicsToBeDeleted.add(topic)
      if (ineligible.has(topic)) context.topicsIneligibleForDeletion.add(topic)
    }
  }

  async enqueue(topics: readonly string[]): Promise<void> {
    if (!this.enabled) return
    for (const topic of topics) this.parts.context.topicsToBeDeleted.add(topic)
    await this.resume()
  }

  /** What halted these topics' deletion is over: a broker is back, a reassignment is done. */
  async resumeFor(topics: readonly string[]): Promise<void> {
    const { context } = this.parts
    const queued = topics.filter((topic) => context.isQueuedForDeletion(topic))
    if (!this.enabled || queued.length === 0) return
    for (const topic of queued) context.topicsIneligibleForDeletion.delete(topic)
    await this.resume()
  }

  halt(topics: readonly string[], reason: string): void {
    const { context, logger } = this.parts
    const queued = topics.filter((topic) => context.isQueuedForDeletion(topic))
    if (!this.enabled || queued.length === 0) return
    for (const topic of queued) context.topicsIneligibleForDeletion.add(topic)
    logger.info(`Halted deletion of topics ${queued.join(',')} due to ${reason}`)
  }

  /** Replicas that a broker could not delete, or whose broker went away meanwhile. */
  async fail(replicas: readonly ControlledReplica[]): Promise<void> {
    const { context } = this.parts
    const failed = replicas.filter(({ partition }) => context.isQueuedForDeletion(partition.topic))
    if (!this.enabled || failed.length === 0) return
    await this.replicaStates.move(failed, 'ReplicaDeletionIneligible', WHY)
    this.halt(topicsOf(failed), 'replica deletion failure')
    await this.resume()
  }

  async complete(replicas: readonly ControlledReplica[]): Promise<void> {
    const { context } = this.parts
    const deleted = replicas.filter(({ partition }) => context.isQueuedForDeletion(partition.topic))
    await this.replicaStates.move(deleted, 'ReplicaDeletionSuccessful', WHY)
    await this.resume()
  }

  /** Completes, retries and begins deletions as far as the states of their replicas allow. */
  async resume(): Promise<void> {
    if (!this.enabled) return
    const { context, logger } = this.parts
    const plan = planDeletions(
      [...context.topicsToBeDeleted].map((topic) => ({
        topic,
        ineligible: context.topicsIneligibleForDeletion.has(topic),
        replicaStates: this.replicasOf(topic).map(replicaState),
      })),
    )
    for (const topic of plan.complete) await this.completeTopic(topic)
    const failed = plan.retry
      .flatMap((topic) => this.replicasOf(topic))
      .filter((replica) => replicaState(replica) === 'ReplicaDeletionIneligible')
    await this.replicaStates.move(failed, 'OfflineReplica', WHY)
    if (plan.start.length > 0) logger.info(`Deletion of topics ${plan.start.join(',')} (re)started`)
    await this.start(plan.start)
  }

  private async completeTopic(topic: string): Promise<void> {
    const { context, znodes, probe, logger } = this.parts
    await this.replicaStates.move(this.replicasOf(topic), 'NonExistentReplica', WHY)
    context.topicsToBeDeleted.delete(topic)
    context.topicsWithDeletionStarted.delete(topic)
    context.topicsIneligibleForDeletion.delete(topic)
    await znodes.topics.deleteAll(topic, context.epochZkVersion)
    context.removeTopic(topic)
    probe({ kind: 'topicDeleted', topic })
    logger.info(`Deletion of topic ${topic} successfully completed`)
  }

  private async start(topics: readonly string[]): Promise<void> {
    if (topics.length === 0) return
    const { context, channels } = this.parts
    for (const topic of topics) {
      if (context.topicsWithDeletionStarted.has(topic)) continue
      this.partitionStates.move(context.partitionsOf(topic), 'OfflinePartition')
      this.partitionStates.move(context.partitionsOf(topic), 'NonExistentPartition')
      context.topicsWithDeletionStarted.add(topic)
    }
    // Leader -2: brokers forget the partitions, clients hear UNKNOWN_TOPIC_OR_PARTITION.
    const batch = new RequestBatch(context)
    batch.addMetadata(
      context.liveOrShuttingDownBrokerIds(),
      topics.flatMap((topic) => context.partitionsOf(topic)),
    )
    channels.send(batch)
    await this.deleteReplicas(topics.flatMap((topic) => this.replicasOf(topic)))
  }

  private async deleteReplicas(replicas: readonly ControlledReplica[]): Promise<void> {
    const { context } = this.parts
    const isAlive = ({ partition, brokerId }: ControlledReplica) => context.isReplicaOnline(brokerId, partition)
    const dead = replicas.filter((replica) => !isAlive(replica))
    const alive = replicas.filter(
      (replica) => isAlive(replica) && replicaState(replica) !== 'ReplicaDeletionSuccessful',
    )
    await this.replicaStates.move(dead, 'ReplicaDeletionIneligible', WHY)
    await this.replicaStates.move(alive, 'OfflineReplica', WHY)
    await this.replicaStates.move(alive, 'ReplicaDeletionStarted', WHY)
    this.halt(topicsOf(dead), 'offline replicas')
  }

  private replicasOf(topic: string): ControlledReplica[] {
    return replicasOf(this.parts.context.partitionsOf(topic))
  }
}

function topicsOf(replicas: readonly ControlledReplica[]): string[] {
  return [...new Set(replicas.map(({ partition }) => partition.topic))]
}
