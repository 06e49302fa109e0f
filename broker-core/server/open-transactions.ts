import type { BrokerConfig } from '../config/broker-config'
import type { TopicPartition } from '../format/topic-partition'
import type { ProducerIds } from '../handlers/producer-ids'
import type { InternalTopicPartitions } from '../internal-topics/internal-topic-partitions'
import { InterBrokerClient } from '../network/inter-broker-client'
import type { Probe } from '../probe/events'
import type { GateBoard } from '../probe/gate-board'
import type { MetadataCache } from '../replication/metadata-cache'
import type { ReplicaManager } from '../replication/replica-manager'
import type { Runtime } from '../runtime/runtime'
import type { LeaderPlace } from '../transactions/marker-channel'
import { TransactionCoordinator } from '../transactions/transaction-coordinator'
import { createTransactionLog } from '../transactions/transaction-log'
import type { ClusterZnodes } from '../znodes/cluster-znodes'

export interface OpenTransactionsOptions {
  runtime: Runtime
  brokerId: number
  config: () => BrokerConfig
  replicaManager: ReplicaManager
  metadataCache: MetadataCache
  znodes: ClusterZnodes
  /** Of `__transaction_state`. */
  partitions: InternalTopicPartitions
  producerIds: ProducerIds
  probe: Probe
  gates: GateBoard | undefined
}

/** The transaction coordinator, with its log in this broker's replicas and its ways to the leaders that write markers. */
export function openTransactions(options: OpenTransactionsOptions): TransactionCoordinator {
  const { runtime, brokerId, config, replicaManager, metadataCache, znodes, partitions, producerIds, probe, gates } =
    options
  const { clock, scheduler, codec } = runtime
  return new TransactionCoordinator({
    clock,
    scheduler,
    logger: runtime.logger.named('kafka.coordinator.transaction.TransactionCoordinator'),
    probe,
    settings: config,
    log: createTransactionLog({
      logs: { appends: replicaManager.appends, codec },
      logOf: (topicPartition) => replicaManager.partition(topicPartition)?.log,
      scheduler,
      loadBufferSize: () => config().transactionStateLogLoadBufferSize,
    }),
    partitionFor: (transactionalId) => partitions.partitionFor(transactionalId),
    generateProducerId: () => producerIds.generate(),
    markers: {
      leaderOf: (topicPartition) => leaderPlace(metadataCache, topicPartition, config().interBrokerListenerName),
      isDeleted: (topicPartition) => isDeleted(znodes, topicPartition),
      isAlive: (id) => metadataCache.aliveBroker(id) !== undefined,
      connect: ({ brokerId: leaderId, host, port }) =>
        new InterBrokerClient({
          runtime: { ...runtime, network: gates?.networkTo(leaderId, runtime.network) ?? runtime.network },
          host,
          port,
          name: `broker ${leaderId}`,
          clientId: `broker-${brokerId}-txn-marker-sender`,
          requestTimeoutMs: config().requestTimeoutMs,
        }),
      onMetadataChange: (listener) => metadataCache.onChange(listener),
    },
  })
}

function leaderPlace(
  metadataCache: MetadataCache,
  { topic, partition }: TopicPartition,
  listener: string,
): LeaderPlace {
  const known = metadataCache.partition(topic, partition)
  if (known === undefined) return 'unknown'
  const endpoint = metadataCache.endpoint(known.leader, listener)
  return endpoint === undefined ? 'unavailable' : { brokerId: known.leader, host: endpoint.host, port: endpoint.port }
}

async function isDeleted({ topics }: ClusterZnodes, { topic, partition }: TopicPartition): Promise<boolean> {
  const assignment = await topics.assignment(topic)
  return assignment?.partitions.has(partition) !== true || (await topics.isMarkedForDeletion(topic))
}
