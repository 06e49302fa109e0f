import type { BenchmarkFunctions } from './benchmark-functions'
import type { CleaningInterest, CleaningView } from './cleaning-views'
import type { CompactionFunctions } from './compaction-functions'
import type { ConsoleFunctions } from './console-functions'
import type { ExerciseFunctions, InBothLanguages } from './exercise-functions'
import type { GateFunctions, GateView } from './gate-functions'
import type { GroupsView, OffsetResetRow, OffsetResetTarget } from './group-views'
import type { InspectFunctions } from './inspect-functions'
import type { IoInterest, IoView } from './io-views'
import type { PresetFunctions } from './preset-functions'
import type { RecordingFunctions } from './recording-functions'
import type { ReplicationInterest, ReplicationView } from './replication-views'
import type { TopicWorkView } from './topic-work-views'
import type { BrokerView, CoordinationView, DiskView, LabView, PartitionView, TimelineEvent } from './views'

/** What the page shows now: only that is read from disk and sent. */
export interface Interest {
  disk?: { brokerId: number; openPartitions: string[] }
  /** The Groups page is open, and which group on it. Only then are brokers asked about groups. */
  groups?: { groupId: string | null }
  /** The Topics page is open: reassignments and deletions are followed. */
  topicWork?: boolean
  /** Disk I/O by cause is on screen. */
  io?: IoInterest
  /** Cleaner or retention are on screen: brokers are asked once a second. */
  cleaning?: CleaningInterest
  /** The page that steps is open: gates put up with lease `page` stay. */
  gates?: boolean
  /** The partition on the Replication page. */
  replication?: ReplicationInterest
  /** false: the page is hidden or slow; nothing is computed for it. */
  telemetry: boolean
}

/** Everything that changed since `version`. Lists hold changed members only, unless `resync`. */
export interface LabUpdate {
  version: number
  /** The receiver's picture could not be continued: forget it and take this one. */
  resync: boolean
  nowMs: number
  lab?: LabView
  coordination?: CoordinationView
  brokers?: BrokerView[]
  partitions?: PartitionView[]
  removedPartitions?: string[]
  timeline?: TimelineEvent[]
  /** Sequence number of the oldest event still kept. */
  timelineStart?: number
  disk?: DiskView
  groups?: GroupsView
  topicWork?: TopicWorkView
  io?: IoView
  cleaning?: CleaningView
  /** Every gate of the lab, whenever one of them changed. */
  gates?: GateView[]
  replication?: ReplicationView
}

export type BrokerSignal = 'SIGTERM' | 'SIGINT' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'

export interface ActionResult {
  /** The exact command this stood for: `kill -9 4242`, `kafka-topics.sh --create …`. */
  command: string
}

export interface ConfigEntryView {
  name: string
  value: string | null
  source: string
  isDefault: boolean
  readOnly: boolean
  sensitive: boolean
  type: string
  documentation: string | null
}

export interface PropertiesCheck {
  problems: { line: number | null; key: string | null; message: InBothLanguages }[]
  diff: { key: string; before: string | null; after: string | null; needsRestart: boolean }[]
}

export interface RecordView {
  offset: number
  timestampMs: number
  key: string | null
  value: string | null
  headers: { key: string; value: string | null }[]
  leaderEpoch: number | null
  /** Where several partitions were read. */
  partition?: number
  /** Records of Kafka's internal topics in words; `key` and `value` stay as they are. */
  decoded?: DecodedRecordView
}

export interface DecodedRecordView {
  /** `offset`, `group`, `transaction`: what the record is about; `unknown` for a format newer than this lab. */
  kind: 'offset' | 'group' | 'transaction' | 'unknown'
  /** A record without a value: it deletes what came before under its key. */
  tombstone: boolean
  /** In the order of the record; times are marked by names that end in `Ms`. */
  fields: { name: string; value: string | number | null }[]
}

export interface LogLine {
  line: number
  text: string
  level: string
  atMs: number | null
}

/** The whole contract of the lab host. The same object answers Electron IPC, the WebSocket and tests. Failures reject with `LabError`. */
export interface LabFunctions
  extends GateFunctions,
    ConsoleFunctions,
    ExerciseFunctions,
    PresetFunctions,
    InspectFunctions,
    CompactionFunctions,
    BenchmarkFunctions,
    RecordingFunctions {
  /** Resolves as soon as something changed after `since` (0: everything now), at most every 100 ms; after 20 s with an empty update. One at a time. */
  pull(request: { since: number; interest: Interest }): Promise<LabUpdate>

  startBroker(request: { id: number }): Promise<ActionResult>
  signalBroker(request: { id: number; signal: BrokerSignal }): Promise<ActionResult>
  /** SIGTERM, wait for the end, start. */
  restartBroker(request: { id: number }): Promise<ActionResult>
  restartAllRolling(): Promise<ActionResult>
  addBroker(): Promise<ActionResult & { id: number }>
  startCoordination(): Promise<ActionResult>
  signalCoordination(request: { signal: BrokerSignal }): Promise<ActionResult>

  readServerProperties(request: { id: number }): Promise<{ path: string; text: string }>
  checkServerProperties(request: { id: number; text: string }): Promise<PropertiesCheck>
  writeServerProperties(request: { id: number; text: string }): Promise<PropertiesCheck>

  createTopic(request: {
    topic: string
    partitions: number
    replicationFactor: number
    configs: Record<string, string>
  }): Promise<ActionResult>
  deleteTopic(request: { topic: string }): Promise<ActionResult>
  addPartitions(request: { topic: string; partitions: number }): Promise<ActionResult>
  describeConfigs(request: { type: 'topic' | 'broker' | 'brokerDefault'; name: string }): Promise<ConfigEntryView[]>
  /** null deletes the override. */
  alterConfigs(request: {
    type: 'topic' | 'broker' | 'brokerDefault'
    name: string
    changes: Record<string, string | null>
  }): Promise<ActionResult>

  produce(request: {
    topic: string
    partition: number | null
    key: string | null
    value: string | null
    headers: Record<string, string>
    acks: -1 | 0 | 1
    count: number
  }): Promise<ActionResult & { partition: number; baseOffset: number | null }>
  readRecords(request: {
    topic: string
    partition: number
    /** -1: the last `count` records. */
    offset: number
    count: number
  }): Promise<ActionResult & { records: RecordView[]; logStartOffset: number; highWatermark: number }>
  /** Joins the group as one more member, reads, commits what it read, leaves. */
  consumeWithGroup(request: {
    topic: string
    groupId: string
    count: number
    /** Where the group has no offset yet. */
    fromBeginning: boolean
  }): Promise<
    ActionResult & {
      records: RecordView[]
      assignment: number[]
      committed: { partition: number; offset: number }[]
    }
  >

  /** Refused while the group has members, as Kafka does. No topics: all that the group has offsets of. `dryRun` changes nothing. */
  resetGroupOffsets(request: {
    groupId: string
    topics: { topic: string; partitions: number[] | null }[]
    to: OffsetResetTarget
    dryRun: boolean
  }): Promise<ActionResult & { rows: OffsetResetRow[] }>
  deleteGroup(request: { groupId: string }): Promise<ActionResult>
  /** null: all partitions. Refused for a topic that members of the group are subscribed to. */
  deleteGroupOffsets(request: { groupId: string; topic: string; partitions: number[] | null }): Promise<ActionResult>

  reassign(request: {
    topic: string
    partitions: { partition: number; replicas: number[] }[]
  }): Promise<ActionResult & { file: string }>
  cancelReassignment(request: { topic: string; partitions: number[] }): Promise<ActionResult & { file: string }>
  electLeaders(request: {
    type: 'preferred' | 'unclean'
    topic: string
    partitions: number[]
  }): Promise<ActionResult & { elected: number[]; notNeeded: number[] }>
  /** Offset -1: up to the high watermark. Answers with the new log start offsets. */
  deleteRecords(request: {
    topic: string
    partitions: { partition: number; offset: number }[]
  }): Promise<ActionResult & { file: string; lowWatermarks: { partition: number; offset: number }[] }>

  logSources(): Promise<{ source: string; path: string; sizeBytes: number }[]>
  /** A window of a log file: the last `count` lines before `before` (null: the end), filtered by text. Lines are numbered from the file's start. */
  readLog(request: {
    source: string
    before: number | null
    count: number
    search: string | null
  }): Promise<{ lines: LogLine[]; totalLines: number }>

  readTimeline(request: {
    from: number
    count: number
  }): Promise<{ events: TimelineEvent[]; start: number; end: number }>
}

export type LabFunctionName = keyof LabFunctions
