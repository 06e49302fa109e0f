import type { BrokerConfig } from '../config/broker-config'
import type { TopicConfigs } from '../config/topic-configs'
import type { LogManager } from '../log/log-manager'
import type { Probe } from '../probe/events'
import type { ExchangeWatch } from '../probe/exchange-watch'
import type { GateBoard } from '../probe/gate-board'
import { RemoteLeader } from '../replication/fetcher/remote-leader'
import type { MetadataCache } from '../replication/metadata-cache'
import { ReplicaManager } from '../replication/replica-manager'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'

export interface OpenReplicasOptions {
  runtime: Runtime
  brokerId: number
  config: () => BrokerConfig
  topicConfigs: TopicConfigs
  logManager: LogManager
  metadataCache: MetadataCache
  znodes: ClusterZnodes
  probe: Probe
  onChange: () => void
  gates: GateBoard | undefined
  exchanges: ExchangeWatch | undefined
}

/** The replica manager, with its ways to the coordination server and to leaders on other brokers. */
export function createReplicas(options: OpenReplicasOptions): ReplicaManager {
  const { runtime, brokerId, config, topicConfigs, logManager, metadataCache, znodes, probe, onChange, gates } = options
  return new ReplicaManager({
    runtime,
    brokerId,
    config,
    topicConfig: (topic) => topicConfigs.configOf(topic),
    logManager,
    metadataCache,
    probe,
    onChange,
    gates,
    writeInSyncReplicas: async (topicPartition, state, zkVersion) => {
      const written = await znodes.partitionStates.updateIsr(topicPartition, {
        ...state,
        isr: [...state.isr],
        zkVersion,
      })
      return written.kind === 'updated' ? written.zkVersion : undefined
    },
    propagateIsrChanges: (partitions) => znodes.notifications.notifyIsrChange(partitions),
    propagateLogDirFailure: () => znodes.notifications.notifyLogDirFailure(brokerId),
    connectLeader: (leaderId, fetcherId) =>
      new RemoteLeader({
        runtime: { ...runtime, network: gates?.networkTo(leaderId, runtime.network) ?? runtime.network },
        config,
        replicaId: brokerId,
        leaderId,
        fetcherId,
        exchanges: options.exchanges,
        endpoint: () => metadataCache.endpoint(leaderId, config().interBrokerListenerName),
      }),
  })
}
