import { ErrorCode } from '../protocol/error-codes'
import { saslAuthenticate } from '../protocol/messages/36-sasl-authenticate'
import { handler } from './handler'

/** On a PLAINTEXT listener nobody authenticates: ILLEGAL_SASL_STATE, in Kafka's words. */
export const saslAuthenticateHandler = handler(saslAuthenticate, [0, 2], () => ({
  errorCode: ErrorCode.ILLEGAL_SASL_STATE,
  errorMessage: 'SaslAuthenticate request received after successful authentication',
  authBytes: Buffer.alloc(0),
}))
