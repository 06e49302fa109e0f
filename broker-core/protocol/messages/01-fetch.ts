import { api } from '../api'
import { ZERO_UUID } from '../primitives'
import {
  array,
  type Infer,
  type Input,
  int8,
  int16,
  int32,
  int64,
  int64Big,
  message,
  records,
  string,
  struct,
  uuid,
} from '../schema'

export const fetchRequest = message(
  'FetchRequest',
  { versions: '0-17', flexible: '12+' },
  {
    clusterId: string({ versions: '12+', nullable: '12+', tag: 0, default: null, ignorable: true }),
    replicaId: int32({ versions: '0-14', default: -1 }),
    replicaState: struct(
      'ReplicaState',
      {
        replicaId: int32({ default: -1 }),
        replicaEpoch: int64({ default: -1 }),
      },
      { versions: '15+', tag: 1 },
    ),
    maxWaitMs: int32(),
    minBytes: int32(),
    maxBytes: int32({ versions: '3+', default: 2147483647, ignorable: true }),
    isolationLevel: int8({ versions: '4+', default: 0, ignorable: true }),
    sessionId: int32({ versions: '7+', default: 0, ignorable: true }),
    sessionEpoch: int32({ versions: '7+', default: -1, ignorable: true }),
    topics: array(
      struct('FetchTopic', {
        topic: string({ versions: '0-12', ignorable: true }),
        topicId: uuid({ versions: '13+', default: ZERO_UUID, ignorable: true }),
        partitions: array(
          struct('FetchPartition', {
            partition: int32(),
            currentLeaderEpoch: int32({ versions: '9+', default: -1, ignorable: true }),
            fetchOffset: int64(),
            lastFetchedEpoch: int32({ versions: '12+', default: -1 }),
            logStartOffset: int64({ versions: '5+', default: -1, ignorable: true }),
            partitionMaxBytes: int32(),
            replicaDirectoryId: uuid({ versions: '17+', tag: 0, default: ZERO_UUID, ignorable: true }),
          }),
        ),
      }),
    ),
    forgottenTopicsData: array(
      struct('ForgottenTopic', {
        topic: string({ versions: '7-12', ignorable: true }),
        topicId: uuid({ versions: '13+', default: ZERO_UUID, ignorable: true }),
        partitions: array(int32()),
      }),
      { versions: '7+' },
    ),
    rackId: string({ versions: '11+', ignorable: true }),
  },
)

export type FetchRequest = Infer<typeof fetchRequest>
export type FetchRequestInput = Input<typeof fetchRequest>
export type ReplicaState = FetchRequest['replicaState']
export type FetchTopic = FetchRequest['topics'][number]
export type FetchPartition = FetchRequest['topics'][number]['partitions'][number]
export type ForgottenTopic = FetchRequest['forgottenTopicsData'][number]

export const fetchResponse = message(
  'FetchResponse',
  { versions: '0-17', flexible: '12+' },
  {
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    errorCode: int16({ versions: '7+', ignorable: true }),
    sessionId: int32({ versions: '7+', default: 0 }),
    responses: array(
      struct('FetchableTopicResponse', {
        topic: string({ versions: '0-12', ignorable: true }),
        topicId: uuid({ versions: '13+', default: ZERO_UUID, ignorable: true }),
        partitions: array(
          struct('PartitionData', {
            partitionIndex: int32(),
            errorCode: int16(),
            highWatermark: int64(),
            lastStableOffset: int64({ versions: '4+', default: -1, ignorable: true }),
            logStartOffset: int64({ versions: '5+', default: -1, ignorable: true }),
            divergingEpoch: struct(
              'EpochEndOffset',
              {
                epoch: int32({ default: -1 }),
                endOffset: int64({ default: -1 }),
              },
              { versions: '12+', tag: 0 },
            ),
            currentLeader: struct(
              'LeaderIdAndEpoch',
              {
                leaderId: int32({ default: -1 }),
                leaderEpoch: int32({ default: -1 }),
              },
              { versions: '12+', tag: 1 },
            ),
            snapshotId: struct(
              'SnapshotId',
              {
                endOffset: int64({ default: -1 }),
                epoch: int32({ default: -1 }),
              },
              { versions: '12+', tag: 2 },
            ),
            abortedTransactions: array(
              struct('AbortedTransaction', {
                producerId: int64Big(),
                firstOffset: int64(),
              }),
              { versions: '4+', nullable: '4+', ignorable: true },
            ),
            preferredReadReplica: int32({ versions: '11+', default: -1 }),
            records: records({ nullable: '0+' }),
          }),
        ),
      }),
    ),
    nodeEndpoints: array(
      struct('NodeEndpoint', {
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullable: '16+', default: null }),
      }),
      { versions: '16+', tag: 0 },
    ),
  },
)

export type FetchResponse = Infer<typeof fetchResponse>
export type FetchResponseInput = Input<typeof fetchResponse>
export type FetchableTopicResponse = FetchResponse['responses'][number]
export type PartitionData = FetchResponse['responses'][number]['partitions'][number]
export type EpochEndOffset = FetchResponse['responses'][number]['partitions'][number]['divergingEpoch']
export type LeaderIdAndEpoch = FetchResponse['responses'][number]['partitions'][number]['currentLeader']
export type SnapshotId = FetchResponse['responses'][number]['partitions'][number]['snapshotId']
export type AbortedTransaction = NonNullable<
  FetchResponse['responses'][number]['partitions'][number]['abortedTransactions']
>[number]
export type NodeEndpoint = FetchResponse['nodeEndpoints'][number]

/**
 * Reads record batches from a partition's offset on, for consumers (replica id -1) and followers; incremental sessions by KIP-227.
 * Version 13 names topics by id, version 15 moves the replica id into a tag.
 */
export const fetch = api({ key: 1, name: 'Fetch', request: fetchRequest, response: fetchResponse })
