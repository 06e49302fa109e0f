import { api } from '../api'
import { array, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const offsetForLeaderEpochRequest = message(
  'OffsetForLeaderEpochRequest',
  { versions: '0-4', flexible: '4+' },
  {
    replicaId: int32({ versions: '3+', default: -2, ignorable: true }),
    topics: array(
      struct('OffsetForLeaderTopic', {
        topic: string(),
        partitions: array(
          struct('OffsetForLeaderPartition', {
            partition: int32(),
            currentLeaderEpoch: int32({ versions: '2+', default: -1, ignorable: true }),
            leaderEpoch: int32(),
          }),
        ),
      }),
    ),
  },
)

export type OffsetForLeaderEpochRequest = Infer<typeof offsetForLeaderEpochRequest>
export type OffsetForLeaderEpochRequestInput = Input<typeof offsetForLeaderEpochRequest>
export type OffsetForLeaderTopic = OffsetForLeaderEpochRequest['topics'][number]
export type OffsetForLeaderPartition = OffsetForLeaderEpochRequest['topics'][number]['partitions'][number]

export const offsetForLeaderEpochResponse = message(
  'OffsetForLeaderEpochResponse',
  { versions: '0-4', flexible: '4+' },
  {
    throttleTimeMs: int32({ versions: '2+', default: 0, ignorable: true }),
    topics: array(
      struct('OffsetForLeaderTopicResult', {
        topic: string(),
        partitions: array(
          struct('EpochEndOffset', {
            errorCode: int16(),
            partition: int32(),
            leaderEpoch: int32({ versions: '1+', default: -1, ignorable: true }),
            endOffset: int64({ default: -1 }),
          }),
        ),
      }),
    ),
  },
)

export type OffsetForLeaderEpochResponse = Infer<typeof offsetForLeaderEpochResponse>
export type OffsetForLeaderEpochResponseInput = Input<typeof offsetForLeaderEpochResponse>
export type OffsetForLeaderTopicResult = OffsetForLeaderEpochResponse['topics'][number]
export type EpochEndOffset = OffsetForLeaderEpochResponse['topics'][number]['partitions'][number]

/** Where a leader epoch ends in the leader's log: what a follower or consumer truncates by (KIP-101, KIP-320). */
export const offsetForLeaderEpoch = api({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  request: offsetForLeaderEpochRequest,
  response: offsetForLeaderEpochResponse,
})
