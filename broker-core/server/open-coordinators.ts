import type { BrokerConfig } from '../config/broker-config'
import type { TopicAdmin } from '../controller/topic-admin'
import { GroupCoordinator } from '../groups/group-coordinator'
import type { ProducerIds } from '../handlers/producer-ids'
import type { BrokerServices } from '../handlers/services'
import { InternalTopicCreator } from '../internal-topics/internal-topic-creator'
import { InternalTopicPartitions } from '../internal-topics/internal-topic-partitions'
import { CONSUMER_OFFSETS_TOPIC, TRANSACTION_STATE_TOPIC } from '../internal-topics/internal-topics'
import type { Probe } from '../probe/events'
import type { GateBoard } from '../probe/gate-board'
import type { MetadataCache } from '../replication/metadata-cache'
import type { Partition } from '../replication/partition'
import type { ReplicaManager } from '../replication/replica-manager'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import { openTransactions } from './open-transactions'

export interface OpenCoordinatorsOptions {
  runtime: Runtime
  brokerId: number
  config: () => BrokerConfig
  znodes: ClusterZnodes
  metadataCache: MetadataCache
  replicaManager: ReplicaManager
  topicAdmin: TopicAdmin
  producerIds: ProducerIds
  probe: Probe
  gates: GateBoard | undefined
}

/** The coordinators of groups and transactions, which live in the leaders of their internal topics' partitions. */
export interface Coordinators {
  readonly services: Pick<
    BrokerServices,
    'internalTopics' | 'transactionPartitions' | 'groupCoordinator' | 'transactionCoordinator'
  >
  /** Before the logs close. */
  shutdown(): void
}

export async function openCoordinators(options: OpenCoordinatorsOptions): Promise<Coordinators> {
  const { runtime, config, znodes, metadataCache, replicaManager, topicAdmin, probe } = options
  const [offsetsCount, transactionsCount] = await Promise.all(
    [CONSUMER_OFFSETS_TOPIC, TRANSACTION_STATE_TOPIC].map(
      async (topic) => (await znodes.topics.assignment(topic))?.partitions.size,
    ),
  )
  const groupPartitions = new InternalTopicPartitions(
    CONSUMER_OFFSETS_TOPIC,
    metadataCache,
    () => config().offsetsTopicNumPartitions,
    offsetsCount,
  )
  const transactionPartitions = new InternalTopicPartitions(
    TRANSACTION_STATE_TOPIC,
    metadataCache,
    () => config().transactionStateLogNumPartitions,
    transactionsCount,
  )
  const groupCoordinator = new GroupCoordinator({
    runtime,
    config,
    partitions: groupPartitions,
    logs: replicaManager.appends,
    leaderLog: (partition) => replicaManager.partition({ topic: CONSUMER_OFFSETS_TOPIC, partition })?.log,
    probe,
  })
  const transactionCoordinator = openTransactions({ ...options, partitions: transactionPartitions })
  groupCoordinator.startup()
  transactionCoordinator.startup()
  replicaManager.onLeadershipChange(({ leading, following }) => {
    for (const { partition, leaderEpoch } of ofTopic(CONSUMER_OFFSETS_TOPIC, leading)) {
      groupCoordinator.onElection(partition, leaderEpoch)
    }
    for (const { partition } of ofTopic(CONSUMER_OFFSETS_TOPIC, following)) groupCoordinator.onResignation(partition)
    for (const { partition, leaderEpoch } of ofTopic(TRANSACTION_STATE_TOPIC, leading)) {
      transactionCoordinator.onElection(partition, leaderEpoch)
    }
    for (const { partition } of ofTopic(TRANSACTION_STATE_TOPIC, following)) {
      transactionCoordinator.onResignation(partition)
    }
  })
  const internalTopics = new InternalTopicCreator({
    config,
    aliveBrokerCount: () => metadataCache.aliveBrokers().length,
    autoCreate: (name, own) => topicAdmin.autoCreate(name, own),
    logger: runtime.logger.named('kafka.server.KafkaApis'),
  })
  return {
    services: { internalTopics, transactionPartitions, groupCoordinator, transactionCoordinator },
    shutdown: () => {
      groupCoordinator.shutdown()
      transactionCoordinator.shutdown()
    },
  }
}

function ofTopic(topic: string, partitions: readonly Partition[]): { partition: number; leaderEpoch: number }[] {
  return partitions
    .filter(({ topicPartition }) => topicPartition.topic === topic)
    .map(({ topicPartition, leaderEpoch }) => ({ partition: topicPartition.partition, leaderEpoch }))
}
