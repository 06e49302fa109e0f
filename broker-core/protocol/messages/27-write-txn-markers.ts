import { api } from '../api'
import { array, bool, type Infer, type Input, int16, int32, int64Big, message, string, struct } from '../schema'

export const writeTxnMarkersRequest = message(
  'WriteTxnMarkersRequest',
  { versions: '0-1', flexible: '1+' },
  {
    markers: array(
      struct('WritableTxnMarker', {
        producerId: int64Big(),
        producerEpoch: int16(),
        transactionResult: bool(),
        topics: array(
          struct('WritableTxnMarkerTopic', {
            name: string(),
            partitionIndexes: array(int32()),
          }),
        ),
        coordinatorEpoch: int32(),
      }),
    ),
  },
)

export type WriteTxnMarkersRequest = Infer<typeof writeTxnMarkersRequest>
export type WriteTxnMarkersRequestInput = Input<typeof writeTxnMarkersRequest>
export type WritableTxnMarker = WriteTxnMarkersRequest['markers'][number]
export type WritableTxnMarkerTopic = WriteTxnMarkersRequest['markers'][number]['topics'][number]

export const writeTxnMarkersResponse = message(
  'WriteTxnMarkersResponse',
  { versions: '0-1', flexible: '1+' },
  {
    markers: array(
      struct('WritableTxnMarkerResult', {
        producerId: int64Big(),
        topics: array(
          struct('WritableTxnMarkerTopicResult', {
            name: string(),
            partitions: array(
              struct('WritableTxnMarkerPartitionResult', {
                partitionIndex: int32(),
                errorCode: int16(),
              }),
            ),
          }),
        ),
      }),
    ),
  },
)

export type WriteTxnMarkersResponse = Infer<typeof writeTxnMarkersResponse>
export type WriteTxnMarkersResponseInput = Input<typeof writeTxnMarkersResponse>
export type WritableTxnMarkerResult = WriteTxnMarkersResponse['markers'][number]
export type WritableTxnMarkerTopicResult = WriteTxnMarkersResponse['markers'][number]['topics'][number]
export type WritableTxnMarkerPartitionResult =
  WriteTxnMarkersResponse['markers'][number]['topics'][number]['partitions'][number]

/** Transaction coordinator to partition leader: append these commit or abort markers. */
export const writeTxnMarkers = api({
  key: 27,
  name: 'WriteTxnMarkers',
  request: writeTxnMarkersRequest,
  response: writeTxnMarkersResponse,
})
