import { api } from '../api'
import { ZERO_UUID } from '../primitives'
import { array, bool, type Infer, type Input, int8, int16, int32, message, string, struct, uuid } from '../schema'

export const createTopicsRequest = message(
  'CreateTopicsRequest',
  { versions: '0-7', flexible: '5+' },
  {
    topics: array(
      struct('CreatableTopic', {
        name: string(),
        numPartitions: int32(),
        replicationFactor: int16(),
        assignments: array(
          struct('CreatableReplicaAssignment', {
            partitionIndex: int32(),
            brokerIds: array(int32()),
          }),
        ),
        configs: array(
          struct('CreatableTopicConfig', {
            name: string(),
            value: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
    timeoutMs: int32({ default: 60000 }),
    validateOnly: bool({ versions: '1+', default: false }),
  },
)

export type CreateTopicsRequest = Infer<typeof createTopicsRequest>
export type CreateTopicsRequestInput = Input<typeof createTopicsRequest>
export type CreatableTopic = CreateTopicsRequest['topics'][number]
export type CreatableReplicaAssignment = CreateTopicsRequest['topics'][number]['assignments'][number]
export type CreatableTopicConfig = CreateTopicsRequest['topics'][number]['configs'][number]

export const createTopicsResponse = message(
  'CreateTopicsResponse',
  { versions: '0-7', flexible: '5+' },
  {
    throttleTimeMs: int32({ versions: '2+', default: 0, ignorable: true }),
    topics: array(
      struct('CreatableTopicResult', {
        name: string(),
        topicId: uuid({ versions: '7+', default: ZERO_UUID, ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ versions: '1+', nullable: '0+', ignorable: true }),
        topicConfigErrorCode: int16({ versions: '5+', tag: 0, ignorable: true }),
        numPartitions: int32({ versions: '5+', default: -1, ignorable: true }),
        replicationFactor: int16({ versions: '5+', default: -1, ignorable: true }),
        configs: array(
          struct('CreatableTopicConfigs', {
            name: string(),
            value: string({ nullable: '5+' }),
            readOnly: bool(),
            configSource: int8({ default: -1, ignorable: true }),
            isSensitive: bool(),
          }),
          { versions: '5+', nullable: '5+', ignorable: true },
        ),
      }),
    ),
  },
)

export type CreateTopicsResponse = Infer<typeof createTopicsResponse>
export type CreateTopicsResponseInput = Input<typeof createTopicsResponse>
export type CreatableTopicResult = CreateTopicsResponse['topics'][number]
export type CreatableTopicConfigs = NonNullable<CreateTopicsResponse['topics'][number]['configs']>[number]

/** Creates topics; for the controller. */
export const createTopics = api({
  key: 19,
  name: 'CreateTopics',
  request: createTopicsRequest,
  response: createTopicsResponse,
})
