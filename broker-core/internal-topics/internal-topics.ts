import type { BrokerConfig } from '../config/broker-config'

/** Where groups' members and committed offsets are kept, by group id. */
export const CONSUMER_OFFSETS_TOPIC = '__consumer_offsets'
/** Where transactions' states are kept, by transactional id. */
export const TRANSACTION_STATE_TOPIC = '__transaction_state'

export type InternalTopicName = typeof CONSUMER_OFFSETS_TOPIC | typeof TRANSACTION_STATE_TOPIC

export function internalTopicNamed(name: string): InternalTopicName | undefined {
  return name === CONSUMER_OFFSETS_TOPIC || name === TRANSACTION_STATE_TOPIC ? name : undefined
}

/** How a coordinator's topic is made when it is first needed. */
export interface InternalTopic {
  name: InternalTopicName
  numPartitions: number
  replicationFactor: number
  /** The topic's own settings. */
  configs: ReadonlyMap<string, string>
}

/** GroupCoordinator.offsetsTopicConfigs: compacted, batches stored as the coordinator made them. */
export function consumerOffsetsTopic(config: BrokerConfig): InternalTopic {
  return {
    name: CONSUMER_OFFSETS_TOPIC,
    numPartitions: config.offsetsTopicNumPartitions,
    replicationFactor: config.offsetsTopicReplicationFactor,
    configs: new Map([
      ['cleanup.policy', 'compact'],
      ['segment.bytes', String(config.offsetsTopicSegmentBytes)],
      ['compression.type', 'producer'],
    ]),
  }
}

/** TransactionStateManager.transactionTopicConfigs: nothing of it may be lost, so elections and acknowledgements are strict. */
export function transactionStateTopic(config: BrokerConfig): InternalTopic {
  return {
    name: TRANSACTION_STATE_TOPIC,
    numPartitions: config.transactionStateLogNumPartitions,
    replicationFactor: config.transactionStateLogReplicationFactor,
    configs: new Map([
      ['unclean.leader.election.enable', 'false'],
      ['compression.type', 'uncompressed'],
      ['cleanup.policy', 'compact'],
      ['min.insync.replicas', String(config.transactionStateLogMinIsr)],
      ['segment.bytes', String(config.transactionStateLogSegmentBytes)],
    ]),
  }
}

export function internalTopic(name: InternalTopicName, config: BrokerConfig): InternalTopic {
  return name === CONSUMER_OFFSETS_TOPIC ? consumerOffsetsTopic(config) : transactionStateTopic(config)
}
