import { api } from '../api'
import { array, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const deleteRecordsRequest = message(
  'DeleteRecordsRequest',
  { versions: '0-2', flexible: '2+' },
  {
    topics: array(
      struct('DeleteRecordsTopic', {
        name: string(),
        partitions: array(
          struct('DeleteRecordsPartition', {
            partitionIndex: int32(),
            offset: int64(),
          }),
        ),
      }),
    ),
    timeoutMs: int32(),
  },
)

export type DeleteRecordsRequest = Infer<typeof deleteRecordsRequest>
export type DeleteRecordsRequestInput = Input<typeof deleteRecordsRequest>
export type DeleteRecordsTopic = DeleteRecordsRequest['topics'][number]
export type DeleteRecordsPartition = DeleteRecordsRequest['topics'][number]['partitions'][number]

export const deleteRecordsResponse = message(
  'DeleteRecordsResponse',
  { versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    topics: array(
      struct('DeleteRecordsTopicResult', {
        name: string(),
        partitions: array(
          struct('DeleteRecordsPartitionResult', {
            partitionIndex: int32(),
            lowWatermark: int64(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
)

export type DeleteRecordsResponse = Infer<typeof deleteRecordsResponse>
export type DeleteRecordsResponseInput = Input<typeof deleteRecordsResponse>
export type DeleteRecordsTopicResult = DeleteRecordsResponse['topics'][number]
export type DeleteRecordsPartitionResult = DeleteRecordsResponse['topics'][number]['partitions'][number]

/** Moves partitions' log start offset up; offset -1 says the high watermark. */
export const deleteRecords = api({
  key: 21,
  name: 'DeleteRecords',
  request: deleteRecordsRequest,
  response: deleteRecordsResponse,
})
