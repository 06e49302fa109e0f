import { listOffsets } from '../../../../broker-core/protocol/messages/02-list-offsets'
import type { ClusterClient } from '../../client/cluster-client'
import { byTopic, leadersOf, type TopicPartition } from '../../client/partition-offsets'

const VERSION = 5

export interface FoundOffset extends TopicPartition {
  /** -1: nothing at or after the time. */
  offset: number
  errorCode: number
}

/** Offsets at a timestamp (-1 the end, -2 the beginning), asked of the leaders. Partitions without one are left out. */
export async function listedOffsets(
  client: ClusterClient,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Promise<FoundOffset[]> {
  const leaders = await leadersOf(client, partitions)
  const answers = await Promise.all(
    [...leaders].map(([leader, ofLeader]) =>
      client.broker(leader, listOffsets, VERSION, {
        replicaId: -1,
        isolationLevel: 0,
        topics: byTopic(ofLeader).map(([name, indexes]) => ({
          name,
          partitions: indexes.map((partitionIndex) => ({ partitionIndex, timestamp })),
        })),
      }),
    ),
  )
  return answers
    .flatMap(({ topics }) =>
      topics.flatMap(({ name, partitions: found }) =>
        found.map(({ partitionIndex, offset, errorCode }) => ({
          topic: name,
          partition: partitionIndex,
          offset,
          errorCode,
        })),
      ),
    )
    .sort((one, other) =>
      one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1,
    )
}
