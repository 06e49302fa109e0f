import { ErrorCode } from '../protocol/error-codes'

/** What changing access rules ends in where nobody judges access; Kafka's words. */
export const NO_AUTHORIZER = {
  errorCode: ErrorCode.SECURITY_DISABLED,
  errorMessage: 'No Authorizer is configured on the broker.',
} as const
