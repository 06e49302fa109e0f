import { ErrorCode } from '../protocol/error-codes'
import { renewDelegationToken } from '../protocol/messages/39-renew-delegation-token'
import { handler } from './handler'

/** DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: over PLAINTEXT tokens are neither made nor renewed. */
export const renewDelegationTokenHandler = handler(renewDelegationToken, [0, 2], () => ({
  errorCode: ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
  expiryTimestampMs: -1,
}))
