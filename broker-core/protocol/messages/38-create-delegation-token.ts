import { api } from '../api'
import { array, bytes, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const createDelegationTokenRequest = message(
  'CreateDelegationTokenRequest',
  { versions: '0-2', flexible: '2+' },
  {
    renewers: array(
      struct('CreatableRenewers', {
        principalType: string(),
        principalName: string(),
      }),
    ),
    maxLifetimeMs: int64(),
  },
)

export type CreateDelegationTokenRequest = Infer<typeof createDelegationTokenRequest>
export type CreateDelegationTokenRequestInput = Input<typeof createDelegationTokenRequest>
export type CreatableRenewers = CreateDelegationTokenRequest['renewers'][number]

export const createDelegationTokenResponse = message(
  'CreateDelegationTokenResponse',
  { versions: '0-2', flexible: '2+' },
  {
    errorCode: int16(),
    principalType: string(),
    principalName: string(),
    issueTimestampMs: int64(),
    expiryTimestampMs: int64(),
    maxTimestampMs: int64(),
    tokenId: string(),
    hmac: bytes(),
    throttleTimeMs: int32({ default: 0 }),
  },
)

export type CreateDelegationTokenResponse = Infer<typeof createDelegationTokenResponse>
export type CreateDelegationTokenResponseInput = Input<typeof createDelegationTokenResponse>

/** Makes a delegation token. */
export const createDelegationToken = api({
  key: 38,
  name: 'CreateDelegationToken',
  request: createDelegationTokenRequest,
  response: createDelegationTokenResponse,
})
