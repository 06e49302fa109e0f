import { api } from '../api'
import { bytes, type Infer, type Input, int16, int32, int64, message } from '../schema'

export const renewDelegationTokenRequest = message(
  'RenewDelegationTokenRequest',
  { versions: '0-2', flexible: '2+' },
  {
    hmac: bytes(),
    renewPeriodMs: int64(),
  },
)

export type RenewDelegationTokenRequest = Infer<typeof renewDelegationTokenRequest>
export type RenewDelegationTokenRequestInput = Input<typeof renewDelegationTokenRequest>

export const renewDelegationTokenResponse = message(
  'RenewDelegationTokenResponse',
  { versions: '0-2', flexible: '2+' },
  {
    errorCode: int16(),
    expiryTimestampMs: int64(),
    throttleTimeMs: int32({ default: 0 }),
  },
)

export type RenewDelegationTokenResponse = Infer<typeof renewDelegationTokenResponse>
export type RenewDelegationTokenResponseInput = Input<typeof renewDelegationTokenResponse>

/** Renews a delegation token. */
export const renewDelegationToken = api({
  key: 39,
  name: 'RenewDelegationToken',
  request: renewDelegationTokenRequest,
  response: renewDelegationTokenResponse,
})
