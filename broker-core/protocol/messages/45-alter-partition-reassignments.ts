import { api } from '../api'
import { array, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const alterPartitionReassignmentsRequest = message(
  'AlterPartitionReassignmentsRequest',
  { versions: '0', flexible: '0+' },
  {
    timeoutMs: int32({ default: 60000 }),
    topics: array(
      struct('ReassignableTopic', {
        name: string(),
        partitions: array(
          struct('ReassignablePartition', {
            partitionIndex: int32(),
            replicas: array(int32(), { nullable: '0+', default: null }),
          }),
        ),
      }),
    ),
  },
)

export type AlterPartitionReassignmentsRequest = Infer<typeof alterPartitionReassignmentsRequest>
export type AlterPartitionReassignmentsRequestInput = Input<typeof alterPartitionReassignmentsRequest>
export type ReassignableTopic = AlterPartitionReassignmentsRequest['topics'][number]
export type ReassignablePartition = AlterPartitionReassignmentsRequest['topics'][number]['partitions'][number]

export const alterPartitionReassignmentsResponse = message(
  'AlterPartitionReassignmentsResponse',
  { versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    responses: array(
      struct('ReassignableTopicResponse', {
        name: string(),
        partitions: array(
          struct('ReassignablePartitionResponse', {
            partitionIndex: int32(),
            errorCode: int16(),
            errorMessage: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
)

export type AlterPartitionReassignmentsResponse = Infer<typeof alterPartitionReassignmentsResponse>
export type AlterPartitionReassignmentsResponseInput = Input<typeof alterPartitionReassignmentsResponse>
export type ReassignableTopicResponse = AlterPartitionReassignmentsResponse['responses'][number]
export type ReassignablePartitionResponse =
  AlterPartitionReassignmentsResponse['responses'][number]['partitions'][number]

/** Starts or cancels moving partitions to other brokers; for the controller (KIP-455). */
export const alterPartitionReassignments = api({
  key: 45,
  name: 'AlterPartitionReassignments',
  request: alterPartitionReassignmentsRequest,
  response: alterPartitionReassignmentsResponse,
})
