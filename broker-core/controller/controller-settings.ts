import type { ApiVersion } from '../config/api-version'

/** Settings the controller reads, under Kafka's names in camel case (server.properties). */
export interface ControllerSettings {
  /** Listener by which the controller reaches brokers, `inter.broker.listener.name`; upper case. */
  interBrokerListenerName: string
  /** `inter.broker.protocol.version`: chooses the versions of control requests. */
  interBrokerProtocolVersion: ApiVersion
  deleteTopicEnable: boolean
  autoLeaderRebalanceEnable: boolean
  leaderImbalanceCheckIntervalSeconds: number
  /** Percent. */
  leaderImbalancePerBrokerPercentage: number
  /** Value for topics that do not set their own. */
  uncleanLeaderElectionEnable: boolean
}
