import type { FetchRequestInput } from '../../../broker-core/protocol/messages/01-fetch'

/** Version of `partitionFetch`. */
export const PARTITION_FETCH_VERSION = 11

export interface PartitionFetch {
  topic: string
  partition: number
  fetchOffset: number
  /** The leader waits that long for a first byte. */
  maxWaitMs: number
  /** Of the records; a first batch larger than that comes whole. */
  maxBytes: number
  readCommitted: boolean
}

/** What a consumer without a fetch session sends for one partition. */
export function partitionFetch(wanted: PartitionFetch): FetchRequestInput {
  const { topic, partition, fetchOffset, maxWaitMs, maxBytes, readCommitted } = wanted
  return {
    replicaId: -1,
    maxWaitMs,
    minBytes: 1,
    maxBytes,
    isolationLevel: readCommitted ? 1 : 0,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [{ topic, partitions: [{ partition, fetchOffset, partitionMaxBytes: maxBytes }] }],
    forgottenTopicsData: [],
    rackId: '',
  }
}
