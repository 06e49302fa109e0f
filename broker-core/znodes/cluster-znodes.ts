import type { Runtime } from '../runtime/runtime'
import type { CoordinationClient } from './client'
import { AdminZnodes } from './operations/admin-znodes'
import { BrokerZnodes } from './operations/broker-znodes'
import { ConfigZnodes } from './operations/config-znodes'
import { ConsumerOffsetZnodes } from './operations/consumer-offset-znodes'
import { ControllerZnodes } from './operations/controller-znodes'
import { IdentityZnodes } from './operations/identity-znodes'
import { NotificationZnodes } from './operations/notification-znodes'
import { PartitionStateZnodes } from './operations/partition-state-znodes'
import { ensurePersistentPath } from './operations/recursive'
import { TopicZnodes } from './operations/topic-znodes'
import { PERSISTENT_PATHS } from './paths'
import { retrying } from './retrying'

/**
 * The typed operations of a broker and a controller on the cluster's znodes (Kafka's KafkaZkClient), by family. Every request is
 * repeated after a lost connection until it is answered; it rejects with SESSIONEXPIRED when the session ends.
 */
export class ClusterZnodes {
  readonly brokers: BrokerZnodes
  readonly controller: ControllerZnodes
  readonly topics: TopicZnodes
  readonly partitionStates: PartitionStateZnodes
  readonly configs: ConfigZnodes
  readonly notifications: NotificationZnodes
  readonly admin: AdminZnodes
  readonly identity: IdentityZnodes
  readonly consumerOffsets: ConsumerOffsetZnodes
  private readonly operations: ReturnType<typeof retrying>

  constructor(
    readonly client: CoordinationClient,
    runtime: Pick<Runtime, 'clock' | 'logger'>,
  ) {
    const operations = retrying(client)
    this.operations = operations
    this.brokers = new BrokerZnodes(client, operations, runtime.logger.named('kafka.zk.KafkaZkClient'))
    this.controller = new ControllerZnodes(operations, runtime.clock)
    this.topics = new TopicZnodes(operations)
    this.partitionStates = new PartitionStateZnodes(operations)
    this.configs = new ConfigZnodes(operations)
    this.notifications = new NotificationZnodes(operations)
    this.admin = new AdminZnodes(operations)
    this.identity = new IdentityZnodes(operations)
    this.consumerOffsets = new ConsumerOffsetZnodes(operations)
  }

  /** Makes the znodes every broker expects, with null data; existing ones stay as they are. */
  async createTopLevelPaths(): Promise<void> {
    for (const path of PERSISTENT_PATHS) await ensurePersistentPath(this.operations, path)
  }
}
