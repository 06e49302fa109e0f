import { api } from '../api'
import { array, bool, bytes, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const describeGroupsRequest = message(
  'DescribeGroupsRequest',
  { versions: '0-5', flexible: '5+' },
  {
    groups: array(string()),
    includeAuthorizedOperations: bool({ versions: '3+' }),
  },
)

export type DescribeGroupsRequest = Infer<typeof describeGroupsRequest>
export type DescribeGroupsRequestInput = Input<typeof describeGroupsRequest>

export const describeGroupsResponse = message(
  'DescribeGroupsResponse',
  { versions: '0-5', flexible: '5+' },
  {
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    groups: array(
      struct('DescribedGroup', {
        errorCode: int16(),
        groupId: string(),
        groupState: string(),
        protocolType: string(),
        protocolData: string(),
        members: array(
          struct('DescribedGroupMember', {
            memberId: string(),
            groupInstanceId: string({ versions: '4+', nullable: '4+', default: null, ignorable: true }),
            clientId: string(),
            clientHost: string(),
            memberMetadata: bytes(),
            memberAssignment: bytes(),
          }),
        ),
        authorizedOperations: int32({ versions: '3+', default: -2147483648 }),
      }),
    ),
  },
)

export type DescribeGroupsResponse = Infer<typeof describeGroupsResponse>
export type DescribeGroupsResponseInput = Input<typeof describeGroupsResponse>
export type DescribedGroup = DescribeGroupsResponse['groups'][number]
export type DescribedGroupMember = DescribeGroupsResponse['groups'][number]['members'][number]

/** State and members of groups. */
export const describeGroups = api({
  key: 15,
  name: 'DescribeGroups',
  request: describeGroupsRequest,
  response: describeGroupsResponse,
})
