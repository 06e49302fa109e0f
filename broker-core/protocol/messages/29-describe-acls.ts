import { api } from '../api'
import { array, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const describeAclsRequest = message(
  'DescribeAclsRequest',
  { versions: '0-2', flexible: '2+' },
  {
    resourceTypeFilter: int8(),
    resourceNameFilter: string({ nullable: '0+' }),
    patternTypeFilter: int8({ versions: '1+', default: 3 }),
    principalFilter: string({ nullable: '0+' }),
    hostFilter: string({ nullable: '0+' }),
    operation: int8(),
    permissionType: int8(),
  },
)

export type DescribeAclsRequest = Infer<typeof describeAclsRequest>
export type DescribeAclsRequestInput = Input<typeof describeAclsRequest>

export const describeAclsResponse = message(
  'DescribeAclsResponse',
  { versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    resources: array(
      struct('DescribeAclsResource', {
        resourceType: int8(),
        resourceName: string(),
        patternType: int8({ versions: '1+', default: 3 }),
        acls: array(
          struct('AclDescription', {
            principal: string(),
            host: string(),
            operation: int8(),
            permissionType: int8(),
          }),
        ),
      }),
    ),
  },
)

export type DescribeAclsResponse = Infer<typeof describeAclsResponse>
export type DescribeAclsResponseInput = Input<typeof describeAclsResponse>
export type DescribeAclsResource = DescribeAclsResponse['resources'][number]
export type AclDescription = DescribeAclsResponse['resources'][number]['acls'][number]

/** Lists access rules. */
export const describeAcls = api({
  key: 29,
  name: 'DescribeAcls',
  request: describeAclsRequest,
  response: describeAclsResponse,
})
