import type { LeaderAndIsrRequestInput } from '../protocol/messages/04-leader-and-isr'
import type { StopReplicaRequestInput } from '../protocol/messages/05-stop-replica'
import type { UpdateMetadataRequestInput } from '../protocol/messages/06-update-metadata'
import { ZERO_UUID } from '../protocol/primitives'
import type { PartitionState, RegisteredBroker, SecurityProtocol } from '../znodes/types'
import { LEADER_DURING_DELETE } from '../znodes/types'
import type { ControlledPartition, ControllerContext } from './context'

/** In StopReplica and UpdateMetadata of a topic that is being deleted: overrides every epoch (LeaderAndIsr.EpochDuringDelete). */
export const EPOCH_DURING_DELETE = -2
/** No epoch known. */
export const NO_EPOCH = -1

/** The fields with which every control request begins. */
export interface ControlHeader {
  controllerId: number
  controllerEpoch: number
  /** Of the broker the request goes to. */
  brokerEpoch: number
}

export interface LeadershipOrder {
  partition: ControlledPartition
  state: PartitionState
  assignment: { replicas: number[]; addingReplicas: number[]; removingReplicas: number[] }
  isNew: boolean
}

export interface StopOrder {
  partition: ControlledPartition
  leaderEpoch: number
  deletePartition: boolean
}

export interface MetadataNews {
  partition: ControlledPartition
  state: PartitionState
  replicas: number[]
  offlineReplicas: number[]
}

const SECURITY_PROTOCOL_IDS: Readonly<Record<SecurityProtocol, number>> = {
  PLAINTEXT: 0,
  SSL: 1,
  SASL_PLAINTEXT: 2,
  SASL_SSL: 3,
}

export function leaderAndIsrMessage(
  header: ControlHeader,
  orders: readonly LeadershipOrder[],
  context: ControllerContext,
  listenerName: string,
): LeaderAndIsrRequestInput {
  const leaders = new Set(orders.map(({ state }) => state.leader))
  return {
    ...header,
    type: 0,
    ungroupedPartitionStates: [],
    topicStates: byTopic(orders).map(([topicName, ofTopic]) => ({
      topicName,
      topicId: context.topicIds.get(topicName) ?? ZERO_UUID,
      partitionStates: ofTopic.map(({ partition, state, assignment, isNew }) => ({
        topicName,
        partitionIndex: partition.partition,
        controllerEpoch: state.controllerEpoch,
        leader: state.leader,
        leaderEpoch: state.leaderEpoch,
        isr: state.isr,
        partitionEpoch: state.zkVersion,
        ...assignment,
        isNew,
      })),
    })),
    liveLeaders: [...context.brokers.values()].flatMap((broker) => {
      const endpoint = leaders.has(broker.id) ? endpointOf(broker, listenerName) : undefined
      return endpoint === undefined ? [] : [{ brokerId: broker.id, hostName: endpoint.host, port: endpoint.port }]
    }),
  }
}

export function updateMetadataMessage(
  header: ControlHeader,
  news: readonly MetadataNews[],
  context: ControllerContext,
): UpdateMetadataRequestInput {
  return {
    ...header,
    ungroupedPartitionStates: [],
    topicStates: byTopic(news).map(([topicName, ofTopic]) => ({
      topicName,
      topicId: context.topicIds.get(topicName) ?? ZERO_UUID,
      partitionStates: ofTopic.map(({ partition, state, replicas, offlineReplicas }) => ({
        topicName,
        partitionIndex: partition.partition,
        controllerEpoch: state.controllerEpoch,
        leader: state.leader,
        leaderEpoch: state.leaderEpoch,
        isr: state.isr,
        zkVersion: state.zkVersion,
        replicas,
        offlineReplicas,
      })),
    })),
    liveBrokers: [...context.brokers.values()].map((broker) => ({
      id: broker.id,
      v0Host: '',
      v0Port: -1,
      endpoints: broker.endpoints.map(({ host, port, listenerName, securityProtocol }) => ({
        host,
        port,
        listener: listenerName,
        securityProtocol: SECURITY_PROTOCOL_IDS[securityProtocol],
      })),
      rack: broker.rack ?? null,
    })),
  }
}

export function stopReplicaMessage(header: ControlHeader, orders: readonly StopOrder[]): StopReplicaRequestInput {
  return {
    ...header,
    deletePartitions: false,
    ungroupedPartitions: [],
    topics: [],
    topicStates: byTopic(orders).map(([topicName, ofTopic]) => ({
      topicName,
      partitionStates: ofTopic.map(({ partition, leaderEpoch, deletePartition }) => ({
        partitionIndex: partition.partition,
        leaderEpoch,
        deletePartition,
      })),
    })),
  }
}

/** What brokers are told of a partition whose topic is being deleted: they forget it (LeaderAndIsr.duringDelete). */
export function duringDelete(state: PartitionState): PartitionState {
  return { ...state, leader: LEADER_DURING_DELETE, leaderEpoch: 0, zkVersion: 0 }
}

export function endpointOf(
  broker: RegisteredBroker,
  listenerName: string,
): RegisteredBroker['endpoints'][number] | undefined {
  return broker.endpoints.find((endpoint) => endpoint.listenerName === listenerName)
}

function byTopic<Order extends { partition: ControlledPartition }>(orders: readonly Order[]): [string, Order[]][] {
  const topics = new Map<string, Order[]>()
  for (const order of orders) {
    const known = topics.get(order.partition.topic)
    if (known === undefined) topics.set(order.partition.topic, [order])
    else known.push(order)
  }
  return [...topics]
}
