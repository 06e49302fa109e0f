import type { TopicPartition } from '../format/topic-partition'
import type { WriteTxnMarkersRequestInput, WriteTxnMarkersResponse } from '../protocol/messages/27-write-txn-markers'
import { groupBy } from '../replication/group-by'
import type { ProducerIdAndEpoch } from './transaction-metadata'

/** One transaction's markers for partitions of one leader. */
export interface MarkerEntry extends ProducerIdAndEpoch {
  transactionalId: string
  /** Partition of `__transaction_state` that the id belongs to. */
  transactionPartition: number
  coordinatorEpoch: number
  commit: boolean
  partitions: readonly TopicPartition[]
}

export function markersRequest(entries: readonly MarkerEntry[]): WriteTxnMarkersRequestInput {
  return {
    markers: entries.map(({ producerId, producerEpoch, commit, coordinatorEpoch, partitions }) => ({
      producerId,
      producerEpoch,
      transactionResult: commit,
      topics: [...groupBy(partitions, ({ topic }) => topic)].map(([name, ofTopic]) => ({
        name,
        partitionIndexes: ofTopic.map(({ partition }) => partition),
      })),
      coordinatorEpoch,
    })),
  }
}

/** The error of each partition of the entry; undefined where the answer does not name it. */
export function markerErrors(
  entry: MarkerEntry,
  response: WriteTxnMarkersResponse,
): { topicPartition: TopicPartition; errorCode: number | undefined }[] {
  const topics = response.markers
    .filter(({ producerId }) => producerId === entry.producerId)
    .flatMap((one) => one.topics)
  return entry.partitions.map((topicPartition) => ({
    topicPartition,
    errorCode: topics
      .filter(({ name }) => name === topicPartition.topic)
      .flatMap(({ partitions }) => partitions)
      .find(({ partitionIndex }) => partitionIndex === topicPartition.partition)?.errorCode,
  }))
}
