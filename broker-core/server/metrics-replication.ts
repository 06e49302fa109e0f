import type { Partition } from '../replication/partition'
import type { ReplicaIo } from '../replication/replica-io'
import type { ReplicaManager } from '../replication/replica-manager'
import { counter, gauge, labelledGauge, type Metric } from './metric'

/** What of a replica its metrics are made of. */
export type MeasuredPartition = Pick<
  Partition,
  'topicPartition' | 'isLeader' | 'isUnderReplicated' | 'replicas' | 'addingReplicas' | 'removingReplicas'
> & {
  inSyncReplicas: { readonly size: number }
  log:
    | {
        readonly config: { minInsyncReplicas: number }
        readonly logEndOffset: number
        readonly lastStableOffset: number
      }
    | undefined
}

const isUnderMinIsr = ({ isLeader, log, inSyncReplicas }: MeasuredPartition): boolean =>
  isLeader && log !== undefined && inSyncReplicas.size < log.config.minInsyncReplicas

const isAtMinIsr = ({ isLeader, log, inSyncReplicas }: MeasuredPartition): boolean =>
  isLeader && log !== undefined && inSyncReplicas.size === log.config.minInsyncReplicas

const isReassigning = ({ isLeader, addingReplicas, removingReplicas }: MeasuredPartition): boolean =>
  isLeader && addingReplicas.length + removingReplicas.length > 0

/** kafka.server:type=ReplicaManager: counts over the replicas of this broker. */
export function replicaManagerMetrics(partitions: readonly MeasuredPartition[], offlineCount: number): Metric[] {
  const count = (matches: (partition: MeasuredPartition) => boolean): number => partitions.filter(matches).length
  const named = (name: string, help: string, value: number): Metric =>
    gauge(`kafka_server_ReplicaManager_${name}`, help, value)
  return [
    named('PartitionCount', 'Replicas on this broker, offline ones among them', partitions.length + offlineCount),
    named(
      'LeaderCount',
      'Replicas that lead',
      count(({ isLeader }) => isLeader),
    ),
    named('OfflineReplicaCount', 'Replicas in a failed log directory', offlineCount),
    named(
      'UnderReplicatedPartitions',
      'Partitions led here with fewer in-sync replicas than assigned',
      count(({ isUnderReplicated }) => isUnderReplicated),
    ),
    named('UnderMinIsrPartitionCount', 'Partitions led here below min.insync.replicas', count(isUnderMinIsr)),
    named('AtMinIsrPartitionCount', 'Partitions led here exactly at min.insync.replicas', count(isAtMinIsr)),
    named('ReassigningPartitions', 'Partitions led here whose replicas are being changed', count(isReassigning)),
  ]
}

/** kafka.cluster:type=Partition: one sample a partition. As in Kafka, what only a leader knows is 0 on a follower. */
export function partitionMetrics(partitions: readonly MeasuredPartition[]): Metric[] {
  const named = (name: string, help: string, measure: (partition: MeasuredPartition) => number): Metric =>
    labelledGauge(
      `kafka_cluster_Partition_${name}`,
      help,
      partitions.map((partition) => ({
        labels: { topic: partition.topicPartition.topic, partition: String(partition.topicPartition.partition) },
        value: measure(partition),
      })),
    )
  return [
    named('UnderReplicated', '1: fewer in-sync replicas than assigned', (one) => Number(one.isUnderReplicated)),
    named('UnderMinIsr', '1: below min.insync.replicas', (one) => Number(isUnderMinIsr(one))),
    named('AtMinIsr', '1: exactly at min.insync.replicas', (one) => Number(isAtMinIsr(one))),
    named('InSyncReplicasCount', 'In-sync replicas, known to the leader', (one) =>
      one.isLeader ? one.inSyncReplicas.size : 0,
    ),
    named('ReplicasCount', 'Assigned replicas without those being added, told by the leader', (one) =>
      one.isLeader ? one.replicas.length - one.addingReplicas.length : 0,
    ),
    named('LastStableOffsetLag', 'Log end offset minus last stable offset', ({ log }) =>
      log === undefined ? 0 : log.logEndOffset - log.lastStableOffset,
    ),
  ]
}

/** kafka.server:type=BrokerTopicMetrics, over all topics. */
export function brokerTopicMetrics(io: ReplicaIo): Metric[] {
  const named = (name: string, help: string, value: number): Metric =>
    counter(`kafka_server_BrokerTopicMetrics_${name}_total`, help, value)
  return [
    named('BytesIn', 'Bytes of record batches appended for producers', io.appendBytes),
    named('BytesOut', 'Bytes of record batches sent to consumers', io.consumerFetchBytes),
    named('ReplicationBytesIn', 'Bytes of record batches appended as follower', io.replicaAppendBytes),
    named('ReplicationBytesOut', 'Bytes of record batches sent to followers', io.followerFetchBytes),
  ]
}

/** kafka.server:type=DelayedOperationPurgatory and FetchSessionCache: requests and sessions that are kept. */
export function waitingMetrics(replicas: ReplicaManager): Metric[] {
  const purgatories = [
    ['Produce', replicas.producePurgatory],
    ['Fetch', replicas.fetchPurgatory],
    ['DeleteRecords', replicas.deleteRecordsPurgatory],
  ] as const
  return [
    labelledGauge(
      'kafka_server_DelayedOperationPurgatory_PurgatorySize',
      'Requests that wait for replication, records or time',
      purgatories.map(([delayedOperation, { size }]) => ({ labels: { delayedOperation }, value: size })),
    ),
    gauge(
      'kafka_server_FetchSessionCache_NumIncrementalFetchSessions',
      'Incremental fetch sessions kept',
      replicas.fetchSessions.size,
    ),
  ]
}
