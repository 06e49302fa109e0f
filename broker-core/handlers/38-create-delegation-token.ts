import { ErrorCode } from '../protocol/error-codes'
import { createDelegationToken } from '../protocol/messages/38-create-delegation-token'
import { handler } from './handler'

/** Over PLAINTEXT nobody is who he says: DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, for the anonymous user that everybody is. */
export const createDelegationTokenHandler = handler(createDelegationToken, [0, 2], () => ({
  errorCode: ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
  principalType: 'User',
  principalName: 'ANONYMOUS',
  issueTimestampMs: -1,
  expiryTimestampMs: -1,
  maxTimestampMs: -1,
  tokenId: '',
  hmac: Buffer.alloc(0),
}))
