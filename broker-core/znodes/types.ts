/** A partition of a topic. */
export interface TopicPartition {
  topic: string
  partition: number
}

/** Replicas of a partition in preference order, and what a running reassignment adds and removes (Kafka's ReplicaAssignment). */
export interface ReplicaAssignment {
  replicas: number[]
  addingReplicas: number[]
  removingReplicas: number[]
}

export const NO_LEADER = -1
/** The partition's topic is being deleted. */
export const LEADER_DURING_DELETE = -2

/** Kafka's LeaderIsrAndControllerEpoch: the content of `…/partitions/P/state`, and the version it was read or written at. */
export interface PartitionState {
  /** Broker id, or NO_LEADER. */
  leader: number
  leaderEpoch: number
  isr: number[]
  /** Epoch of the controller that wrote it (or that made the writing leader the leader). */
  controllerEpoch: number
  /** dataVersion of the znode; 0 for one to be created. */
  zkVersion: number
}

/** The partition state of one partition. */
export interface PartitionWithState extends TopicPartition {
  state: PartitionState
}

/** Security protocols by Kafka's names. */
export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

export interface Endpoint {
  listenerName: string
  securityProtocol: SecurityProtocol
  /** Empty host means any address. */
  host: string
  port: number
}

export interface BrokerRegistration {
  id: number
  endpoints: Endpoint[]
  rack?: string
  /** -1: none. */
  jmxPort: number
  /** Wall-clock milliseconds. */
  timestampMs: number
  /** JSON version read; 4 is what is written. */
  version: number
}

export interface RegisteredBroker extends BrokerRegistration {
  /** Broker epoch: the czxid of the registration. */
  epoch: number
}
