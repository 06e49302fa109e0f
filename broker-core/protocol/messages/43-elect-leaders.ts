import { api } from '../api'
import { array, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const electLeadersRequest = message(
  'ElectLeadersRequest',
  { versions: '0-2', flexible: '2+' },
  {
    electionType: int8({ versions: '1+' }),
    topicPartitions: array(
      struct('TopicPartitions', {
        topic: string(),
        partitions: array(int32()),
      }),
      { nullable: '0+' },
    ),
    timeoutMs: int32({ default: 60000 }),
  },
)

export type ElectLeadersRequest = Infer<typeof electLeadersRequest>
export type ElectLeadersRequestInput = Input<typeof electLeadersRequest>
export type TopicPartitions = NonNullable<ElectLeadersRequest['topicPartitions']>[number]

export const electLeadersResponse = message(
  'ElectLeadersResponse',
  { versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ versions: '1+' }),
    replicaElectionResults: array(
      struct('ReplicaElectionResult', {
        topic: string(),
        partitionResult: array(
          struct('PartitionResult', {
            partitionId: int32(),
            errorCode: int16(),
            errorMessage: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
)

export type ElectLeadersResponse = Infer<typeof electLeadersResponse>
export type ElectLeadersResponseInput = Input<typeof electLeadersResponse>
export type ReplicaElectionResult = ElectLeadersResponse['replicaElectionResults'][number]
export type PartitionResult = ElectLeadersResponse['replicaElectionResults'][number]['partitionResult'][number]

/** Elects the preferred or an unclean leader; for the controller. Version 0 knows the preferred one only. */
export const electLeaders = api({
  key: 43,
  name: 'ElectLeaders',
  request: electLeadersRequest,
  response: electLeadersResponse,
})
