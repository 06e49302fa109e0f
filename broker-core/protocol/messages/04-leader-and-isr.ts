import { api } from '../api'
import { ZERO_UUID } from '../primitives'
import {
  array,
  bool,
  type Infer,
  type Input,
  int8,
  int16,
  int32,
  int64,
  message,
  string,
  struct,
  uuid,
} from '../schema'

const leaderAndIsrPartitionState = struct('LeaderAndIsrPartitionState', {
  topicName: string({ versions: '0-1', ignorable: true }),
  partitionIndex: int32(),
  controllerEpoch: int32(),
  leader: int32(),
  leaderEpoch: int32(),
  isr: array(int32()),
  partitionEpoch: int32(),
  replicas: array(int32()),
  addingReplicas: array(int32(), { versions: '3+', ignorable: true }),
  removingReplicas: array(int32(), { versions: '3+', ignorable: true }),
  isNew: bool({ versions: '1+', default: false, ignorable: true }),
})

export const leaderAndIsrRequest = message(
  'LeaderAndIsrRequest',
  { versions: '0-5', flexible: '4+' },
  {
    controllerId: int32(),
    controllerEpoch: int32(),
    brokerEpoch: int64({ versions: '2+', default: -1, ignorable: true }),
    type: int8({ versions: '5+' }),
    ungroupedPartitionStates: array(leaderAndIsrPartitionState, { versions: '0-1' }),
    topicStates: array(
      struct('LeaderAndIsrTopicState', {
        topicName: string(),
        topicId: uuid({ versions: '5+', default: ZERO_UUID, ignorable: true }),
        partitionStates: array(leaderAndIsrPartitionState),
      }),
      { versions: '2+' },
    ),
    liveLeaders: array(
      struct('LeaderAndIsrLiveLeader', {
        brokerId: int32(),
        hostName: string(),
        port: int32(),
      }),
    ),
  },
)

export type LeaderAndIsrRequest = Infer<typeof leaderAndIsrRequest>
export type LeaderAndIsrRequestInput = Input<typeof leaderAndIsrRequest>
export type LeaderAndIsrPartitionState = LeaderAndIsrRequest['ungroupedPartitionStates'][number]
export type LeaderAndIsrTopicState = LeaderAndIsrRequest['topicStates'][number]
export type LeaderAndIsrLiveLeader = LeaderAndIsrRequest['liveLeaders'][number]

const leaderAndIsrPartitionError = struct('LeaderAndIsrPartitionError', {
  topicName: string({ versions: '0-4', ignorable: true }),
  partitionIndex: int32(),
  errorCode: int16(),
})

export const leaderAndIsrResponse = message(
  'LeaderAndIsrResponse',
  { versions: '0-5', flexible: '4+' },
  {
    errorCode: int16(),
    partitionErrors: array(leaderAndIsrPartitionError, { versions: '0-4' }),
    topics: array(
      struct('LeaderAndIsrTopicError', {
        topicId: uuid(),
        partitionErrors: array(leaderAndIsrPartitionError),
      }),
      { versions: '5+' },
    ),
  },
)

export type LeaderAndIsrResponse = Infer<typeof leaderAndIsrResponse>
export type LeaderAndIsrResponseInput = Input<typeof leaderAndIsrResponse>
export type LeaderAndIsrPartitionError = LeaderAndIsrResponse['partitionErrors'][number]
export type LeaderAndIsrTopicError = LeaderAndIsrResponse['topics'][number]

/** Controller to broker: lead or follow these partitions at this epoch. Version 5 has topic ids. */
export const leaderAndIsr = api({
  key: 4,
  name: 'LeaderAndIsr',
  request: leaderAndIsrRequest,
  response: leaderAndIsrResponse,
})
