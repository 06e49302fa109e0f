import { ErrorCode } from '../protocol/error-codes'
import { describeAcls } from '../protocol/messages/29-describe-acls'
import { handler } from './handler'

/** There is no authorizer: SECURITY_DISABLED, as from a Kafka broker without one. */
export const describeAclsHandler = handler(describeAcls, [0, 2], () => ({
  errorCode: ErrorCode.SECURITY_DISABLED,
  errorMessage: 'No Authorizer is configured on the broker',
  resources: [],
}))
