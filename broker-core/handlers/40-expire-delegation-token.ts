import { ErrorCode } from '../protocol/error-codes'
import { expireDelegationToken } from '../protocol/messages/40-expire-delegation-token'
import { handler } from './handler'

/** DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: over PLAINTEXT tokens are neither made nor expired. */
export const expireDelegationTokenHandler = handler(expireDelegationToken, [0, 2], () => ({
  errorCode: ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
  expiryTimestampMs: -1,
}))
