import type { BrokerConfig } from '../config/broker-config'
import type { LogConfig } from '../config/log-config'
import type { ControllerApi } from '../controller/controller-api'
import type { LogManager } from '../log/log-manager'
import type { ServedApi } from '../network/request-codec'
import type { Probe } from '../probe/events'
import type { MetadataCache } from '../replication/metadata-cache'
import type { ReplicaManager } from '../replication/replica-manager'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import type { ProducerIds } from './producer-ids'

/** The running broker's parts, as handlers see them. Put together in `bin/broker`. */
export interface BrokerServices {
  readonly runtime: Runtime
  readonly brokerId: number
  readonly clusterId: string
  /** Effective settings now: static, overridden by dynamic ones. */
  readonly config: () => BrokerConfig
  /** A topic's effective configuration now. */
  readonly topicConfig: (topic: string) => LogConfig
  readonly probe: Probe
  readonly logManager: LogManager
  readonly replicaManager: ReplicaManager
  readonly metadataCache: MetadataCache
  readonly controller: ControllerApi
  readonly znodes: ClusterZnodes
  readonly producerIds: ProducerIds
  /** czxid of this broker's registration; controller requests with an older one are refused (STALE_BROKER_EPOCH). */
  readonly brokerEpoch: () => number
  /** Writes a missing topic's znodes, with the broker's defaults; returns the code to answer with (LEADER_NOT_AVAILABLE: ask again). */
  readonly autoCreateTopic: (topic: string) => Promise<number>
  /** What ApiVersions announces. */
  readonly servedApis: () => readonly ServedApi[]
}
