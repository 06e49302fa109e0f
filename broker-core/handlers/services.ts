import type { BrokerConfig } from '../config/broker-config'
import type { DynamicBrokerConfig } from '../config/dynamic-broker-config'
import type { LoggerLevels } from '../config/logger-levels'
import type { TopicConfigs } from '../config/topic-configs'
import type { ControllerApi } from '../controller/controller-api'
import type { TopicAdmin } from '../controller/topic-admin'
import type { GroupCoordinator } from '../groups/group-coordinator'
import type { InternalTopicCreator } from '../internal-topics/internal-topic-creator'
import type { InternalTopicPartitions } from '../internal-topics/internal-topic-partitions'
import type { LogManager } from '../log/log-manager'
import type { ServedApi } from '../network/request-codec'
import type { Probe } from '../probe/events'
import type { ExchangeWatch } from '../probe/exchange-watch'
import type { MetadataCache } from '../replication/metadata-cache'
import type { ReplicaManager } from '../replication/replica-manager'
import type { Runtime } from '../runtime/runtime'
import type { TransactionCoordinator } from '../transactions/transaction-coordinator'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import type { ProducerIds } from './producer-ids'

/** The running broker's parts, as handlers see them. Put together in `bin/broker`. */
export interface BrokerServices {
  readonly runtime: Runtime
  readonly brokerId: number
  readonly clusterId: string
  /** Effective settings now: static, overridden by dynamic ones. */
  readonly config: () => BrokerConfig
  /** The same by level, and the judge of changes to it. */
  readonly dynamicConfig: DynamicBrokerConfig
  readonly loggerLevels: LoggerLevels
  /** Topics' effective configurations now. */
  readonly topicConfigs: TopicConfigs
  readonly probe: Probe
  /** What passes between replicas, for a lab that looks; undefined without a lab. */
  readonly exchanges: ExchangeWatch | undefined
  readonly logManager: LogManager
  readonly replicaManager: ReplicaManager
  readonly metadataCache: MetadataCache
  readonly controller: ControllerApi
  readonly topicAdmin: TopicAdmin
  readonly znodes: ClusterZnodes
  readonly producerIds: ProducerIds
  readonly internalTopics: InternalTopicCreator
  readonly groupCoordinator: GroupCoordinator
  readonly transactionCoordinator: TransactionCoordinator
  /** Of `__transaction_state`. */
  readonly transactionPartitions: InternalTopicPartitions
  /** czxid of this broker's registration; controller requests with an older one are refused (STALE_BROKER_EPOCH). */
  readonly brokerEpoch: () => number
  /** What ApiVersions announces. */
  readonly servedApis: () => readonly ServedApi[]
}
