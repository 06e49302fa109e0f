import type { StateChangeReason } from '../probe/reasons'
import { replicasOf } from './context'
import type { Elections } from './elections'
import type { Reassignments } from './reassignment'
import { isBeingReassigned } from './replica-assignment'
import type { ReplicaFailureParts } from './replica-failure'
import { tellMetadata } from './tell-metadata'
import { learnTopic, readAssignments, refreshStates } from './topic-watch'

export interface FailoverParts extends ReplicaFailureParts {
  reassignments: Reassignments
  elections: Elections
}

/**
 * What a newly elected controller does, in Kafka's order (KafkaController.onControllerFailover): watches first, then everything the
 * znodes say, then the brokers' list to all brokers before any LeaderAndIsr refers to it, then whatever was left undone.
 */
export async function takeOver(machines: FailoverParts, why: StateChangeReason): Promise<void> {
  const { parts, partitionStates, replicaStates, deletion, reassignments, elections } = machines
  const { context, znodes, logger } = parts
  logger.info('Registering watches and deleting old notifications')
  await znodes.admin.watchPreferredElection()
  await znodes.admin.watchReassignments()
  await znodes.notifications.deleteAll(context.epochZkVersion, { watch: true })
  logger.info('Initializing controller context')
  await readCluster(machines)
  const requested = await znodes.topics.deletions({ watch: true })
  await deletion.initialize(requested, haltedDeletions(machines))
  tellMetadata(parts, context.liveOrShuttingDownBrokerIds(), [])
  await replicaStates.startup(why)
  await partitionStates.startup(why)
  logger.info(`Ready to serve as the new controller with epoch ${context.epoch}`)
  const moved = await reassignments.processRequested()
  await reassignments.resume((partition) => !moved.has(partition))
  await deletion.resume()
  await elections.resumeZnodeRequest()
}

async function readCluster({ parts }: FailoverParts): Promise<void> {
  const { context, znodes, channels, logger } = parts
  for (const broker of await znodes.brokers.live({ watchIds: true })) context.brokers.set(broker.id, broker)
  const topics = await znodes.topics.names({ watch: true })
  const assignments = await readAssignments(parts, topics)
  for (const topic of topics) {
    for (const partition of learnTopic(parts, topic, assignments.get(topic))) {
      if (isBeingReassigned(partition.assignment)) context.reassigning.add(partition)
    }
  }
  // Reads again with a watch: an endpoint that changed since the list was read must not be missed.
  for (const id of context.liveOrShuttingDownBrokerIds()) await znodes.brokers.get(id, { watch: true })
  await refreshStates(parts, [...context.partitions()])
  for (const broker of context.brokers.values()) channels.addBroker(broker)
  logger.info(`Currently active brokers: ${context.liveBrokerIds().join(',')}; ${topics.length} topics`)
}

/** Topics whose deletion must wait: a replica is offline, or a partition is moving. */
function haltedDeletions({ parts: { context } }: FailoverParts): Set<string> {
  const halted = new Set([...context.reassigning].map(({ topic }) => topic))
  for (const { partition, brokerId } of replicasOf([...context.partitions()])) {
    if (!context.isReplicaOnline(brokerId, partition)) halted.add(partition.topic)
  }
  return halted
}
