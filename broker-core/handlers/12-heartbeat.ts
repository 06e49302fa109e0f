import { ErrorCode } from '../protocol/error-codes'
import { heartbeat } from '../protocol/messages/12-heartbeat'
import { refusesStaticMembers } from './group-requests'
import { handler } from './handler'

/** A member's sign of life; REBALANCE_IN_PROGRESS tells it to join again. */
export const heartbeatHandler = handler(heartbeat, [0, 4], (request, context) => {
  if (refusesStaticMembers(request.groupInstanceId, context)) return { errorCode: ErrorCode.UNSUPPORTED_VERSION }
  return { errorCode: context.broker.groupCoordinator.heartbeat(request) }
})
