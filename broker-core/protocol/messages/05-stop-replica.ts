import { api } from '../api'
import { array, bool, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const stopReplicaRequest = message(
  'StopReplicaRequest',
  { versions: '0-3', flexible: '2+' },
  {
    controllerId: int32(),
    controllerEpoch: int32(),
    brokerEpoch: int64({ versions: '1+', default: -1, ignorable: true }),
    deletePartitions: bool({ versions: '0-2' }),
    ungroupedPartitions: array(
      struct('StopReplicaPartitionV0', {
        topicName: string(),
        partitionIndex: int32(),
      }),
      { versions: '0' },
    ),
    topics: array(
      struct('StopReplicaTopicV1', {
        name: string(),
        partitionIndexes: array(int32()),
      }),
      { versions: '1-2' },
    ),
    topicStates: array(
      struct('StopReplicaTopicState', {
        topicName: string(),
        partitionStates: array(
          struct('StopReplicaPartitionState', {
            partitionIndex: int32(),
            leaderEpoch: int32({ default: -1 }),
            deletePartition: bool(),
          }),
        ),
      }),
      { versions: '3+' },
    ),
  },
)

export type StopReplicaRequest = Infer<typeof stopReplicaRequest>
export type StopReplicaRequestInput = Input<typeof stopReplicaRequest>
export type StopReplicaPartitionV0 = StopReplicaRequest['ungroupedPartitions'][number]
export type StopReplicaTopicV1 = StopReplicaRequest['topics'][number]
export type StopReplicaTopicState = StopReplicaRequest['topicStates'][number]
export type StopReplicaPartitionState = StopReplicaRequest['topicStates'][number]['partitionStates'][number]

export const stopReplicaResponse = message(
  'StopReplicaResponse',
  { versions: '0-3', flexible: '2+' },
  {
    errorCode: int16(),
    partitionErrors: array(
      struct('StopReplicaPartitionError', {
        topicName: string(),
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    ),
  },
)

export type StopReplicaResponse = Infer<typeof stopReplicaResponse>
export type StopReplicaResponseInput = Input<typeof stopReplicaResponse>
export type StopReplicaPartitionError = StopReplicaResponse['partitionErrors'][number]

/** Controller to broker: stop fetching these partitions, and delete them where told so. */
export const stopReplica = api({
  key: 5,
  name: 'StopReplica',
  request: stopReplicaRequest,
  response: stopReplicaResponse,
})
