import { api } from '../api'
import { array, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const deleteAclsRequest = message(
  'DeleteAclsRequest',
  { versions: '0-2', flexible: '2+' },
  {
    filters: array(
      struct('DeleteAclsFilter', {
        resourceTypeFilter: int8(),
        resourceNameFilter: string({ nullable: '0+' }),
        patternTypeFilter: int8({ versions: '1+', default: 3 }),
        principalFilter: string({ nullable: '0+' }),
        hostFilter: string({ nullable: '0+' }),
        operation: int8(),
        permissionType: int8(),
      }),
    ),
  },
)

export type DeleteAclsRequest = Infer<typeof deleteAclsRequest>
export type DeleteAclsRequestInput = Input<typeof deleteAclsRequest>
export type DeleteAclsFilter = DeleteAclsRequest['filters'][number]

export const deleteAclsResponse = message(
  'DeleteAclsResponse',
  { versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    filterResults: array(
      struct('DeleteAclsFilterResult', {
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        matchingAcls: array(
          struct('DeleteAclsMatchingAcl', {
            errorCode: int16(),
            errorMessage: string({ nullable: '0+' }),
            resourceType: int8(),
            resourceName: string(),
            patternType: int8({ versions: '1+', default: 3 }),
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

export type DeleteAclsResponse = Infer<typeof deleteAclsResponse>
export type DeleteAclsResponseInput = Input<typeof deleteAclsResponse>
export type DeleteAclsFilterResult = DeleteAclsResponse['filterResults'][number]
export type DeleteAclsMatchingAcl = DeleteAclsResponse['filterResults'][number]['matchingAcls'][number]

/** Removes access rules. */
export const deleteAcls = api({ key: 31, name: 'DeleteAcls', request: deleteAclsRequest, response: deleteAclsResponse })
