import { api } from '../api'
import { array, bool, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const alterConfigsRequest = message(
  'AlterConfigsRequest',
  { versions: '0-2', flexible: '2+' },
  {
    resources: array(
      struct('AlterConfigsResource', {
        resourceType: int8(),
        resourceName: string(),
        configs: array(
          struct('AlterableConfig', {
            name: string(),
            value: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  },
)

export type AlterConfigsRequest = Infer<typeof alterConfigsRequest>
export type AlterConfigsRequestInput = Input<typeof alterConfigsRequest>
export type AlterConfigsResource = AlterConfigsRequest['resources'][number]
export type AlterableConfig = AlterConfigsRequest['resources'][number]['configs'][number]

export const alterConfigsResponse = message(
  'AlterConfigsResponse',
  { versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    responses: array(
      struct('AlterConfigsResourceResponse', {
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        resourceType: int8(),
        resourceName: string(),
      }),
    ),
  },
)

export type AlterConfigsResponse = Infer<typeof alterConfigsResponse>
export type AlterConfigsResponseInput = Input<typeof alterConfigsResponse>
export type AlterConfigsResourceResponse = AlterConfigsResponse['responses'][number]

/** Replaces all dynamic settings of a resource. */
export const alterConfigs = api({
  key: 33,
  name: 'AlterConfigs',
  request: alterConfigsRequest,
  response: alterConfigsResponse,
})
