export interface PartitionBalance<Partition> {
  partition: Partition
  /** First of its replicas. */
  preferredLeader: number
  /** undefined: no leadership known. */
  leader: number | undefined
}

/**
 * For each broker that is the preferred leader of too many partitions led by others, those partitions
 * (leader.imbalance.per.broker.percentage; KafkaController.checkAndTriggerAutoLeaderRebalance).
 */
export function imbalancedPartitions<Partition>(
  partitions: readonly PartitionBalance<Partition>[],
  percentage: number,
): Map<number, Partition[]> {
  const byBroker = new Map<number, { total: number; elsewhere: Partition[] }>()
  for (const { partition, preferredLeader, leader } of partitions) {
    const broker = byBroker.get(preferredLeader) ?? { total: 0, elsewhere: [] }
    broker.total++
    if (leader !== undefined && leader !== preferredLeader) broker.elsewhere.push(partition)
    byBroker.set(preferredLeader, broker)
  }
  const imbalanced = new Map<number, Partition[]>()
  for (const [brokerId, { total, elsewhere }] of byBroker) {
    if (elsewhere.length / total > percentage / 100) imbalanced.set(brokerId, elsewhere)
  }
  return imbalanced
}
