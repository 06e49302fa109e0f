import { ErrorCode } from '../protocol/error-codes'
import { type LeaderAndIsrPartitionState, leaderAndIsr } from '../protocol/messages/04-leader-and-isr'
import { ZERO_UUID } from '../protocol/primitives'
import type { LeaderAndIsrState } from '../replication/leader-and-isr-state'
import type { PartitionError } from '../replication/replica-manager'
import { isStaleBrokerEpoch } from './controller-stamp'
import { groupByTopic } from './group-by-topic'
import { handler } from './handler'

/** Since then topics have ids, and the answer names them by these alone. */
const IDS_FROM_VERSION = 5

/** From the controller: lead or follow these partitions. */
export const leaderAndIsrHandler = handler(leaderAndIsr, [0, 5], async (request, { broker, apiVersion }) => {
  if (isStaleBrokerEpoch(request.brokerEpoch, broker)) {
    return { errorCode: ErrorCode.STALE_BROKER_EPOCH, partitionErrors: [], topics: [] }
  }
  const states = [
    ...request.ungroupedPartitionStates.map((state) => stateOf(state.topicName, ZERO_UUID, state)),
    ...request.topicStates.flatMap(({ topicName, topicId, partitionStates }) =>
      partitionStates.map((state) => stateOf(topicName, topicId, state)),
    ),
  ]
  // Creating a topic notifies nobody of its settings: they are read before its first log is made here.
  await broker.topicConfigs.refresh(
    states.filter((state) => broker.replicaManager.partition(state)?.log === undefined).map(({ topic }) => topic),
  )
  const { errorCode, partitions } = broker.replicaManager.becomeLeaderOrFollower(request, states)
  const idOf = new Map(request.topicStates.map(({ topicName, topicId }) => [topicName, topicId]))
  return apiVersion < IDS_FROM_VERSION
    ? { errorCode, partitionErrors: partitions.map((one) => ({ topicName: one.topic, ...errorOf(one) })), topics: [] }
    : {
        errorCode,
        partitionErrors: [],
        topics: groupByTopic(partitions).map(([topic, errors]) => ({
          topicId: idOf.get(topic) ?? ZERO_UUID,
          partitionErrors: errors.map(errorOf),
        })),
      }
})

function errorOf({ partition, errorCode }: PartitionError) {
  return { partitionIndex: partition, errorCode }
}

function stateOf(
  topic: string,
  topicId: string,
  state: LeaderAndIsrPartitionState,
): LeaderAndIsrState & { topic: string; partition: number } {
  return {
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
    topicId: topicId === ZERO_UUID ? undefined : topicId,
  }
}
