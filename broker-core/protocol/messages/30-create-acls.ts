import { api } from '../api'
import { array, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const createAclsRequest = message(
  'CreateAclsRequest',
  { versions: '0-2', flexible: '2+' },
  {
    creations: array(
      struct('AclCreation', {
        resourceType: int8(),
        resourceName: string(),
        resourcePatternType: int8({ versions: '1+', default: 3 }),
        principal: string(),
        host: string(),
        operation: int8(),
        permissionType: int8(),
      }),
    ),
  },
)

export type CreateAclsRequest = Infer<typeof createAclsRequest>
export type CreateAclsRequestInput = Input<typeof createAclsRequest>
export type AclCreation = CreateAclsRequest['creations'][number]

export const createAclsResponse = message(
  'CreateAclsResponse',
  { versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array(
      struct('AclCreationResult', {
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
      }),
    ),
  },
)

export type CreateAclsResponse = Infer<typeof createAclsResponse>
export type CreateAclsResponseInput = Input<typeof createAclsResponse>
export type AclCreationResult = CreateAclsResponse['results'][number]

/** Adds access rules. */
export const createAcls = api({ key: 30, name: 'CreateAcls', request: createAclsRequest, response: createAclsResponse })
