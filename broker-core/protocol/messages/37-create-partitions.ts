import { api } from '../api'
import { array, bool, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const createPartitionsRequest = message(
  'CreatePartitionsRequest',
  { versions: '0-3', flexible: '2+' },
  {
    topics: array(
      struct('CreatePartitionsTopic', {
        name: string(),
        count: int32(),
        assignments: array(
          struct('CreatePartitionsAssignment', {
            brokerIds: array(int32()),
          }),
          { nullable: '0+' },
        ),
      }),
    ),
    timeoutMs: int32(),
    validateOnly: bool(),
  },
)

export type CreatePartitionsRequest = Infer<typeof createPartitionsRequest>
export type CreatePartitionsRequestInput = Input<typeof createPartitionsRequest>
export type CreatePartitionsTopic = CreatePartitionsRequest['topics'][number]
export type CreatePartitionsAssignment = NonNullable<CreatePartitionsRequest['topics'][number]['assignments']>[number]

export const createPartitionsResponse = message(
  'CreatePartitionsResponse',
  { versions: '0-3', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array(
      struct('CreatePartitionsTopicResult', {
        name: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: '0+', default: null }),
      }),
    ),
  },
)

export type CreatePartitionsResponse = Infer<typeof createPartitionsResponse>
export type CreatePartitionsResponseInput = Input<typeof createPartitionsResponse>
export type CreatePartitionsTopicResult = CreatePartitionsResponse['results'][number]

/** Adds partitions to topics; for the controller. */
export const createPartitions = api({
  key: 37,
  name: 'CreatePartitions',
  request: createPartitionsRequest,
  response: createPartitionsResponse,
})
