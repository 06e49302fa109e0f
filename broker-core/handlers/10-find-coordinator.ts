import { ErrorCode, errorMessage } from '../protocol/error-codes'
import { findCoordinator } from '../protocol/messages/10-find-coordinator'
import { handler } from './handler'

/**
 * Which broker coordinates a consumer group or a transactional id. This broker has no coordinators yet, so the answer is always the
 * retriable COORDINATOR_NOT_AVAILABLE (docs/deviations.md).
 */
export const findCoordinatorHandler = handler(findCoordinator, [0, 3], () => ({
  errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE,
  errorMessage: errorMessage(ErrorCode.COORDINATOR_NOT_AVAILABLE),
  nodeId: -1,
  host: '',
  port: -1,
  coordinators: [],
}))
