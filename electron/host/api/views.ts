/**
 * What a screen may see. Plain JSON-able data; every value was read from a process, a socket or a file. null: not known.
 * Offsets, sizes (bytes) and times (milliseconds since the Unix epoch) are numbers.
 */

import type { InBothLanguages } from './exercise-functions'

export type BrokerState =
  | 'NotRunning'
  | 'Starting'
  | 'WaitingForOldSession'
  | 'RecoveringFromUncleanShutdown'
  | 'RunningAsBroker'
  | 'PendingControlledShutdown'
  | 'BrokerShuttingDown'
  /** Ended by signal 9. */
  | 'Killed'
  /** Ended on its own or by another signal, not asked for. */
  | 'Crashed'
  /** Frozen by SIGSTOP. */
  | 'Paused'
  | 'Unknown'

export interface ProcessExit {
  code: number | null
  signal: string | null
  atMs: number
  /** The lab asked for it (stop, kill, restart). */
  requested: boolean
  /** The last error line it logged, if any. */
  lastError: string | null
}

/** CPU in percent of one core; rates in bytes per second. `history` holds the last samples, oldest first, null for a missing one. */
export interface ProcessUse {
  cpuPercent: number | null
  residentBytes: number | null
  readBytesPerSecond: number | null
  writeBytesPerSecond: number | null
  history: { intervalMs: number; read: (number | null)[]; write: (number | null)[] }
}

export interface BrokerView {
  id: number
  host: string
  port: number
  pid: number | null
  state: BrokerState
  /** A sentence beside the state: "session of broker 2 expires in 11 s", "recovering log 12 of 56". */
  stateDetail: string | null
  /** While logs are recovered after an unclean end. */
  recovery: { done: number; total: number } | null
  stateSinceMs: number
  startedMs: number | null
  exit: ProcessExit | null
  isController: boolean
  brokerEpoch: number | null
  sessionTimeoutMs: number | null
  leaderCount: number
  partitionCount: number
  logBytes: number
  logDirs: string[]
  offlineLogDirs: string[]
  /** Clean-shutdown marker present in every log dir; null while it runs. */
  cleanMarker: boolean | null
  propertiesPath: string
  use: ProcessUse
  /**
   * When this broker last answered, or since when it is asked; the page marks older values stale. null: nobody asks, and it tells only what
   * changes.
   */
  reportedMs: number | null
}

export interface CoordinationView {
  /** 'own': our coordination server; 'external': a ZooKeeper given by --zookeeper. */
  kind: 'own' | 'external'
  connect: string
  pid: number | null
  state: 'Starting' | 'Running' | 'NotRunning' | 'Killed' | 'Crashed' | 'Paused' | 'Unknown'
  stateSinceMs: number
  exit: ProcessExit | null
  tickTimeMs: number | null
  sessions: {
    id: string
    timeoutMs: number
    heardAgoMs: number
    /** Until it ends if nothing more is heard, at `reportedMs`. */
    expiresInMs?: number
    /** `broker-N` when it holds a broker's registration. */
    owner: string | null
    ephemerals: number
  }[]
  znodeCount: number | null
  zxid: string | null
  reportedMs: number | null
}

export interface ReplicaView {
  brokerId: number
  role: 'leader' | 'follower' | 'offline' | 'unknown'
  logStartOffset: number | null
  logEndOffset: number | null
  highWatermark: number | null
  leaderEpoch: number | null
  sizeBytes: number | null
  segmentCount: number | null
  /** Leader's log end offset minus this replica's, as the leader knows it. */
  lag: number | null
  logDir: string | null
  leaderEpochs: { epoch: number; startOffset: number }[]
  /** When its broker last told a change of this replica. How fresh it is: `reportedMs` of the broker, which confirms what it does not repeat. */
  reportedMs: number | null
}

export interface PartitionView {
  topic: string
  partition: number
  /** Assignment in Kafka's order: the first is the preferred leader. Never sorted. */
  replicas: number[]
  isr: number[]
  /** -1: no leader. */
  leader: number
  leaderEpoch: number
  /** replicas minus isr, with the reason the page shows. */
  outOfSync: { brokerId: number; reason: 'offline' | 'lagging' }[]
  minInsyncReplicas: number | null
  internal: boolean
  replicaViews: ReplicaView[]
}

export interface LabView {
  name: string
  dir: string
  engine: 'builtin'
  /** What it is made for: `desk`, `stepping` … */
  preset: string
  /** Of the running lab; see `contract.ts`. */
  contract: string | null
  bootstrap: string
  clusterId: string | null
  controllerId: number | null
  startedMs: number
  /** Something takes over a second: what, and how far. */
  progress: { text: InBothLanguages; done: number; total: number } | null
  /** Settings that differ from Kafka's defaults, for all brokers. */
  changedDefaults: { key: string; value: string; kafkaDefault: string }[]
}

export interface TimelineEvent {
  seq: number
  atMs: number
  /** 'lab', 'coordination', or a broker id. */
  source: 'lab' | 'coordination' | number
  /** A `TimelineKind`, or one that only a lab of another version knows. */
  kind: string
  /** One line of English for lists and search. The page translates by `kind` where it can. */
  text: string
  topicPartition: string | null
  severity: 'info' | 'warn' | 'bad' | 'good'
  details: Record<string, string | number | boolean | null>
}

export type FileChangeCause =
  | 'append'
  | 'roll'
  | 'retention'
  | 'cleaner'
  | 'truncation'
  | 'recovery'
  | 'checkpoint'
  | 'deleteRecords'
  | 'topicDeletion'
  | 'start'
  | 'unknown'

export interface DiskEntryView {
  name: string
  kind: 'file' | 'directory'
  sizeBytes: number
  allocatedBytes: number
  modifiedMs: number
  change: {
    mark: 'added' | 'changed' | 'deleted'
    cause: FileChangeCause
    atMs: number
    /** Bytes more (or, negative, less) than at the look before. */
    grewBytes: number
  } | null
  /** For .log files. */
  segment: { baseOffset: number; active: boolean } | null
}

/** A value that lives both in a checkpoint file and in the broker's memory. */
export interface CheckpointRowView {
  file: string
  /** The line as it stands in the file; null: no line for this partition. */
  line: string | null
  onDisk: number | null
  inMemory: number | null
  epoch: number | null
  writtenMs: number | null
  intervalMs: number | null
}

export interface CheckpointFileView {
  path: string
  raw: string
  entries: { line: number; text: string }[]
  problem: InBothLanguages | null
  writtenMs: number
}

export interface LogDirView {
  path: string
  offline: boolean
  sizeBytes: number
  allocatedBytes: number
  entries: DiskEntryView[]
  checkpoints: CheckpointFileView[]
}

export interface PartitionDirectoryView {
  path: string
  name: string
  entries: DiskEntryView[]
  rows: CheckpointRowView[]
  checkpoints: CheckpointFileView[]
  recoveryPoint: number | null
}

/** The directories that are on screen, as they are on disk now. */
export interface DiskView {
  brokerId: number
  readMs: number
  logDirs: LogDirView[]
  /** Present for the opened partition directories. */
  partitions: PartitionDirectoryView[]
  problem: InBothLanguages | null
}
