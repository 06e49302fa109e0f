import { listOffsets } from '../../../broker-core/protocol/messages/02-list-offsets'
import type { ClusterClient } from './cluster-client'

const LIST_OFFSETS_VERSION = 5
export const EARLIEST = -2
export const LATEST = -1

export interface TopicPartition {
  topic: string
  partition: number
}

/** By `topic-partition`; a partition that was not answered for is missing. */
export type OffsetsByPartition = ReadonlyMap<string, number>

export const partitionKey = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`

/** The leaders of partitions, as one broker knows them. Without those that have none, or do not exist. */
export async function leadersOf(
  client: ClusterClient,
  partitions: readonly TopicPartition[],
): Promise<Map<number, TopicPartition[]>> {
  if (partitions.length === 0) return new Map()
  const answer = await client.metadata([...new Set(partitions.map(({ topic }) => topic))])
  const leaderOf = new Map<string, number>()
  for (const { name, partitions: found } of answer.topics)
    for (const { partitionIndex, leaderId } of found) leaderOf.set(`${name}-${partitionIndex}`, leaderId)
  const byLeader = new Map<number, TopicPartition[]>()
  for (const partition of partitions) {
    const leader = leaderOf.get(partitionKey(partition))
    if (leader === undefined || leader < 0) continue
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), partition])
  }
  return byLeader
}

/**
 * Offsets at a timestamp, or the log's ends (EARLIEST, LATEST), asked of every leader at once. A leader that does not answer costs
 * only its own partitions. -1: no record at or after the timestamp.
 */
export async function offsetsAt(
  client: ClusterClient,
  leaders: ReadonlyMap<number, readonly TopicPartition[]>,
  timestamp: number,
): Promise<OffsetsByPartition> {
  const found = new Map<string, number>()
  const asked = [...leaders].map(async ([leader, partitions]) => {
    const answer = await client.broker(leader, listOffsets, LIST_OFFSETS_VERSION, {
      replicaId: -1,
      isolationLevel: 0,
      topics: byTopic(partitions).map(([name, ofTopic]) => ({
        name,
        partitions: ofTopic.map((partitionIndex) => ({ partitionIndex, timestamp })),
      })),
    })
    for (const { name, partitions: answered } of answer.topics)
      for (const { partitionIndex, errorCode, offset } of answered)
        if (errorCode === 0) found.set(`${name}-${partitionIndex}`, offset)
  })
  await Promise.allSettled(asked)
  return found
}

export function byTopic(partitions: readonly TopicPartition[]): [string, number[]][] {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of partitions) {
    const known = topics.get(topic)
    if (known) known.push(partition)
    else topics.set(topic, [partition])
  }
  return [...topics]
}
