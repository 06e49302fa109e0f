import { ErrorCode } from '../../protocol/error-codes'

/** What a client is told when its commit, or its group's generation, could not be written: in terms of the coordinator. */
function coordinatorError(appendError: number): number | undefined {
  switch (appendError) {
    case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
    case ErrorCode.NOT_ENOUGH_REPLICAS:
    case ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND:
      return ErrorCode.COORDINATOR_NOT_AVAILABLE
    case ErrorCode.NOT_LEADER_OR_FOLLOWER:
    case ErrorCode.KAFKA_STORAGE_ERROR:
      return ErrorCode.NOT_COORDINATOR
    default:
      return undefined
  }
}

const TOO_LARGE: readonly number[] = [
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.RECORD_LIST_TOO_LARGE,
  ErrorCode.INVALID_FETCH_SIZE,
]

/** GroupMetadataManager.storeOffsets. */
export function commitErrorOf(appendError: number): number {
  if (TOO_LARGE.includes(appendError)) return ErrorCode.INVALID_COMMIT_OFFSET_SIZE
  return coordinatorError(appendError) ?? appendError
}

/** GroupMetadataManager.storeGroup: a member that is told of a rebalance just joins again. */
export function groupErrorOf(appendError: number): number {
  if (TOO_LARGE.includes(appendError)) return ErrorCode.UNKNOWN_SERVER_ERROR
  if (appendError === ErrorCode.REQUEST_TIMED_OUT) return ErrorCode.REBALANCE_IN_PROGRESS
  return coordinatorError(appendError) ?? appendError
}
