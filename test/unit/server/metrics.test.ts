import { describe, expect, test } from 'vitest'
import { metricsPort } from '../../../broker-core/bin/metrics-port'
import { exposition } from '../../../broker-core/bin/metrics-text'
import type { ControllerSnapshot } from '../../../broker-core/controller/controller-api'
import { newSocketServerMetrics } from '../../../broker-core/network/metrics'
import { gauge, type Metric } from '../../../broker-core/server/metric'
import { CountedFacts } from '../../../broker-core/server/metrics'
import { controllerMetrics } from '../../../broker-core/server/metrics-controller'
import { networkMetrics } from '../../../broker-core/server/metrics-network'
import {
  type MeasuredPartition,
  partitionMetrics,
  replicaManagerMetrics,
} from '../../../broker-core/server/metrics-replication'

const values = (metrics: readonly Metric[]): Record<string, number> =>
  Object.fromEntries(
    metrics.flatMap(({ name, samples }) =>
      samples.map(({ labels, value }) => [[name, ...Object.values(labels)].join(' '), value]),
    ),
  )

const partition = (
  number: number,
  about: { leader?: boolean; isr?: number; minIsr?: number; replicas?: number; adding?: number; log?: false },
): MeasuredPartition => {
  const { leader = true, isr = 3, minIsr = 2, replicas = 3, adding = 0 } = about
  return {
    topicPartition: { topic: 'orders', partition: number },
    isLeader: leader,
    isUnderReplicated: leader && replicas - adding > isr,
    replicas: Array.from({ length: replicas }, (_, id) => id),
    addingReplicas: Array.from({ length: adding }, (_, id) => id),
    removingReplicas: [],
    inSyncReplicas: { size: leader ? isr : 0 },
    log:
      about.log === false ? undefined : { config: { minInsyncReplicas: minIsr }, logEndOffset: 9, lastStableOffset: 7 },
  }
}

describe('metrics of replicas', () => {
  const counts = (partitions: MeasuredPartition[], offline = 0) => {
    const named = values(replicaManagerMetrics(partitions, offline))
    return Object.fromEntries(
      Object.entries(named).map(([name, value]) => [name.replace('kafka_server_ReplicaManager_', ''), value]),
    )
  }

  test.each([
    { what: 'all in sync', about: {}, under: 0, underMin: 0, atMin: 0 },
    { what: 'one short', about: { isr: 2 }, under: 1, underMin: 0, atMin: 1 },
    { what: 'below the minimum', about: { isr: 1 }, under: 1, underMin: 1, atMin: 0 },
    { what: 'one replica, minimum one', about: { replicas: 1, isr: 1, minIsr: 1 }, under: 0, underMin: 0, atMin: 1 },
    { what: 'a replica being added is not missed', about: { replicas: 4, adding: 1 }, under: 0, underMin: 0, atMin: 0 },
    { what: 'a follower says nothing of the ISR', about: { leader: false }, under: 0, underMin: 0, atMin: 0 },
    { what: 'without a log', about: { log: false as const, isr: 1 }, under: 1, underMin: 0, atMin: 0 },
  ])('$what', ({ about, under, underMin, atMin }) => {
    expect(counts([partition(0, about)])).toMatchObject({
      UnderReplicatedPartitions: under,
      UnderMinIsrPartitionCount: underMin,
      AtMinIsrPartitionCount: atMin,
    })
  })

  test('offline replicas count as partitions of this broker', () => {
    expect(counts([partition(0, {}), partition(1, { leader: false })], 2)).toMatchObject({
      PartitionCount: 4,
      LeaderCount: 1,
      OfflineReplicaCount: 2,
    })
  })

  test('one sample a partition, with its labels', () => {
    expect(values(partitionMetrics([partition(0, { isr: 1 }), partition(7, { leader: false })]))).toMatchObject({
      'kafka_cluster_Partition_UnderMinIsr orders 0': 1,
      'kafka_cluster_Partition_InSyncReplicasCount orders 0': 1,
      'kafka_cluster_Partition_InSyncReplicasCount orders 7': 0,
      'kafka_cluster_Partition_ReplicasCount orders 0': 3,
      'kafka_cluster_Partition_LastStableOffsetLag orders 7': 2,
    })
  })
})

describe('metrics of the other parts', () => {
  test('requests by the name of their API', () => {
    const metrics = newSocketServerMetrics()
    metrics.requestsByApiKey.set(0, 4).set(18, 1)
    expect(values(networkMetrics(metrics, 12))).toMatchObject({
      'kafka_network_RequestMetrics_Requests_total Produce': 4,
      'kafka_network_RequestMetrics_Requests_total ApiVersions': 1,
      kafka_network_SocketServer_MemoryPoolUsed: 12,
    })
  })

  test('the controller, its queues one by one and together', () => {
    const snapshot: ControllerSnapshot = {
      active: true,
      activeControllerId: 1,
      epoch: 3,
      queueLength: 2,
      handling: null,
      topicCount: 5,
      partitionCount: 9,
      offlinePartitionCount: 1,
      preferredReplicaImbalanceCount: 4,
      topicsToDeleteCount: 0,
      reassigningPartitionCount: 0,
      liveBrokerIds: [1, 2],
      shuttingDownBrokerIds: [],
      channelQueueLengths: [
        { brokerId: 1, length: 2 },
        { brokerId: 2, length: 3 },
      ],
      uncleanElections: 1,
      elections: 8,
    }
    expect(values(controllerMetrics(snapshot))).toMatchObject({
      kafka_controller_KafkaController_ActiveControllerCount: 1,
      kafka_controller_KafkaController_OfflinePartitionsCount: 1,
      kafka_controller_KafkaController_GlobalPartitionCount: 9,
      kafka_controller_ControllerChannelManager_TotalQueueSize: 5,
      'kafka_controller_ControllerChannelManager_QueueSize 2': 3,
      kafka_controller_ControllerStats_UncleanLeaderElections_total: 1,
    })
  })

  test('facts that nothing else remembers', () => {
    const counted = new CountedFacts()
    counted.count({
      kind: 'isrShrunk',
      topic: 't',
      partition: 0,
      from: [1, 2],
      to: [1],
      why: 'broker 2 not caught up for 30000 ms',
    })
    counted.count({ kind: 'isrExpanded', topic: 't', partition: 0, from: [1], to: [1, 2], why: 'broker 2 caught up' })
    counted.count({ kind: 'isrExpanded', topic: 't', partition: 1, from: [1], to: [1, 2], why: 'broker 2 caught up' })
    counted.count({ kind: 'sessionExpired' })
    counted.count({ kind: 'topicCreated', topic: 't' })
    expect(counted).toMatchObject({ isrShrinks: 1, isrExpands: 2, sessionExpiries: 1 })
  })
})

describe('the text format', () => {
  test('labels are escaped, metrics without samples keep their type', async () => {
    const { text } = await exposition([
      gauge('kafka_up', 'Whether it is', 1),
      { name: 'none_total', help: 'Nothing', kind: 'counter', samples: [] },
      { name: 'dir', help: 'A "directory"', kind: 'gauge', samples: [{ labels: { path: 'C:\\a"b' }, value: 2 }] },
    ])
    expect(text).toContain('# HELP kafka_up Whether it is\n# TYPE kafka_up gauge\nkafka_up 1\n')
    expect(text).toContain('# TYPE none_total counter\n')
    expect(text).toContain('dir{path="C:\\\\a\\"b"} 2\n')
  })

  test.each([
    ['9404', { port: 9404, orFree: false }],
    ['0', { port: 0, orFree: false }],
    ['', undefined],
  ])('a port %j', (text, port) => {
    expect(metricsPort(text)).toEqual(port)
  })

  test.each(['65536', 'x', '-1', '80 '])('no port: %j', (text) => {
    expect(() => metricsPort(text)).toThrow(`not "${text}"`)
  })
})
