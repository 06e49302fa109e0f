import { ErrorCode } from '../protocol/error-codes'
import { leaderAndIsr } from '../protocol/messages/04-leader-and-isr'
import { isStaleBrokerEpoch } from './controller-stamp'
import { handler } from './handler'

/** From the controller: lead or follow these partitions. */
export const leaderAndIsrHandler = handler(leaderAndIsr, [0, 4], async (request, { broker }) => {
  if (isStaleBrokerEpoch(request.brokerEpoch, broker)) {
    return { errorCode: ErrorCode.STALE_BROKER_EPOCH, partitionErrors: [], topics: [] }
  }
  const states = [
    ...request.ungroupedPartitionStates.map((state) => ({ topic: state.topicName, state })),
    ...request.topicStates.flatMap((topic) =>
      topic.partitionStates.map((state) => ({ topic: topic.topicName, state })),
    ),
  ]
  // Creating a topic notifies nobody of its settings: they are read before its first log is made here.
  await broker.topicConfigs.refresh(
    states
      .filter(
        ({ topic, state }) =>
          broker.replicaManager.partition({ topic, partition: state.partitionIndex })?.log === undefined,
      )
      .map(({ topic }) => topic),
  )
  const result = broker.replicaManager.becomeLeaderOrFollower(
    request,
    states.map(({ topic, state }) => ({
      topic,
      partition: state.partitionIndex,
      controllerEpoch: state.controllerEpoch,
      leader: state.leader,
      leaderEpoch: state.leaderEpoch,
      isr: state.isr,
      zkVersion: state.partitionEpoch,
      replicas: state.replicas,
      addingReplicas: state.addingReplicas,
      removingReplicas: state.removingReplicas,
      isNew: state.isNew,
    })),
  )
  return {
    errorCode: result.errorCode,
    partitionErrors: result.partitions.map(({ topic, partition, errorCode }) => ({
      topicName: topic,
      partitionIndex: partition,
      errorCode,
    })),
    topics: [],
  }
})
