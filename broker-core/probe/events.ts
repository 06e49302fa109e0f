import type {
  CleanerStopReason,
  GroupChangeReason,
  IsrChangeReason,
  ResignationReason,
  RollReason,
  StateChangeReason,
  TruncationReason,
  ZnodeSummary,
} from './reasons'

/** Why files of a log changed: the lab shows it beside the file. */
export type LogChangeCause =
  | 'append'
  | 'roll'
  | 'retention'
  | 'cleaner'
  | 'truncation'
  | 'recovery'
  | 'deleteRecords'
  | 'topicDeletion'

/** A fact a broker tells the lab, as it happens. Offsets are numbers, times come from the machine's clocks. */
export type ProbeFact =
  | { kind: 'controllerElected'; controllerEpoch: number }
  | { kind: 'controllerResigned'; controllerEpoch: number; why: ResignationReason }
  | {
      kind: 'leaderElected'
      topic: string
      partition: number
      from: number
      to: number
      leaderEpoch: number
      isr: number[]
      why: StateChangeReason
    }
  | { kind: 'becameLeader'; topic: string; partition: number; leaderEpoch: number; logEndOffset: number }
  | { kind: 'becameFollower'; topic: string; partition: number; leaderEpoch: number; leader: number }
  | {
      kind: 'isrShrunk' | 'isrExpanded'
      topic: string
      partition: number
      from: number[]
      to: number[]
      why: IsrChangeReason
    }
  | { kind: 'highWatermarkAdvanced'; topic: string; partition: number; from: number; to: number }
  | { kind: 'truncated'; topic: string; partition: number; from: number; to: number; why: TruncationReason }
  | { kind: 'segmentRolled'; topic: string; partition: number; baseOffset: number; why: RollReason }
  | {
      kind: 'segmentsDeleted'
      topic: string
      partition: number
      baseOffsets: number[]
      bytes: number
      cause: LogChangeCause
    }
  | { kind: 'logCreated' | 'logDeleted'; topic: string; partition: number; directory: string }
  | { kind: 'logRecovered'; topic: string; partition: number; recoveredTo: number; truncatedBytes: number }
  | {
      kind: 'cleanerStarted'
      topic: string
      partition: number
      firstDirtyOffset: number
      firstUncleanableOffset: number
      /** Share of the log that is dirty, 0 to 1. */
      dirtyRatio: number
    }
  | {
      kind: 'cleanerFinished'
      topic: string
      partition: number
      firstDirtyOffset: number
      /** Where the dirty section begins now. */
      nextDirtyOffset: number
      /** What the cleaner read and wrote, the reading for its map included. */
      bytesRead: number
      bytesWritten: number
      /** Bytes and records of the cleaned segments, before and after. */
      sizeBefore: number
      sizeAfter: number
      recordsBefore: number
      recordsAfter: number
      segmentsBefore: number
      segmentsAfter: number
      /** Records without value that stayed, and when the first of them may go; -1: there is none. */
      tombstones: number
      firstTombstoneDeadlineMs: number
      durationMs: number
    }
  | {
      kind: 'cleanerStopped'
      topic: string
      partition: number
      why: CleanerStopReason
      message: string
    }
  | { kind: 'checkpointWritten'; file: string; logDir: string }
  | { kind: 'logDirFailed'; logDir: string; reason: string }
  | { kind: 'configChanged'; entity: string; keys: string[] }
  | { kind: 'znodeWritten'; path: string; summary: ZnodeSummary }
  | { kind: 'topicCreated' | 'topicDeleted'; topic: string }
  | { kind: 'brokerRegistered'; brokerEpoch: number }
  | { kind: 'sessionExpired' }
  | { kind: 'controlledShutdown'; remaining: number }
  | {
      kind: 'groupStateChanged'
      groupId: string
      from: string
      to: string
      generation: number
      members: number
      why: GroupChangeReason
    }
  /** The coordinator has read a partition of `__consumer_offsets`. */
  | { kind: 'groupLoaded'; partition: number; groups: number; offsets: number }
  | {
      kind: 'transactionStateChanged'
      transactionalId: string
      /** int64, as text. */
      producerId: string
      producerEpoch: number
      from: string
      to: string
    }

export interface ProbeEvent {
  brokerId: number
  wallMs: number
  monotonicMs: number
  fact: ProbeFact
}

/** Where the parts of a broker report facts. Never throws, never waits. */
export type Probe = (fact: ProbeFact) => void
