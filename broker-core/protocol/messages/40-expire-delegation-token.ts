import { api } from '../api'
import { bytes, type Infer, type Input, int16, int32, int64, message } from '../schema'

export const expireDelegationTokenRequest = message(
  'ExpireDelegationTokenRequest',
  { versions: '0-2', flexible: '2+' },
  {
    hmac: bytes(),
    expiryTimePeriodMs: int64(),
  },
)

export type ExpireDelegationTokenRequest = Infer<typeof expireDelegationTokenRequest>
export type ExpireDelegationTokenRequestInput = Input<typeof expireDelegationTokenRequest>

export const expireDelegationTokenResponse = message(
  'ExpireDelegationTokenResponse',
  { versions: '0-2', flexible: '2+' },
  {
    errorCode: int16(),
    expiryTimestampMs: int64(),
    throttleTimeMs: int32({ default: 0 }),
  },
)

export type ExpireDelegationTokenResponse = Infer<typeof expireDelegationTokenResponse>
export type ExpireDelegationTokenResponseInput = Input<typeof expireDelegationTokenResponse>

/** Ends a delegation token. */
export const expireDelegationToken = api({
  key: 40,
  name: 'ExpireDelegationToken',
  request: expireDelegationTokenRequest,
  response: expireDelegationTokenResponse,
})
