import type { PartitionAssigner } from 'kafkajs'
import { ranges } from '../../client/range-assignment'

/**
 * Kafka's default `range` for a kafkajs consumer, by the name and in the bytes of the Java client, so that both can be members of one
 * group: each topic's partitions in order, the first members get one more.
 */
export function rangeAssigner(encode: {
  metadata(topics: string[]): Buffer
  assignment(assignment: Record<string, number[]>): Buffer
  subscribed(metadata: Buffer): string[]
}): PartitionAssigner {
  return ({ cluster }) => ({
    name: 'range',
    version: 1,
    protocol: ({ topics }) => ({ name: 'range', metadata: encode.metadata(topics) }),
    assign: async ({ members, topics }) => {
      const subscriptions = members.map(({ memberId, memberMetadata }) => ({
        memberId,
        topics: encode.subscribed(memberMetadata),
      }))
      const all = new Set([...topics, ...subscriptions.flatMap((each) => each.topics)])
      const assigned = new Map(members.map(({ memberId }) => [memberId, {} as Record<string, number[]>]))
      for (const topic of all) {
        const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
        const takers = subscriptions.filter((each) => each.topics.includes(topic)).map(({ memberId }) => memberId)
        for (const [memberId, part] of ranges(partitions, takers.sort())) assigned.get(memberId)![topic] = part
      }
      return [...assigned].map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: encode.assignment(assignment),
      }))
    },
  })
}
