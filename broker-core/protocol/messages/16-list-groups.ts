import { api } from '../api'
import { array, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const listGroupsRequest = message(
  'ListGroupsRequest',
  { versions: '0-4', flexible: '3+' },
  {
    statesFilter: array(string(), { versions: '4+' }),
  },
)

export type ListGroupsRequest = Infer<typeof listGroupsRequest>
export type ListGroupsRequestInput = Input<typeof listGroupsRequest>

export const listGroupsResponse = message(
  'ListGroupsResponse',
  { versions: '0-4', flexible: '3+' },
  {
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    errorCode: int16(),
    groups: array(
      struct('ListedGroup', {
        groupId: string(),
        protocolType: string(),
        groupState: string({ versions: '4+', ignorable: true }),
      }),
    ),
  },
)

export type ListGroupsResponse = Infer<typeof listGroupsResponse>
export type ListGroupsResponseInput = Input<typeof listGroupsResponse>
export type ListedGroup = ListGroupsResponse['groups'][number]

/** Groups that this broker coordinates. */
export const listGroups = api({ key: 16, name: 'ListGroups', request: listGroupsRequest, response: listGroupsResponse })
