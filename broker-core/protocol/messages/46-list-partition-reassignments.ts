import { api } from '../api'
import { array, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const listPartitionReassignmentsRequest = message(
  'ListPartitionReassignmentsRequest',
  { versions: '0', flexible: '0+' },
  {
    timeoutMs: int32({ default: 60000 }),
    topics: array(
      struct('ListPartitionReassignmentsTopics', {
        name: string(),
        partitionIndexes: array(int32()),
      }),
      { nullable: '0+', default: null },
    ),
  },
)

export type ListPartitionReassignmentsRequest = Infer<typeof listPartitionReassignmentsRequest>
export type ListPartitionReassignmentsRequestInput = Input<typeof listPartitionReassignmentsRequest>
export type ListPartitionReassignmentsTopics = NonNullable<ListPartitionReassignmentsRequest['topics']>[number]

export const listPartitionReassignmentsResponse = message(
  'ListPartitionReassignmentsResponse',
  { versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    topics: array(
      struct('OngoingTopicReassignment', {
        name: string(),
        partitions: array(
          struct('OngoingPartitionReassignment', {
            partitionIndex: int32(),
            replicas: array(int32()),
            addingReplicas: array(int32()),
            removingReplicas: array(int32()),
          }),
        ),
      }),
    ),
  },
)

export type ListPartitionReassignmentsResponse = Infer<typeof listPartitionReassignmentsResponse>
export type ListPartitionReassignmentsResponseInput = Input<typeof listPartitionReassignmentsResponse>
export type OngoingTopicReassignment = ListPartitionReassignmentsResponse['topics'][number]
export type OngoingPartitionReassignment = ListPartitionReassignmentsResponse['topics'][number]['partitions'][number]

/** Moves of partitions under way (KIP-455). */
export const listPartitionReassignments = api({
  key: 46,
  name: 'ListPartitionReassignments',
  request: listPartitionReassignmentsRequest,
  response: listPartitionReassignmentsResponse,
})
