import type { PartitionState, RegisteredBroker, ReplicaAssignment, TopicPartition } from '../znodes/types'
import type { PartitionStateName } from './partition-states'
import type { ReplicaStateName } from './replica-states'

/** What the controller knows of one partition. */
export interface ControlledPartition extends TopicPartition {
  assignment: ReplicaAssignment
  /** Leader and ISR as last read from or written to the state znode; undefined until one exists. */
  leadership: PartitionState | undefined
  state: PartitionStateName
  /** By broker id; absent means NonExistentReplica. May hold replicas that have just left the assignment. */
  replicaStates: Map<number, ReplicaStateName>
}

/** One replica of a partition. */
export interface ControlledReplica {
  partition: ControlledPartition
  brokerId: number
}

/**
 * The controller's picture of the cluster (kafka.controller.ControllerContext): what the znodes said, and what was written since.
 * Changed only by the event being handled, and only after the znodes were.
 */
export class ControllerContext {
  /** Registered brokers, those shutting down among them. */
  readonly brokers = new Map<number, RegisteredBroker>()
  readonly shuttingDown = new Set<number>()
  /** By topic, then partition number. A topic whose assignment could not be read has no partitions. */
  readonly topics = new Map<string, Map<number, ControlledPartition>>()
  readonly reassigning = new Set<ControlledPartition>()
  /** Replicas that a broker reported as KAFKA_STORAGE_ERROR. */
  readonly replicasOnOfflineDirs = new Map<number, Set<ControlledPartition>>()
  readonly topicsToBeDeleted = new Set<string>()
  /** Deletion really began: partitions were moved to NonExistentPartition. */
  readonly topicsWithDeletionStarted = new Set<string>()
  readonly topicsIneligibleForDeletion = new Set<string>()
  readonly topicIds = new Map<string, string>()

  constructor(
    readonly epoch: number,
    /** dataVersion of /controller_epoch at our election: the fence of every write. */
    readonly epochZkVersion: number,
  ) {}

  partition(topic: string, partition: number): ControlledPartition | undefined {
    return this.topics.get(topic)?.get(partition)
  }

  /** Adds the partition, or gives a known one a new assignment. */
  assign(topic: string, partition: number, assignment: ReplicaAssignment): ControlledPartition {
    const partitions = this.topics.get(topic) ?? new Map<number, ControlledPartition>()
    this.topics.set(topic, partitions)
    const known = partitions.get(partition)
    if (known !== undefined) {
      known.assignment = assignment
      return known
    }
    const added: ControlledPartition = {
      topic,
      partition,
      assignment,
      leadership: undefined,
      state: 'NonExistentPartition',
      replicaStates: new Map(),
    }
    partitions.set(partition, added)
    return added
  }

  removeTopic(topic: string): void {
    for (const partition of this.partitionsOf(topic)) {
      this.reassigning.delete(partition)
      for (const partitions of this.replicasOnOfflineDirs.values()) partitions.delete(partition)
    }
    this.topics.delete(topic)
    this.topicIds.delete(topic)
  }

  partitionsOf(topic: string): ControlledPartition[] {
    return [...(this.topics.get(topic)?.values() ?? [])]
  }

  *partitions(): IterableIterator<ControlledPartition> {
    for (const partitions of this.topics.values()) yield* partitions.values()
  }

  /** Brokers that may lead: registered and not shutting down. */
  liveBrokerIds(): number[] {
    return [...this.brokers.keys()].filter((id) => !this.shuttingDown.has(id))
  }

  liveOrShuttingDownBrokerIds(): number[] {
    return [...this.brokers.keys()]
  }

  isReplicaOnline(brokerId: number, partition: ControlledPartition, includeShuttingDown = false): boolean {
    if (!this.brokers.has(brokerId) || (!includeShuttingDown && this.shuttingDown.has(brokerId))) return false
    return this.replicasOnOfflineDirs.get(brokerId)?.has(partition) !== true
  }

  onlineReplicas(partition: ControlledPartition, includeShuttingDown = false): Set<number> {
    const { replicas } = partition.assignment
    return new Set(replicas.filter((id) => this.isReplicaOnline(id, partition, includeShuttingDown)))
  }

  partitionsOnBroker(brokerId: number): ControlledPartition[] {
    return [...this.partitions()].filter((partition) => partition.assignment.replicas.includes(brokerId))
  }

  replicasOnBrokers(brokerIds: readonly number[]): ControlledReplica[] {
    return brokerIds.flatMap((brokerId) =>
      this.partitionsOnBroker(brokerId).map((partition) => ({ partition, brokerId })),
    )
  }

  isQueuedForDeletion(topic: string): boolean {
    return this.topicsToBeDeleted.has(topic)
  }
}

export function replicasOf(partitions: readonly ControlledPartition[]): ControlledReplica[] {
  return partitions.flatMap((partition) => partition.assignment.replicas.map((brokerId) => ({ partition, brokerId })))
}

export function replicaState({ partition, brokerId }: ControlledReplica): ReplicaStateName {
  return partition.replicaStates.get(brokerId) ?? 'NonExistentReplica'
}

export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`
}

export function partitionNames(partitions: readonly TopicPartition[]): string {
  const shown = partitions.slice(0, 20).map(partitionName).join(',')
  return partitions.length > 20 ? `${shown} and ${partitions.length - 20} more` : shown
}
