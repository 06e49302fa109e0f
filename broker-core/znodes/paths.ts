/** Every znode of a Kafka 2.6 cluster (kafka.zk.ZkData). */
export const BROKERS_PATH = '/brokers'
export const BROKER_IDS_PATH = '/brokers/ids'
export const BROKER_SEQUENCE_ID_PATH = '/brokers/seqid'
export const TOPICS_PATH = '/brokers/topics'
export const CONTROLLER_PATH = '/controller'
export const CONTROLLER_EPOCH_PATH = '/controller_epoch'
export const CONFIG_PATH = '/config'
export const CONFIG_CHANGES_PATH = '/config/changes'
export const CONFIG_CHANGE_PREFIX = 'config_change_'
export const ISR_CHANGE_NOTIFICATION_PATH = '/isr_change_notification'
export const ISR_CHANGE_PREFIX = 'isr_change_'
export const LOG_DIR_EVENT_NOTIFICATION_PATH = '/log_dir_event_notification'
export const LOG_DIR_EVENT_PREFIX = 'log_dir_event_'
export const DELETE_TOPICS_PATH = '/admin/delete_topics'
export const REASSIGN_PARTITIONS_PATH = '/admin/reassign_partitions'
export const PREFERRED_REPLICA_ELECTION_PATH = '/admin/preferred_replica_election'
export const CLUSTER_ID_PATH = '/cluster/id'
export const PRODUCER_ID_BLOCK_PATH = '/latest_producer_id_block'
export const CONSUMERS_PATH = '/consumers'

/** `/config` has one folder per entity type (kafka.server.ConfigType). */
export type ConfigEntityType = 'topics' | 'clients' | 'users' | 'brokers'
export const CONFIG_ENTITY_TYPES: readonly ConfigEntityType[] = ['topics', 'clients', 'users', 'brokers']
/** The entity whose settings hold for all of its type that have none of their own. */
export const DEFAULT_ENTITY = '<default>'

export const brokerPath = (brokerId: number): string => `${BROKER_IDS_PATH}/${brokerId}`
export const topicPath = (topic: string): string => `${TOPICS_PATH}/${topic}`
export const topicPartitionsPath = (topic: string): string => `${topicPath(topic)}/partitions`
export const partitionPath = (topic: string, partition: number): string => `${topicPartitionsPath(topic)}/${partition}`
export const partitionStatePath = (topic: string, partition: number): string =>
  `${partitionPath(topic, partition)}/state`
export const deleteTopicPath = (topic: string): string => `${DELETE_TOPICS_PATH}/${topic}`
export const configTypePath = (type: ConfigEntityType): string => `${CONFIG_PATH}/${type}`
/** `name` is already sanitized (URL-encoded); a user's client is `USER/clients/CLIENT`. */
export const configEntityPath = (type: ConfigEntityType, name: string): string => `${configTypePath(type)}/${name}`

/** Parent of the settings of a user's client ids. */
export const userClientsPath = (user: string): string => `${configEntityPath('users', user)}/clients`

export const consumerOffsetPath = (group: string, topic: string, partition: number): string =>
  `${CONSUMERS_PATH}/${group}/offsets/${topic}/${partition}`

/** Made by every broker at start, in this order (ZkData.PersistentZkPaths). */
export const PERSISTENT_PATHS: readonly string[] = [
  CONSUMERS_PATH,
  BROKER_IDS_PATH,
  TOPICS_PATH,
  CONFIG_CHANGES_PATH,
  DELETE_TOPICS_PATH,
  BROKER_SEQUENCE_ID_PATH,
  ISR_CHANGE_NOTIFICATION_PATH,
  PRODUCER_ID_BLOCK_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  ...CONFIG_ENTITY_TYPES.map(configTypePath),
]

/** Parent of an absolute path; of a top-level one the root. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '/' : path.slice(0, slash)
}
