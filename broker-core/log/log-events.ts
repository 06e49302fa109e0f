import type { TopicPartition } from '../format/topic-partition'

export type SegmentDeletionReason =
  | 'retention.ms'
  | 'retention.bytes'
  | 'log start offset'
  | 'truncation'
  | 'no room in its indexes'
  | 'compaction'
  | 'recovery'

/** Everything that changes on disk besides plain appends, told once it has happened: the dashboard's timeline and the tests listen. */
export type LogEvent =
  | { kind: 'logCreated'; topicPartition: TopicPartition; directory: string }
  | { kind: 'logRenamedForDeletion'; topicPartition: TopicPartition; directory: string }
  | { kind: 'logDeleted'; directory: string }
  | { kind: 'segmentRolled'; topicPartition: TopicPartition; baseOffset: number; reason: RollReason }
  | {
      kind: 'segmentsDeleted'
      topicPartition: TopicPartition
      reason: SegmentDeletionReason
      baseOffsets: readonly number[]
      bytes: number
    }
  | { kind: 'logStartOffsetIncremented'; topicPartition: TopicPartition; logStartOffset: number; reason: string }
  | { kind: 'truncated'; topicPartition: TopicPartition; fromOffset: number; toOffset: number }
  | {
      kind: 'segmentRecovered'
      topicPartition: TopicPartition
      baseOffset: number
      bytesScanned: number
      bytesCut: number
    }
  | { kind: 'segmentDiscarded'; topicPartition: TopicPartition; baseOffset: number; bytes: number }
  | {
      kind: 'logLoaded'
      topicPartition: TopicPartition
      logStartOffset: number
      logEndOffset: number
      recovered: boolean
    }
  | { kind: 'producerSnapshotWritten'; topicPartition: TopicPartition; offset: number }
  | { kind: 'checkpointWritten'; path: string; entries: number }
  | { kind: 'logDirFailed'; directory: string; message: string }

export type RollReason = 'segment.bytes' | 'segment.ms' | 'index full' | 'offset overflow' | 'retention' | 'requested'

export type LogEvents = (event: LogEvent) => void
