import { ErrorCode } from '../protocol/error-codes'
import { describeDelegationToken } from '../protocol/messages/41-describe-delegation-token'
import { handler } from './handler'

/** DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: over PLAINTEXT nobody may see tokens. */
export const describeDelegationTokenHandler = handler(describeDelegationToken, [0, 2], () => ({
  errorCode: ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
  tokens: [],
}))
