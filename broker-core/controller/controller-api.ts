import type { Probe } from '../probe/events'
import type { WaitingPoint } from '../probe/gate-points'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import type { Endpoint, TopicPartition } from '../znodes/types'
import type { ControlConnection } from './control-connection'
import type { ControllerSettings } from './controller-settings'

export interface ControllerOptions {
  runtime: Runtime
  brokerId: number
  /** Read anew at every use: some of the settings may change without a restart. */
  settings: () => ControllerSettings
  znodes: ClusterZnodes
  probe: Probe
  /** A connection for control requests to a broker; it connects on first use. The controller closes it. */
  connectBroker: (brokerId: number, endpoint: Endpoint) => ControlConnection
  /**
   * Writes this broker's registration into the new session and returns its epoch (czxid). Called by the controller after an
   * expiry, because the broker must not be seen before the old controller of the same process has resigned.
   */
  registerBroker: () => Promise<number>
  /** Where a lab may hold up what is written and not yet told; undefined: nowhere. */
  gate?: WaitingPoint | undefined
}

/** An error code of the protocol, with the sentence that goes with it. */
export interface ApiError {
  code: number
  message: string | null
}

export type ControlledShutdownResult = { errorCode: 0; remaining: TopicPartition[] } | { errorCode: number }

export type ElectionType = 'preferred' | 'unclean'

/** Outcome for one partition: code 0 and its new leader, or why there is none. */
export interface ElectionOutcome extends TopicPartition {
  error: ApiError
  /** The leader elected; -1 with an error. */
  leader: number
}

export interface ReassignmentWish extends TopicPartition {
  /** null cancels a running reassignment. */
  replicas: number[] | null
}

export interface ReassignmentOutcome extends TopicPartition {
  error: ApiError
}

export interface OngoingReassignment extends TopicPartition {
  replicas: number[]
  addingReplicas: number[]
  removingReplicas: number[]
}

/** What telemetry and metrics show (kafka.controller:type=KafkaController). Counts are 0 when not active. */
export interface ControllerSnapshot {
  active: boolean
  /** Id of the active controller as known here; -1 none. */
  activeControllerId: number
  /** Epoch of this broker's own last election; 0 when not active. */
  epoch: number
  /** Events waiting, and the kind of the one being handled. */
  queueLength: number
  handling: string | null
  topicCount: number
  partitionCount: number
  offlinePartitionCount: number
  preferredReplicaImbalanceCount: number
  topicsToDeleteCount: number
  reassigningPartitionCount: number
  liveBrokerIds: number[]
  shuttingDownBrokerIds: number[]
  /** Requests waiting for each broker. */
  channelQueueLengths: { brokerId: number; length: number }[]
  uncleanElections: number
  elections: number
}

/** What the rest of a broker asks of its controller. Everything works, by refusing, on a broker that is not the controller. */
export interface ControllerApi {
  readonly isActive: boolean
  /** Id of the active controller as last read from `/controller`; -1 none. */
  readonly activeControllerId: number
  readonly epoch: number
  /** Watches `/controller` and takes part in the election. Resolves when the first election is decided. */
  startup(): Promise<void>
  /** Drops what is queued, resigns without touching znodes (closing the session frees `/controller`). */
  shutdown(): Promise<void>
  /** KIP-380: an older `brokerEpoch` than the registered one is STALE_BROKER_EPOCH; -1 is not checked. */
  handleControlledShutdown(brokerId: number, brokerEpoch: number): Promise<ControlledShutdownResult>
  electLeaders(partitions: readonly TopicPartition[] | null, type: ElectionType): Promise<ElectionOutcome[]>
  /** KIP-455. A top-level error (NOT_CONTROLLER) or one outcome a partition. */
  alterPartitionReassignments(
    wishes: readonly ReassignmentWish[],
  ): Promise<{ error: ApiError; outcomes: ReassignmentOutcome[] }>
  listPartitionReassignments(
    partitions: readonly TopicPartition[] | null,
  ): Promise<{ error: ApiError; reassignments: OngoingReassignment[] }>
  /** The setting `unclean.leader.election.enable` became true, for all topics or one. */
  uncleanLeaderElectionEnabled(topic?: string): void
  snapshot(): ControllerSnapshot
}
