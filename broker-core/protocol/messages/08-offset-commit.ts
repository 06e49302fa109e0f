import { api } from '../api'
import { array, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const offsetCommitRequest = message(
  'OffsetCommitRequest',
  { versions: '0-8', flexible: '8+' },
  {
    groupId: string(),
    generationIdOrMemberEpoch: int32({ versions: '1+', default: -1, ignorable: true }),
    memberId: string({ versions: '1+', ignorable: true }),
    groupInstanceId: string({ versions: '7+', nullable: '7+', default: null }),
    retentionTimeMs: int64({ versions: '2-4', default: -1, ignorable: true }),
    topics: array(
      struct('OffsetCommitRequestTopic', {
        name: string(),
        partitions: array(
          struct('OffsetCommitRequestPartition', {
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ versions: '6+', default: -1, ignorable: true }),
            commitTimestamp: int64({ versions: '1', default: -1 }),
            committedMetadata: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
)

export type OffsetCommitRequest = Infer<typeof offsetCommitRequest>
export type OffsetCommitRequestInput = Input<typeof offsetCommitRequest>
export type OffsetCommitRequestTopic = OffsetCommitRequest['topics'][number]
export type OffsetCommitRequestPartition = OffsetCommitRequest['topics'][number]['partitions'][number]

export const offsetCommitResponse = message(
  'OffsetCommitResponse',
  { versions: '0-8', flexible: '8+' },
  {
    throttleTimeMs: int32({ versions: '3+', default: 0, ignorable: true }),
    topics: array(
      struct('OffsetCommitResponseTopic', {
        name: string(),
        partitions: array(
          struct('OffsetCommitResponsePartition', {
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
)

export type OffsetCommitResponse = Infer<typeof offsetCommitResponse>
export type OffsetCommitResponseInput = Input<typeof offsetCommitResponse>
export type OffsetCommitResponseTopic = OffsetCommitResponse['topics'][number]
export type OffsetCommitResponsePartition = OffsetCommitResponse['topics'][number]['partitions'][number]

/** Stores a group's positions. */
export const offsetCommit = api({
  key: 8,
  name: 'OffsetCommit',
  request: offsetCommitRequest,
  response: offsetCommitResponse,
})
