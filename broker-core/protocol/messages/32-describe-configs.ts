import { api } from '../api'
import { array, bool, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const describeConfigsRequest = message(
  'DescribeConfigsRequest',
  { versions: '0-4', flexible: '4+' },
  {
    resources: array(
      struct('DescribeConfigsResource', {
        resourceType: int8(),
        resourceName: string(),
        configurationKeys: array(string(), { nullable: '0+' }),
      }),
    ),
    includeSynonyms: bool({ versions: '1+', default: false }),
    includeDocumentation: bool({ versions: '3+', default: false }),
  },
)

export type DescribeConfigsRequest = Infer<typeof describeConfigsRequest>
export type DescribeConfigsRequestInput = Input<typeof describeConfigsRequest>
export type DescribeConfigsResource = DescribeConfigsRequest['resources'][number]

export const describeConfigsResponse = message(
  'DescribeConfigsResponse',
  { versions: '0-4', flexible: '4+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array(
      struct('DescribeConfigsResult', {
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        resourceType: int8(),
        resourceName: string(),
        configs: array(
          struct('DescribeConfigsResourceResult', {
            name: string(),
            value: string({ nullable: '0+' }),
            readOnly: bool(),
            isDefault: bool({ versions: '0' }),
            configSource: int8({ versions: '1+', default: -1, ignorable: true }),
            isSensitive: bool(),
            synonyms: array(
              struct('DescribeConfigsSynonym', {
                name: string(),
                value: string({ nullable: '0+' }),
                source: int8(),
              }),
              { versions: '1+', ignorable: true },
            ),
            configType: int8({ versions: '3+', default: 0, ignorable: true }),
            documentation: string({ versions: '3+', nullable: '0+', ignorable: true }),
          }),
        ),
      }),
    ),
  },
)

export type DescribeConfigsResponse = Infer<typeof describeConfigsResponse>
export type DescribeConfigsResponseInput = Input<typeof describeConfigsResponse>
export type DescribeConfigsResult = DescribeConfigsResponse['results'][number]
export type DescribeConfigsResourceResult = DescribeConfigsResponse['results'][number]['configs'][number]
export type DescribeConfigsSynonym = DescribeConfigsResponse['results'][number]['configs'][number]['synonyms'][number]

/** Settings of topics and brokers with source, synonyms and documentation. */
export const describeConfigs = api({
  key: 32,
  name: 'DescribeConfigs',
  request: describeConfigsRequest,
  response: describeConfigsResponse,
})
