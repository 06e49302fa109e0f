import { api } from '../api'
import { array, type Infer, type Input, int8, int16, int32, int64, message, string, struct } from '../schema'

export const listOffsetsRequest = message(
  'ListOffsetsRequest',
  { versions: '0-7', flexible: '6+' },
  {
    replicaId: int32(),
    isolationLevel: int8({ versions: '2+' }),
    topics: array(
      struct('ListOffsetsTopic', {
        name: string(),
        partitions: array(
          struct('ListOffsetsPartition', {
            partitionIndex: int32(),
            currentLeaderEpoch: int32({ versions: '4+', default: -1, ignorable: true }),
            timestamp: int64(),
            maxNumOffsets: int32({ versions: '0', default: 1 }),
          }),
        ),
      }),
    ),
  },
)

export type ListOffsetsRequest = Infer<typeof listOffsetsRequest>
export type ListOffsetsRequestInput = Input<typeof listOffsetsRequest>
export type ListOffsetsTopic = ListOffsetsRequest['topics'][number]
export type ListOffsetsPartition = ListOffsetsRequest['topics'][number]['partitions'][number]

export const listOffsetsResponse = message(
  'ListOffsetsResponse',
  { versions: '0-7', flexible: '6+' },
  {
    throttleTimeMs: int32({ versions: '2+', default: 0, ignorable: true }),
    topics: array(
      struct('ListOffsetsTopicResponse', {
        name: string(),
        partitions: array(
          struct('ListOffsetsPartitionResponse', {
            partitionIndex: int32(),
            errorCode: int16(),
            oldStyleOffsets: array(int64(), { versions: '0' }),
            timestamp: int64({ versions: '1+', default: -1 }),
            offset: int64({ versions: '1+', default: -1 }),
            leaderEpoch: int32({ versions: '4+', default: -1 }),
          }),
        ),
      }),
    ),
  },
)

export type ListOffsetsResponse = Infer<typeof listOffsetsResponse>
export type ListOffsetsResponseInput = Input<typeof listOffsetsResponse>
export type ListOffsetsTopicResponse = ListOffsetsResponse['topics'][number]
export type ListOffsetsPartitionResponse = ListOffsetsResponse['topics'][number]['partitions'][number]

/** Offset for a timestamp, or the ends of the log: -1 latest, -2 earliest, -3 (version 7) the record with the largest timestamp. */
export const listOffsets = api({
  key: 2,
  name: 'ListOffsets',
  request: listOffsetsRequest,
  response: listOffsetsResponse,
})
