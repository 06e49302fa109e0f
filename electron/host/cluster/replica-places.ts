import { join } from 'node:path'
import type { PartitionTelemetry } from '../../../broker-core/probe/telemetry'
import { partitionKey } from './broker-reports'
import type { Cluster } from './cluster'

export interface TopicReplica {
  brokerId: number
  partition: number
  logDir: string
}

/** Of each partition of a topic the leader's replica; while it has none, that of the broker that tells of it. Brokers that ended count with their last word. */
export function leadingReplicas(cluster: Cluster, topic: string): TopicReplica[] {
  const found = new Map<number, TopicReplica & { rank: number }>()
  for (const { id, process, reports } of cluster.brokers.values())
    for (const { topic: name, partition, role, logDir } of reports.partitions.values()) {
      if (name !== topic || logDir === '') continue
      const rank = (process.live ? 2 : 0) + (role === 'leader' ? 1 : 0)
      if ((found.get(partition)?.rank ?? -1) < rank) found.set(partition, { brokerId: id, partition, logDir, rank })
    }
  return [...found.values()]
    .map(({ brokerId, partition, logDir }) => ({ brokerId, partition, logDir }))
    .sort((one, other) => one.partition - other.partition)
}

/** As the leader told it last. */
export const highWatermarkOf =
  (cluster: Cluster) =>
  (topic: string, partition: number): number | undefined =>
    [...cluster.brokers.values()]
      .map(({ reports }) => reports.partitions.get(partitionKey({ topic, partition })))
      .find((telemetry) => telemetry?.role === 'leader')?.highWatermark

/** Where a broker keeps a replica, and where its log starts; undefined: it has told of none. */
export function replicaPlace(
  cluster: Cluster,
  replica: { brokerId: number; topic: string; partition: number },
): { directory: string; logStartOffset: number } | undefined {
  const key = partitionKey(replica)
  const telemetry: PartitionTelemetry | undefined = cluster.brokers.get(replica.brokerId)?.reports.partitions.get(key)
  if (telemetry === undefined || telemetry.logDir === '') return undefined
  return { directory: join(telemetry.logDir, key), logStartOffset: telemetry.logStartOffset }
}
