import { api } from '../api'
import { array, type Infer, type Input, int16, message, string } from '../schema'

export const saslHandshakeRequest = message(
  'SaslHandshakeRequest',
  { versions: '0-1', flexible: 'none' },
  {
    mechanism: string(),
  },
)

export type SaslHandshakeRequest = Infer<typeof saslHandshakeRequest>
export type SaslHandshakeRequestInput = Input<typeof saslHandshakeRequest>

export const saslHandshakeResponse = message(
  'SaslHandshakeResponse',
  { versions: '0-1', flexible: 'none' },
  {
    errorCode: int16(),
    mechanisms: array(string()),
  },
)

export type SaslHandshakeResponse = Infer<typeof saslHandshakeResponse>
export type SaslHandshakeResponseInput = Input<typeof saslHandshakeResponse>

/** Chooses the SASL mechanism. */
export const saslHandshake = api({
  key: 17,
  name: 'SaslHandshake',
  request: saslHandshakeRequest,
  response: saslHandshakeResponse,
})
