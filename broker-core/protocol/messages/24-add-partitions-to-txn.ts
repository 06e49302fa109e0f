import { api } from '../api'
import { array, type Infer, type Input, int16, int32, int64Big, message, string, struct } from '../schema'

const addPartitionsToTxnTopic = struct('AddPartitionsToTxnTopic', {
  name: string(),
  partitions: array(int32()),
})

export const addPartitionsToTxnRequest = message(
  'AddPartitionsToTxnRequest',
  { versions: '0-3', flexible: '3+' },
  {
    v3AndBelowTransactionalId: string(),
    v3AndBelowProducerId: int64Big(),
    v3AndBelowProducerEpoch: int16(),
    v3AndBelowTopics: array(addPartitionsToTxnTopic),
  },
)

export type AddPartitionsToTxnRequest = Infer<typeof addPartitionsToTxnRequest>
export type AddPartitionsToTxnRequestInput = Input<typeof addPartitionsToTxnRequest>
export type AddPartitionsToTxnTopic = AddPartitionsToTxnRequest['v3AndBelowTopics'][number]

const addPartitionsToTxnPartitionResult = struct('AddPartitionsToTxnPartitionResult', {
  partitionIndex: int32(),
  partitionErrorCode: int16(),
})

const addPartitionsToTxnTopicResult = struct('AddPartitionsToTxnTopicResult', {
  name: string(),
  resultsByPartition: array(addPartitionsToTxnPartitionResult),
})

export const addPartitionsToTxnResponse = message(
  'AddPartitionsToTxnResponse',
  { versions: '0-3', flexible: '3+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    resultsByTopicV3AndBelow: array(addPartitionsToTxnTopicResult),
  },
)

export type AddPartitionsToTxnResponse = Infer<typeof addPartitionsToTxnResponse>
export type AddPartitionsToTxnResponseInput = Input<typeof addPartitionsToTxnResponse>
export type AddPartitionsToTxnPartitionResult =
  AddPartitionsToTxnResponse['resultsByTopicV3AndBelow'][number]['resultsByPartition'][number]
export type AddPartitionsToTxnTopicResult = AddPartitionsToTxnResponse['resultsByTopicV3AndBelow'][number]

/** Adds partitions to a running transaction. */
export const addPartitionsToTxn = api({
  key: 24,
  name: 'AddPartitionsToTxn',
  request: addPartitionsToTxnRequest,
  response: addPartitionsToTxnResponse,
})
