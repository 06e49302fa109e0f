import { api } from '../api'
import { array, bool, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const incrementalAlterConfigsRequest = message(
  'IncrementalAlterConfigsRequest',
  { versions: '0-1', flexible: '1+' },
  {
    resources: array(
      struct('AlterConfigsResource', {
        resourceType: int8(),
        resourceName: string(),
        configs: array(
          struct('AlterableConfig', {
            name: string(),
            configOperation: int8(),
            value: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  },
)

export type IncrementalAlterConfigsRequest = Infer<typeof incrementalAlterConfigsRequest>
export type IncrementalAlterConfigsRequestInput = Input<typeof incrementalAlterConfigsRequest>
export type AlterConfigsResource = IncrementalAlterConfigsRequest['resources'][number]
export type AlterableConfig = IncrementalAlterConfigsRequest['resources'][number]['configs'][number]

export const incrementalAlterConfigsResponse = message(
  'IncrementalAlterConfigsResponse',
  { versions: '0-1', flexible: '1+' },
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

export type IncrementalAlterConfigsResponse = Infer<typeof incrementalAlterConfigsResponse>
export type IncrementalAlterConfigsResponseInput = Input<typeof incrementalAlterConfigsResponse>
export type AlterConfigsResourceResponse = IncrementalAlterConfigsResponse['responses'][number]

/** Changes single dynamic settings: set, delete, append to and subtract from lists (KIP-339). */
export const incrementalAlterConfigs = api({
  key: 44,
  name: 'IncrementalAlterConfigs',
  request: incrementalAlterConfigsRequest,
  response: incrementalAlterConfigsResponse,
})
