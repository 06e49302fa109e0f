import type { PartitionFacts, TopicFacts } from './topic-facts'

/** `kafka-topics.sh --describe`: the line of a topic. */
export function topicLine({ topic, partitions, configs }: TopicFacts): string {
  const first = partitions[0]
  const settings = configs.map(({ name, value }) => `${name}=${value}`).join(',')
  return `Topic: ${topic}\tPartitionCount: ${partitions.length}\tReplicationFactor: ${first ? replicationFactor(first) : 0}\tConfigs: ${settings}\n`
}

/** The line of a partition below it. */
export function partitionLine({ topic, partition, leader, replicas, isr, ...move }: PartitionFacts): string {
  const who = leader < 0 ? 'none' : leader
  const moving = move.reassigned
    ? `\tAdding Replicas: ${move.adding.join(',')}\tRemoving Replicas: ${move.removing.join(',')}`
    : ''
  return `\tTopic: ${topic}\tPartition: ${partition}\tLeader: ${who}\tReplicas: ${replicas.join(',')}\tIsr: ${isr.join(',')}${moving}\n`
}

/** Replicas that count: during a move not those that are still being added. */
export function replicationFactor({ replicas, adding, removing }: PartitionFacts): number {
  const moving = [...adding, ...removing].some((id) => replicas.includes(id))
  return moving ? replicas.filter((id) => !adding.includes(id)).length : replicas.length
}

/** Which partitions a `--describe` shows. */
export type PartitionReport = 'all' | 'underReplicated' | 'unavailable' | 'underMinIsr' | 'atMinIsr'

export function isReported(
  report: PartitionReport,
  partition: PartitionFacts,
  minInsyncReplicas: number | null,
  live: ReadonlySet<number>,
): boolean {
  switch (report) {
    case 'all':
      return true
    case 'underReplicated':
      return replicationFactor(partition) > partition.isr.length
    case 'unavailable':
      return partition.leader < 0 || !live.has(partition.leader)
    case 'underMinIsr':
      return partition.leader < 0 || (minInsyncReplicas !== null && partition.isr.length < minInsyncReplicas)
    case 'atMinIsr':
      return partition.isr.length === minInsyncReplicas
  }
}
