import { api } from '../api'
import { array, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const deleteGroupsRequest = message(
  'DeleteGroupsRequest',
  { versions: '0-2', flexible: '2+' },
  {
    groupsNames: array(string()),
  },
)

export type DeleteGroupsRequest = Infer<typeof deleteGroupsRequest>
export type DeleteGroupsRequestInput = Input<typeof deleteGroupsRequest>

export const deleteGroupsResponse = message(
  'DeleteGroupsResponse',
  { versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array(
      struct('DeletableGroupResult', {
        groupId: string(),
        errorCode: int16(),
      }),
    ),
  },
)

export type DeleteGroupsResponse = Infer<typeof deleteGroupsResponse>
export type DeleteGroupsResponseInput = Input<typeof deleteGroupsResponse>
export type DeletableGroupResult = DeleteGroupsResponse['results'][number]

/** Deletes empty groups. */
export const deleteGroups = api({
  key: 42,
  name: 'DeleteGroups',
  request: deleteGroupsRequest,
  response: deleteGroupsResponse,
})
