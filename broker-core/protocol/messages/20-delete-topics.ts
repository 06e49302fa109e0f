import { api } from '../api'
import { ZERO_UUID } from '../primitives'
import { array, type Infer, type Input, int16, int32, message, string, struct, uuid } from '../schema'

export const deleteTopicsRequest = message(
  'DeleteTopicsRequest',
  { versions: '0-6', flexible: '4+' },
  {
    topics: array(
      struct('DeleteTopicState', {
        name: string({ nullable: '6+', default: null }),
        topicId: uuid(),
      }),
      { versions: '6+' },
    ),
    topicNames: array(string(), { versions: '0-5', ignorable: true }),
    timeoutMs: int32(),
  },
)

export type DeleteTopicsRequest = Infer<typeof deleteTopicsRequest>
export type DeleteTopicsRequestInput = Input<typeof deleteTopicsRequest>
export type DeleteTopicState = DeleteTopicsRequest['topics'][number]

export const deleteTopicsResponse = message(
  'DeleteTopicsResponse',
  { versions: '0-6', flexible: '4+' },
  {
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    responses: array(
      struct('DeletableTopicResult', {
        name: string({ nullable: '6+' }),
        topicId: uuid({ versions: '6+', default: ZERO_UUID, ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
      }),
    ),
  },
)

export type DeleteTopicsResponse = Infer<typeof deleteTopicsResponse>
export type DeleteTopicsResponseInput = Input<typeof deleteTopicsResponse>
export type DeletableTopicResult = DeleteTopicsResponse['responses'][number]

/** Deletes topics, by id too from version 6 on; for the controller. */
export const deleteTopics = api({
  key: 20,
  name: 'DeleteTopics',
  request: deleteTopicsRequest,
  response: deleteTopicsResponse,
})
