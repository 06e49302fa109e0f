import type { BrokerConfig } from '../config/broker-config'
import { ErrorCode } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import { type InternalTopicName, internalTopic } from './internal-topics'

export interface InternalTopicCreatorOptions {
  config: () => BrokerConfig
  aliveBrokerCount: () => number
  /** TopicAdmin.autoCreate: LEADER_NOT_AVAILABLE when it exists now, else why it does not. */
  autoCreate: (
    name: string,
    own: { numPartitions: number; defaultReplicationFactor: number; configs: ReadonlyMap<string, string> },
  ) => Promise<number>
  logger: Logger
}

/** Makes the coordinators' topics when they are first asked for (KafkaApis.createInternalTopic). */
export class InternalTopicCreator {
  /** One creation of a topic at a time: at a start every client asks at once. */
  private readonly pending = new Map<InternalTopicName, Promise<number>>()

  constructor(private readonly options: InternalTopicCreatorOptions) {}

  /** LEADER_NOT_AVAILABLE: it is there, ask again for its leaders. COORDINATOR_NOT_AVAILABLE: too few brokers are alive for its replicas. */
  create(name: InternalTopicName): Promise<number> {
    const running = this.pending.get(name)
    if (running !== undefined) return running
    const creation = this.attempt(name).finally(() => this.pending.delete(name))
    this.pending.set(name, creation)
    return creation
  }

  private async attempt(name: InternalTopicName): Promise<number> {
    const { config, aliveBrokerCount, autoCreate, logger } = this.options
    const { numPartitions, replicationFactor, configs } = internalTopic(name, config())
    const alive = aliveBrokerCount()
    if (alive < replicationFactor) {
      logger.error(
        `Number of alive brokers '${alive}' does not meet the replication factor '${replicationFactor}' of ${name}. ` +
          'While the cluster starts this is to be expected; otherwise start more brokers or lower the factor.',
      )
      return ErrorCode.COORDINATOR_NOT_AVAILABLE
    }
    return autoCreate(name, { numPartitions, defaultReplicationFactor: replicationFactor, configs })
  }
}
