import { ErrorCode } from '../protocol/error-codes'
import { stopReplica } from '../protocol/messages/05-stop-replica'
import type { StopReplicaState } from '../replication/replica-manager'
import { isStaleBrokerEpoch } from './controller-stamp'
import { handler } from './handler'

const NO_EPOCH = -1

/** From the controller: stop serving these replicas, and with `deletePartition` remove their directories. */
export const stopReplicaHandler = handler(stopReplica, [0, 3], (request, { broker }) => {
  if (isStaleBrokerEpoch(request.brokerEpoch, broker)) {
    return { errorCode: ErrorCode.STALE_BROKER_EPOCH, partitionErrors: [] }
  }
  const old = { leaderEpoch: NO_EPOCH, deletePartition: request.deletePartitions }
  const states: StopReplicaState[] = [
    ...request.ungroupedPartitions.map((one) => ({ topic: one.topicName, partition: one.partitionIndex, ...old })),
    ...request.topics.flatMap(({ name, partitionIndexes }) =>
      partitionIndexes.map((partition) => ({ topic: name, partition, ...old })),
    ),
    ...request.topicStates.flatMap(({ topicName, partitionStates }) =>
      partitionStates.map(({ partitionIndex, leaderEpoch, deletePartition }) => ({
        topic: topicName,
        partition: partitionIndex,
        leaderEpoch,
        deletePartition,
      })),
    ),
  ]
  const result = broker.replicaManager.stopReplicas(request, states)
  return {
    errorCode: result.errorCode,
    partitionErrors: result.partitions.map(({ topic, partition, errorCode }) => ({
      topicName: topic,
      partitionIndex: partition,
      errorCode,
    })),
  }
})
