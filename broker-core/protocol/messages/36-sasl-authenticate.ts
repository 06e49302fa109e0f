import { api } from '../api'
import { bytes, type Infer, type Input, int16, int64, message, string } from '../schema'

export const saslAuthenticateRequest = message(
  'SaslAuthenticateRequest',
  { versions: '0-2', flexible: '2+' },
  {
    authBytes: bytes(),
  },
)

export type SaslAuthenticateRequest = Infer<typeof saslAuthenticateRequest>
export type SaslAuthenticateRequestInput = Input<typeof saslAuthenticateRequest>

export const saslAuthenticateResponse = message(
  'SaslAuthenticateResponse',
  { versions: '0-2', flexible: '2+' },
  {
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    authBytes: bytes(),
    sessionLifetimeMs: int64({ versions: '1+', default: 0, ignorable: true }),
  },
)

export type SaslAuthenticateResponse = Infer<typeof saslAuthenticateResponse>
export type SaslAuthenticateResponseInput = Input<typeof saslAuthenticateResponse>

/** One step of a SASL exchange. */
export const saslAuthenticate = api({
  key: 36,
  name: 'SaslAuthenticate',
  request: saslAuthenticateRequest,
  response: saslAuthenticateResponse,
})
