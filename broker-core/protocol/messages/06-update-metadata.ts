import { api } from '../api'
import { ZERO_UUID } from '../primitives'
import { array, type Infer, type Input, int16, int32, int64, message, string, struct, uuid } from '../schema'

const updateMetadataPartitionState = struct('UpdateMetadataPartitionState', {
  topicName: string({ versions: '0-4', ignorable: true }),
  partitionIndex: int32(),
  controllerEpoch: int32(),
  leader: int32(),
  leaderEpoch: int32(),
  isr: array(int32()),
  zkVersion: int32(),
  replicas: array(int32()),
  offlineReplicas: array(int32(), { versions: '4+', ignorable: true }),
})

export const updateMetadataRequest = message(
  'UpdateMetadataRequest',
  { versions: '0-7', flexible: '6+' },
  {
    controllerId: int32(),
    controllerEpoch: int32(),
    brokerEpoch: int64({ versions: '5+', default: -1, ignorable: true }),
    ungroupedPartitionStates: array(updateMetadataPartitionState, { versions: '0-4' }),
    topicStates: array(
      struct('UpdateMetadataTopicState', {
        topicName: string(),
        topicId: uuid({ versions: '7+', default: ZERO_UUID, ignorable: true }),
        partitionStates: array(updateMetadataPartitionState),
      }),
      { versions: '5+' },
    ),
    liveBrokers: array(
      struct('UpdateMetadataBroker', {
        id: int32(),
        v0Host: string({ versions: '0', ignorable: true }),
        v0Port: int32({ versions: '0', ignorable: true }),
        endpoints: array(
          struct('UpdateMetadataEndpoint', {
            port: int32(),
            host: string(),
            listener: string({ versions: '3+', ignorable: true }),
            securityProtocol: int16(),
          }),
          { versions: '1+', ignorable: true },
        ),
        rack: string({ versions: '2+', nullable: '0+', ignorable: true }),
      }),
    ),
  },
)

export type UpdateMetadataRequest = Infer<typeof updateMetadataRequest>
export type UpdateMetadataRequestInput = Input<typeof updateMetadataRequest>
export type UpdateMetadataPartitionState = UpdateMetadataRequest['ungroupedPartitionStates'][number]
export type UpdateMetadataTopicState = UpdateMetadataRequest['topicStates'][number]
export type UpdateMetadataBroker = UpdateMetadataRequest['liveBrokers'][number]
export type UpdateMetadataEndpoint = UpdateMetadataRequest['liveBrokers'][number]['endpoints'][number]

export const updateMetadataResponse = message(
  'UpdateMetadataResponse',
  { versions: '0-7', flexible: '6+' },
  {
    errorCode: int16(),
  },
)

export type UpdateMetadataResponse = Infer<typeof updateMetadataResponse>
export type UpdateMetadataResponseInput = Input<typeof updateMetadataResponse>

/** Controller to broker: the cluster's live brokers and changed partition states, for every broker's metadata cache. */
export const updateMetadata = api({
  key: 6,
  name: 'UpdateMetadata',
  request: updateMetadataRequest,
  response: updateMetadataResponse,
})
