import type { StateChangeReason } from '../probe/reasons'
import type { ControlledReplica } from './context'
import type { PartitionStateMachine } from './partition-state-machine'
import type { ControllerParts } from './parts'
import type { ReplicaStateMachine } from './replica-state-machine'
import { tellMetadata } from './tell-metadata'
import type { TopicDeletion } from './topic-deletion'

export interface ReplicaFailureParts {
  parts: ControllerParts
  partitionStates: PartitionStateMachine
  replicaStates: ReplicaStateMachine
  deletion: TopicDeletion
}

/**
 * Replicas whose broker or log directory is gone (KafkaController.onReplicasBecomeOffline): partitions without a living leader elect
 * one, then the replicas leave the ISRs, and deletions of their topics wait.
 */
export async function replicasBecameOffline(
  { parts, partitionStates, replicaStates, deletion }: ReplicaFailureParts,
  replicas: readonly ControlledReplica[],
  why: StateChangeReason,
): Promise<void> {
  const { context } = parts
  const beingDeleted = replicas.filter(({ partition }) => context.isQueuedForDeletion(partition.topic))
  const affected = replicas.filter(({ partition }) => !context.isQueuedForDeletion(partition.topic))
  const leaderless = [...context.partitions()].filter(
    (partition) =>
      partition.leadership !== undefined &&
      !context.isReplicaOnline(partition.leadership.leader, partition) &&
      !context.isQueuedForDeletion(partition.topic),
  )
  partitionStates.move(leaderless, 'OfflinePartition')
  await partitionStates.triggerOnline(why)
  await replicaStates.move(affected, 'OfflineReplica', why)
  if (beingDeleted.length > 0) await deletion.fail(beingDeleted)
  // An election tells the brokers' list too; without one they must hear of the dead broker by itself.
  if (leaderless.length === 0) tellMetadata(parts, context.liveOrShuttingDownBrokerIds(), [])
}
