import { api } from '../api'
import { array, bool, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const offsetFetchRequest = message(
  'OffsetFetchRequest',
  { versions: '0-8', flexible: '6+' },
  {
    groupId: string({ versions: '0-7' }),
    topics: array(
      struct('OffsetFetchRequestTopic', {
        name: string(),
        partitionIndexes: array(int32()),
      }),
      { versions: '0-7', nullable: '2-7' },
    ),
    groups: array(
      struct('OffsetFetchRequestGroup', {
        groupId: string(),
        topics: array(
          struct('OffsetFetchRequestTopics', {
            name: string(),
            partitionIndexes: array(int32()),
          }),
          { nullable: '8+' },
        ),
      }),
      { versions: '8+' },
    ),
    requireStable: bool({ versions: '7+', default: false }),
  },
)

export type OffsetFetchRequest = Infer<typeof offsetFetchRequest>
export type OffsetFetchRequestInput = Input<typeof offsetFetchRequest>
export type OffsetFetchRequestTopic = NonNullable<OffsetFetchRequest['topics']>[number]
export type OffsetFetchRequestGroup = OffsetFetchRequest['groups'][number]
export type OffsetFetchRequestTopics = NonNullable<OffsetFetchRequest['groups'][number]['topics']>[number]

export const offsetFetchResponse = message(
  'OffsetFetchResponse',
  { versions: '0-8', flexible: '6+' },
  {
    throttleTimeMs: int32({ versions: '3+', default: 0, ignorable: true }),
    topics: array(
      struct('OffsetFetchResponseTopic', {
        name: string(),
        partitions: array(
          struct('OffsetFetchResponsePartition', {
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ versions: '5-7', default: -1, ignorable: true }),
            metadata: string({ nullable: '0-7' }),
            errorCode: int16(),
          }),
        ),
      }),
      { versions: '0-7' },
    ),
    errorCode: int16({ versions: '2-7', default: 0, ignorable: true }),
    groups: array(
      struct('OffsetFetchResponseGroup', {
        groupId: string(),
        topics: array(
          struct('OffsetFetchResponseTopics', {
            name: string(),
            partitions: array(
              struct('OffsetFetchResponsePartitions', {
                partitionIndex: int32(),
                committedOffset: int64(),
                committedLeaderEpoch: int32({ default: -1, ignorable: true }),
                metadata: string({ nullable: '8+' }),
                errorCode: int16(),
              }),
            ),
          }),
        ),
        errorCode: int16({ default: 0 }),
      }),
      { versions: '8+' },
    ),
  },
)

export type OffsetFetchResponse = Infer<typeof offsetFetchResponse>
export type OffsetFetchResponseInput = Input<typeof offsetFetchResponse>
export type OffsetFetchResponseTopic = OffsetFetchResponse['topics'][number]
export type OffsetFetchResponsePartition = OffsetFetchResponse['topics'][number]['partitions'][number]
export type OffsetFetchResponseGroup = OffsetFetchResponse['groups'][number]
export type OffsetFetchResponseTopics = OffsetFetchResponse['groups'][number]['topics'][number]
export type OffsetFetchResponsePartitions =
  OffsetFetchResponse['groups'][number]['topics'][number]['partitions'][number]

/** Reads a group's positions; version 8 asks for several groups at once. */
export const offsetFetch = api({
  key: 9,
  name: 'OffsetFetch',
  request: offsetFetchRequest,
  response: offsetFetchResponse,
})
