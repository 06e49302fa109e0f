import { api } from '../api'
import { array, type Infer, type Input, int16, int32, int64, message, records, string, struct } from '../schema'

export const produceRequest = message(
  'ProduceRequest',
  { versions: '0-11', flexible: '9+' },
  {
    transactionalId: string({ versions: '3+', nullable: '3+', default: null }),
    acks: int16(),
    timeoutMs: int32(),
    topicData: array(
      struct('TopicProduceData', {
        name: string(),
        partitionData: array(
          struct('PartitionProduceData', {
            index: int32(),
            records: records({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
)

export type ProduceRequest = Infer<typeof produceRequest>
export type ProduceRequestInput = Input<typeof produceRequest>
export type TopicProduceData = ProduceRequest['topicData'][number]
export type PartitionProduceData = ProduceRequest['topicData'][number]['partitionData'][number]

export const produceResponse = message(
  'ProduceResponse',
  { versions: '0-11', flexible: '9+' },
  {
    responses: array(
      struct('TopicProduceResponse', {
        name: string(),
        partitionResponses: array(
          struct('PartitionProduceResponse', {
            index: int32(),
            errorCode: int16(),
            baseOffset: int64(),
            logAppendTimeMs: int64({ versions: '2+', default: -1, ignorable: true }),
            logStartOffset: int64({ versions: '5+', default: -1, ignorable: true }),
            recordErrors: array(
              struct('BatchIndexAndErrorMessage', {
                batchIndex: int32(),
                batchIndexErrorMessage: string({ nullable: '8+', default: null }),
              }),
              { versions: '8+', ignorable: true },
            ),
            errorMessage: string({ versions: '8+', nullable: '8+', default: null, ignorable: true }),
            currentLeader: struct(
              'LeaderIdAndEpoch',
              {
                leaderId: int32({ default: -1 }),
                leaderEpoch: int32({ default: -1 }),
              },
              { versions: '10+', tag: 0 },
            ),
          }),
        ),
      }),
    ),
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    nodeEndpoints: array(
      struct('NodeEndpoint', {
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullable: '10+', default: null }),
      }),
      { versions: '10+', tag: 0 },
    ),
  },
)

export type ProduceResponse = Infer<typeof produceResponse>
export type ProduceResponseInput = Input<typeof produceResponse>
export type TopicProduceResponse = ProduceResponse['responses'][number]
export type PartitionProduceResponse = ProduceResponse['responses'][number]['partitionResponses'][number]
export type BatchIndexAndErrorMessage =
  ProduceResponse['responses'][number]['partitionResponses'][number]['recordErrors'][number]
export type LeaderIdAndEpoch = ProduceResponse['responses'][number]['partitionResponses'][number]['currentLeader']
export type NodeEndpoint = ProduceResponse['nodeEndpoints'][number]

/** Appends record batches to partitions. acks 0 has no response at all; from version 3 on each partition holds one batch of magic 2. */
export const produce = api({ key: 0, name: 'Produce', request: produceRequest, response: produceResponse })
