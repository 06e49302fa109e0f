import type { ProbeEvent } from './events'
import type { BrokerGateReport, GateAnswer, GateCommand } from './gates'
import type { ReplicationReport } from './replication-facts'
import type { IoTelemetry, StorageQuestion, StorageTelemetry } from './storage-telemetry'

/** Kafka 2.6's broker state words (BrokerStates.scala), plus the wait for an old session that the lab shows. */
export type BrokerStateName =
  | 'NotRunning'
  | 'Starting'
  | 'WaitingForOldSession'
  | 'RecoveringFromUncleanShutdown'
  | 'RunningAsBroker'
  | 'PendingControlledShutdown'
  | 'BrokerShuttingDown'

/** What a leader knows of one follower: its next fetch offset is its log end offset (there is no acknowledgement message). */
export interface FollowerTelemetry {
  brokerId: number
  /** -1: has not fetched since this leader's epoch began. */
  logEndOffset: number
  logStartOffset: number
  /** Milliseconds since it last was caught up with the leader; -1 unknown. */
  caughtUpAgoMs: number
}

/** One replica as its own broker sees it. Offsets are -1 where the broker has no value. */
export interface PartitionTelemetry {
  topic: string
  partition: number
  role: 'leader' | 'follower' | 'offline'
  /** Leader of the partition as this broker was told; -1 none. */
  leader: number
  leaderEpoch: number
  controllerEpoch: number
  replicas: number[]
  /** Empty on a follower: only the leader knows it. */
  isr: number[]
  logStartOffset: number
  logEndOffset: number
  highWatermark: number
  lastStableOffset: number
  recoveryPoint: number
  sizeBytes: number
  segmentCount: number
  activeSegmentBaseOffset: number
  logDir: string
  /** Followers' positions, on a leader. */
  followers: FollowerTelemetry[]
  leaderEpochs: { epoch: number; startOffset: number }[]
  /** Set on a follower that cuts its log to agree with a new leader. */
  truncating: boolean
}

/** The cluster as this broker's metadata cache has it (from UpdateMetadata). */
export interface MetadataTelemetry {
  clusterId: string
  controllerId: number
  brokers: { id: number; host: string; port: number; rack: string | null }[]
  partitions: {
    topic: string
    partition: number
    leader: number
    leaderEpoch: number
    isr: number[]
    replicas: number[]
    offline: number[]
  }[]
}

/** Answer to one pull. Only what changed since `sinceVersion` is inside, unless `full`. */
export interface BrokerTelemetry {
  brokerId: number
  version: number
  full: boolean
  state: BrokerStateName
  wallMs: number
  /** Machine-wide monotonic clock: orders events of different processes. */
  monotonicMs: number
  /** czxid of the registration; -1 before it. */
  brokerEpoch: number
  /** Session timeout the coordination server granted, milliseconds. */
  sessionTimeoutMs: number
  sessionConnected: boolean
  isController: boolean
  controllerEpoch: number
  partitions: PartitionTelemetry[]
  /** `topic-partition` names this broker no longer hosts. */
  removed: string[]
  metadata?: MetadataTelemetry
  offlineLogDirs: string[]
  purgatory: { produce: number; fetch: number }
  connections: number
  /** Record bytes since start, by what moved them. */
  io: { appendBytes: number; replicaAppendBytes: number; consumerFetchBytes: number; followerFetchBytes: number }
  /** Bytes since start where they meet the system. */
  moved: IoTelemetry
}

export type BrokerToLab =
  | { type: 'state'; state: BrokerStateName; detail?: string; atMs: number }
  | { type: 'recovery'; logsDone: number; logsTotal: number }
  | { type: 'telemetry'; requestId: number; telemetry: BrokerTelemetry }
  | { type: 'storage'; requestId: number; storage: StorageTelemetry }
  | { type: 'event'; event: ProbeEvent }
  /** Something in the telemetry changed since the last answer: worth a pull. At most one until the next pull. */
  | { type: 'changed' }
  /** A gate came, went, or something changed before it: all that stand now. `monotonicMs`: when this was told. */
  | { type: 'gates'; gates: BrokerGateReport[]; wallMs: number; monotonicMs: number }
  | { type: 'gateAnswer'; requestId: number; answer: GateAnswer }
  | { type: 'replication'; report: ReplicationReport }

export type LabToBroker =
  | { type: 'pull'; requestId: number; sinceVersion: number }
  /** Cleaner, retention, bytes of partitions: asked for only while somebody looks. */
  | { type: 'askStorage'; requestId: number; question: StorageQuestion }
  /** From now on, tell events and changes; without it a broker sends nothing but its state. */
  | { type: 'attach' }
  /** The whole lab stops and no other broker is left: the coming SIGTERM need not wait for somebody to hand leaders to. */
  | { type: 'lastOfLab' }
  | { type: 'gate'; requestId: number; command: GateCommand }
  /** Partitions of which every message between replicas is told; replaces what was watched before. */
  | { type: 'watchReplication'; partitions: { topic: string; partition: number }[] }
