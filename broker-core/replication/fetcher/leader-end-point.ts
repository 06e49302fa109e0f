import type { TopicPartition } from '../../format/topic-partition'
import type { EpochEndOffset } from '../truncation'

export interface ReplicaFetchRequest extends TopicPartition {
  fetchOffset: number
  logStartOffset: number
  currentLeaderEpoch: number
}

export interface ReplicaFetchResult extends TopicPartition {
  errorCode: number
  highWatermark: number
  logStartOffset: number
  records: Buffer
}

export interface EpochRequest extends TopicPartition {
  currentLeaderEpoch: number
  leaderEpoch: number
}

export interface EpochResult extends TopicPartition, EpochEndOffset {
  errorCode: number
}

/**
 * Where a follower's records come from. A decorator of it can hold, step or delay single fetches of a real cluster. Every method rejects
 * when the leader cannot be asked; per-partition refusals are error codes.
 */
export interface LeaderEndPoint {
  readonly brokerId: number
  fetch(partitions: readonly ReplicaFetchRequest[]): Promise<ReplicaFetchResult[]>
  endOffsetsForEpochs(partitions: readonly EpochRequest[]): Promise<EpochResult[]>
  /** Rejects with a KafkaError for a refusal. */
  earliestOffset(topicPartition: TopicPartition, currentLeaderEpoch: number): Promise<number>
  latestOffset(topicPartition: TopicPartition, currentLeaderEpoch: number): Promise<number>
  close(): void
}
