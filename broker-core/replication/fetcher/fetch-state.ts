import type { TopicPartition } from '../../format/topic-partition'

/**
 * - `truncating`: must first agree with the leader where the common log ends
 * - `fetching`: its fetch offset is its log end offset
 */
export type FetchPhase = 'truncating' | 'fetching'

/** One partition of a fetcher (PartitionFetchState). A new object for every change, so that a late answer is recognised. */
export interface FetchState {
  readonly topicPartition: TopicPartition
  readonly phase: FetchPhase
  readonly fetchOffset: number
  readonly currentLeaderEpoch: number
  /** Monotonic time before which it is left out of requests; 0: none. */
  readonly delayedUntilMs: number
}
