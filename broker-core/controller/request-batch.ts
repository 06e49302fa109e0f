import { type ControlledPartition, type ControllerContext, partitionName } from './context'
import {
  duringDelete,
  EPOCH_DURING_DELETE,
  type LeadershipOrder,
  type MetadataNews,
  NO_EPOCH,
  type StopOrder,
} from './control-messages'

/**
 * What brokers must be told about one state change, gathered while it is decided (kafka.controller.ControllerBrokerRequestBatch).
 * A partition appears once for each broker, with the last word.
 */
export class RequestBatch {
  readonly leadership = new Map<number, Map<ControlledPartition, LeadershipOrder>>()
  readonly stops = new Map<number, Map<ControlledPartition, StopOrder>>()
  /** Brokers that get UpdateMetadata, be it only for the list of brokers. */
  readonly metadataRecipients = new Set<number>()
  readonly metadata = new Map<ControlledPartition, MetadataNews>()

  constructor(private readonly context: ControllerContext) {}

  get isEmpty(): boolean {
    return this.leadership.size === 0 && this.stops.size === 0 && this.metadataRecipients.size === 0
  }

  /** LeaderAndIsr with the partition's present leadership to `brokerIds`, and the metadata to everybody. */
  addLeadership(brokerIds: readonly number[], partition: ControlledPartition, isNew: boolean): void {
    const state = partition.leadership
    if (state === undefined) throw new Error(`${partition.topic}-${partition.partition} has no leadership to tell of`)
    for (const brokerId of brokerIds) {
      if (brokerId < 0) continue
      const orders = ordersOf(this.leadership, brokerId)
      const alreadyNew = orders.get(partition)?.isNew === true
      orders.set(partition, { partition, state, assignment: partition.assignment, isNew: isNew || alreadyNew })
    }
    this.addMetadata(this.context.liveOrShuttingDownBrokerIds(), [partition])
  }

  addStop(brokerIds: readonly number[], partition: ControlledPartition, deletePartition: boolean): void {
    const leaderEpoch = this.context.isQueuedForDeletion(partition.topic)
      ? EPOCH_DURING_DELETE
      : (partition.leadership?.leaderEpoch ?? NO_EPOCH)
    for (const brokerId of brokerIds) {
      if (brokerId < 0) continue
      const orders = ordersOf(this.stops, brokerId)
      const alreadyDelete = orders.get(partition)?.deletePartition === true
      orders.set(partition, { partition, leaderEpoch, deletePartition: deletePartition || alreadyDelete })
    }
  }

  /** UpdateMetadata. Partitions without a leadership yet are left out. */
  addMetadata(brokerIds: readonly number[], partitions: Iterable<ControlledPartition>): void {
    for (const brokerId of brokerIds) if (brokerId >= 0) this.metadataRecipients.add(brokerId)
    for (const partition of partitions) {
      const state = partition.leadership
      if (state === undefined) continue
      const { replicas } = partition.assignment
      this.metadata.set(partition, {
        partition,
        state: this.context.isQueuedForDeletion(partition.topic) ? duringDelete(state) : state,
        replicas,
        offlineReplicas: replicas.filter((id) => !this.context.isReplicaOnline(id, partition)),
      })
    }
  }
}

function ordersOf<Order>(
  byBroker: Map<number, Map<ControlledPartition, Order>>,
  brokerId: number,
): Map<ControlledPartition, Order> {
  const orders = byBroker.get(brokerId) ?? new Map<ControlledPartition, Order>()
  byBroker.set(brokerId, orders)
  return orders
}

/** Brokers that a batch names, dead ones among them. */
export const recipientsOf = ({ leadership, metadataRecipients, stops }: RequestBatch): number[] => [
  ...leadership.keys(),
  ...metadataRecipients,
  ...stops.keys(),
]

/** Partitions named of one request, for whoever looks at it before it goes. */
const NAMED_MAX = 20

/** The requests a batch becomes, in the order in which each broker gets them. */
export function describeBatch(batch: RequestBatch): {
  api: 'LeaderAndIsr' | 'UpdateMetadata' | 'StopReplica'
  brokerId: number
  partitions: string[]
}[] {
  const names = (partitions: Iterable<ControlledPartition>): string[] =>
    [...partitions].slice(0, NAMED_MAX).map(partitionName)
  return [
    ...[...batch.leadership].map(([brokerId, orders]) => ({
      api: 'LeaderAndIsr' as const,
      brokerId,
      partitions: names(orders.keys()),
    })),
    ...[...batch.metadataRecipients].map((brokerId) => ({
      api: 'UpdateMetadata' as const,
      brokerId,
      partitions: names(batch.metadata.keys()),
    })),
    ...[...batch.stops].map(([brokerId, orders]) => ({
      api: 'StopReplica' as const,
      brokerId,
      partitions: names(orders.keys()),
    })),
  ]
}
