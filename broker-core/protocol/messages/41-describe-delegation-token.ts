import { api } from '../api'
import { array, bytes, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const describeDelegationTokenRequest = message(
  'DescribeDelegationTokenRequest',
  { versions: '0-2', flexible: '2+' },
  {
    owners: array(
      struct('DescribeDelegationTokenOwner', {
        principalType: string(),
        principalName: string(),
      }),
      { nullable: '0+' },
    ),
  },
)

export type DescribeDelegationTokenRequest = Infer<typeof describeDelegationTokenRequest>
export type DescribeDelegationTokenRequestInput = Input<typeof describeDelegationTokenRequest>
export type DescribeDelegationTokenOwner = NonNullable<DescribeDelegationTokenRequest['owners']>[number]

export const describeDelegationTokenResponse = message(
  'DescribeDelegationTokenResponse',
  { versions: '0-2', flexible: '2+' },
  {
    errorCode: int16(),
    tokens: array(
      struct('DescribedDelegationToken', {
        principalType: string(),
        principalName: string(),
        issueTimestamp: int64(),
        expiryTimestamp: int64(),
        maxTimestamp: int64(),
        tokenId: string(),
        hmac: bytes(),
        renewers: array(
          struct('DescribedDelegationTokenRenewer', {
            principalType: string(),
            principalName: string(),
          }),
        ),
      }),
    ),
    throttleTimeMs: int32({ default: 0 }),
  },
)

export type DescribeDelegationTokenResponse = Infer<typeof describeDelegationTokenResponse>
export type DescribeDelegationTokenResponseInput = Input<typeof describeDelegationTokenResponse>
export type DescribedDelegationToken = DescribeDelegationTokenResponse['tokens'][number]
export type DescribedDelegationTokenRenewer = DescribeDelegationTokenResponse['tokens'][number]['renewers'][number]

/** Lists delegation tokens. */
export const describeDelegationToken = api({
  key: 41,
  name: 'DescribeDelegationToken',
  request: describeDelegationTokenRequest,
  response: describeDelegationTokenResponse,
})
