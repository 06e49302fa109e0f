import { api } from '../api'
import { array, bool, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const apiVersionsRequest = message(
  'ApiVersionsRequest',
  { versions: '0-4', flexible: '3+' },
  {
    clientSoftwareName: string({ versions: '3+', ignorable: true }),
    clientSoftwareVersion: string({ versions: '3+', ignorable: true }),
  },
)

export type ApiVersionsRequest = Infer<typeof apiVersionsRequest>
export type ApiVersionsRequestInput = Input<typeof apiVersionsRequest>

export const apiVersionsResponse = message(
  'ApiVersionsResponse',
  { versions: '0-4', flexible: '3+' },
  {
    errorCode: int16(),
    apiKeys: array(
      struct('ApiVersion', {
        apiKey: int16(),
        minVersion: int16(),
        maxVersion: int16(),
      }),
    ),
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    supportedFeatures: array(
      struct('SupportedFeatureKey', {
        name: string(),
        minVersion: int16(),
        maxVersion: int16(),
      }),
      { versions: '3+', tag: 0, ignorable: true },
    ),
    finalizedFeaturesEpoch: int64({ versions: '3+', tag: 1, default: -1, ignorable: true }),
    finalizedFeatures: array(
      struct('FinalizedFeatureKey', {
        name: string(),
        maxVersionLevel: int16(),
        minVersionLevel: int16(),
      }),
      { versions: '3+', tag: 2, ignorable: true },
    ),
    zkMigrationReady: bool({ versions: '3+', tag: 3, default: false, ignorable: true }),
  },
)

export type ApiVersionsResponse = Infer<typeof apiVersionsResponse>
export type ApiVersionsResponseInput = Input<typeof apiVersionsResponse>
export type ApiVersion = ApiVersionsResponse['apiKeys'][number]
export type SupportedFeatureKey = ApiVersionsResponse['supportedFeatures'][number]
export type FinalizedFeatureKey = ApiVersionsResponse['finalizedFeatures'][number]

/** Which APIs in which versions the broker serves. Its response header is always version 0, so that it can be read by a client that knows nothing yet. */
export const apiVersions = api({
  key: 18,
  name: 'ApiVersions',
  request: apiVersionsRequest,
  response: apiVersionsResponse,
})
