import { ErrorCode } from '../protocol/error-codes'
import { saslHandshake } from '../protocol/messages/17-sasl-handshake'
import { handler } from './handler'

/** Listeners speak PLAINTEXT: an exchange has no place there. ILLEGAL_SASL_STATE, as from Kafka on such a listener. */
export const saslHandshakeHandler = handler(saslHandshake, [0, 1], () => ({
  errorCode: ErrorCode.ILLEGAL_SASL_STATE,
  mechanisms: [],
}))
