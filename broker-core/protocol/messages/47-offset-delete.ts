import { api } from '../api'
import { array, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const offsetDeleteRequest = message(
  'OffsetDeleteRequest',
  { versions: '0', flexible: 'none' },
  {
    groupId: string(),
    topics: array(
      struct('OffsetDeleteRequestTopic', {
        name: string(),
        partitions: array(
          struct('OffsetDeleteRequestPartition', {
            partitionIndex: int32(),
          }),
        ),
      }),
    ),
  },
)

export type OffsetDeleteRequest = Infer<typeof offsetDeleteRequest>
export type OffsetDeleteRequestInput = Input<typeof offsetDeleteRequest>
export type OffsetDeleteRequestTopic = OffsetDeleteRequest['topics'][number]
export type OffsetDeleteRequestPartition = OffsetDeleteRequest['topics'][number]['partitions'][number]

export const offsetDeleteResponse = message(
  'OffsetDeleteResponse',
  { versions: '0', flexible: 'none' },
  {
    errorCode: int16(),
    throttleTimeMs: int32({ default: 0 }),
    topics: array(
      struct('OffsetDeleteResponseTopic', {
        name: string(),
        partitions: array(
          struct('OffsetDeleteResponsePartition', {
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
)

export type OffsetDeleteResponse = Infer<typeof offsetDeleteResponse>
export type OffsetDeleteResponseInput = Input<typeof offsetDeleteResponse>
export type OffsetDeleteResponseTopic = OffsetDeleteResponse['topics'][number]
export type OffsetDeleteResponsePartition = OffsetDeleteResponse['topics'][number]['partitions'][number]

/** Forgets a group's positions of topics it no longer reads. */
export const offsetDelete = api({
  key: 47,
  name: 'OffsetDelete',
  request: offsetDeleteRequest,
  response: offsetDeleteResponse,
})
