import { api } from '../api'
import { array, type Infer, type Input, int16, int32, int64, int64Big, message, string, struct } from '../schema'

export const txnOffsetCommitRequest = message(
  'TxnOffsetCommitRequest',
  { versions: '0-3', flexible: '3+' },
  {
    transactionalId: string(),
    groupId: string(),
    producerId: int64Big(),
    producerEpoch: int16(),
    generationId: int32({ versions: '3+', default: -1 }),
    memberId: string({ versions: '3+' }),
    groupInstanceId: string({ versions: '3+', nullable: '3+', default: null }),
    topics: array(
      struct('TxnOffsetCommitRequestTopic', {
        name: string(),
        partitions: array(
          struct('TxnOffsetCommitRequestPartition', {
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ versions: '2+', default: -1, ignorable: true }),
            committedMetadata: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
)

export type TxnOffsetCommitRequest = Infer<typeof txnOffsetCommitRequest>
export type TxnOffsetCommitRequestInput = Input<typeof txnOffsetCommitRequest>
export type TxnOffsetCommitRequestTopic = TxnOffsetCommitRequest['topics'][number]
export type TxnOffsetCommitRequestPartition = TxnOffsetCommitRequest['topics'][number]['partitions'][number]

export const txnOffsetCommitResponse = message(
  'TxnOffsetCommitResponse',
  { versions: '0-3', flexible: '3+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    topics: array(
      struct('TxnOffsetCommitResponseTopic', {
        name: string(),
        partitions: array(
          struct('TxnOffsetCommitResponsePartition', {
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
)

export type TxnOffsetCommitResponse = Infer<typeof txnOffsetCommitResponse>
export type TxnOffsetCommitResponseInput = Input<typeof txnOffsetCommitResponse>
export type TxnOffsetCommitResponseTopic = TxnOffsetCommitResponse['topics'][number]
export type TxnOffsetCommitResponsePartition = TxnOffsetCommitResponse['topics'][number]['partitions'][number]

/** Stores a group's positions as part of a transaction. */
export const txnOffsetCommit = api({
  key: 28,
  name: 'TxnOffsetCommit',
  request: txnOffsetCommitRequest,
  response: txnOffsetCommitResponse,
})
