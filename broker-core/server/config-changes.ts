import { brokerConfigHandler } from '../config/broker-config-handler'
import { ConfigChangeListener } from '../config/config-change-listener'
import type { DynamicBrokerConfig } from '../config/dynamic-broker-config'
import { TopicConfigs } from '../config/topic-configs'
import type { LogManager } from '../log/log-manager'
import type { Probe } from '../probe/events'
import type { Logger } from '../runtime/logger'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import { changedKeys } from './changed-keys'

export interface ConfigChangesOptions {
  runtime: Runtime
  brokerId: number
  dynamicConfig: DynamicBrokerConfig
  znodes: ClusterZnodes
  topicConfigs: TopicConfigs
  logManager: LogManager
  /** A topic allows unclean elections that did not. */
  onUncleanElection: (topic: string) => void
  tell: Probe
}

/** Takes over what is written to the settings of topics and brokers while this one runs. */
export function createConfigChanges(options: ConfigChangesOptions): ConfigChangeListener {
  const { runtime, brokerId, dynamicConfig, znodes, topicConfigs, logManager, onUncleanElection, tell } = options
  return new ConfigChangeListener({
    configs: znodes.configs,
    client: znodes.client,
    clock: runtime.clock,
    logger: runtime.logger,
    handlers: {
      topics: (topic, overrides) => {
        const keys = changedKeys(topicConfigs.overridesOf(topic), overrides)
        const before = topicConfigs.configOf(topic).uncleanLeaderElectionEnable
        topicConfigs.set(topic, overrides)
        logManager.updateTopicConfig(topic)
        if (!before && topicConfigs.configOf(topic).uncleanLeaderElectionEnable) onUncleanElection(topic)
        // At a start and after a new session every topic's settings are read again: mostly nothing changed.
        if (keys.length > 0) tell({ kind: 'configChanged', entity: `topics/${topic}`, keys })
      },
      brokers: brokerConfigHandler(brokerId, dynamicConfig),
    },
  })
}

/** The settings of all topics as they are stored now. */
export async function loadTopicConfigs(
  znodes: ClusterZnodes,
  dynamicConfig: DynamicBrokerConfig,
  logger: Logger,
): Promise<TopicConfigs> {
  const stored = { get: (topic: string) => znodes.configs.get('topics', topic) }
  const topicConfigs = new TopicConfigs(dynamicConfig, stored, logger)
  for (const [topic, overrides] of await znodes.configs.getAll('topics')) topicConfigs.set(topic, overrides)
  return topicConfigs
}
