import { ErrorCode, errorName } from '../protocol/error-codes'
import type { BrokerWatch } from './broker-watch'
import { controlledShutdown } from './controlled-shutdown'
import type { OngoingReassignment } from './controller-api'
import type { ControllerEvent, ReassignmentsListed } from './events'
import type { FailoverParts } from './failover'
import { isBeingReassigned } from './replica-assignment'
import { deletionAnswered, leaderAndIsrAnswered } from './responses'
import type { TopicWatch } from './topic-watch'

export interface EventProcessorParts extends FailoverParts {
  brokers: BrokerWatch
  topics: TopicWatch
}

/** What an active controller does about each event. */
export class EventProcessor {
  constructor(private readonly machines: EventProcessorParts) {}

  async process(event: ControllerEvent): Promise<void> {
    const { parts, partitionStates, replicaStates, brokers, topics, reassignments, elections } = this.machines
    switch (event.kind) {
      case 'brokerChange':
        return brokers.brokersChanged()
      case 'brokerModification':
        return brokers.brokerModified(event.brokerId)
      case 'topicChange':
        return topics.topicsChanged()
      case 'partitionModification':
        return topics.assignmentChanged(event.topic)
      case 'topicDeletion':
        return topics.deletionRequested()
      case 'isrChangeNotification':
        return topics.isrChangesNotified()
      case 'logDirEventNotification':
        return this.logDirsFailed()
      case 'leaderAndIsrResponse':
        return leaderAndIsrAnswered(this.machines, event.brokerId, event.response)
      case 'updateMetadataResponse':
        return this.metadataAnswered(event.brokerId, event.response.errorCode)
      case 'deletionResponse':
        return deletionAnswered(this.machines, event.brokerId, event.errorCode, event.answers)
      case 'preferredElectionRequested':
        return elections.znodeRequested()
      case 'autoPreferredElection':
        return elections.balance()
      case 'uncleanElectionEnabled':
        return partitionStates.triggerOnline('unclean leader election was enabled', event.topic)
      case 'reassignmentRequested':
        await reassignments.processRequested()
        return
      case 'reassignmentIsrChange':
        return this.reassignedIsrChanged(event.topic, event.partition)
      case 'controlledShutdown':
        event.answer(await controlledShutdown(parts, partitionStates, replicaStates, event.brokerId, event.brokerEpoch))
        return
      case 'electLeaders':
        event.answer(await elections.requested(event.partitions, event.type))
        return
      case 'alterReassignments':
        event.answer(await reassignments.alter(event.wishes))
        return
      case 'listReassignments':
        event.answer(this.listReassignments(event.partitions))
        return
      case 'startup':
      case 'expire':
      case 'registerBrokerAndReelect':
      case 'controllerChange':
      case 'reelect':
        throw new Error(`${event.kind} is not for an active controller's processor`)
    }
  }

  private async reassignedIsrChanged(topic: string, number: number): Promise<void> {
    const partition = this.machines.parts.context.partition(topic, number)
    if (partition !== undefined) await this.machines.reassignments.isrChanged(partition)
  }

  /** Asks the brokers named which of their replicas still work, by sending LeaderAndIsr for all of them. */
  private async logDirsFailed(): Promise<void> {
    const { parts, replicaStates } = this.machines
    const { context, znodes, logger } = parts
    const { content, paths } = await znodes.notifications.logDirFailures({ watch: true })
    try {
      const brokerIds = [...new Set(content)]
      logger.info(`Handling log directory failure for brokers ${brokerIds.join(',')}`)
      const replicas = context.replicasOnBrokers(brokerIds)
      await replicaStates.move(replicas, 'OnlineReplica', 'log directory failure')
    } finally {
      await znodes.notifications.delete(paths, context.epochZkVersion)
    }
  }

  private metadataAnswered(brokerId: number, errorCode: number): Promise<void> {
    if (errorCode !== ErrorCode.NONE) {
      const { stateChanges } = this.machines.parts
      stateChanges.error(`Received error ${errorName(errorCode)} in UpdateMetadata response from broker ${brokerId}`)
    }
    return Promise.resolve()
  }

  private listReassignments(
    partitions: Extract<ControllerEvent, { kind: 'listReassignments' }>['partitions'],
  ): ReassignmentsListed {
    const { context } = this.machines.parts
    const asked = partitions ?? [...context.reassigning]
    const reassignments = asked.flatMap(({ topic, partition: number }): OngoingReassignment[] => {
      const assignment = context.partition(topic, number)?.assignment
      if (assignment === undefined || !isBeingReassigned(assignment)) return []
      return [{ topic, partition: number, ...assignment }]
    })
    return { error: { code: ErrorCode.NONE, message: null }, reassignments }
  }
}
