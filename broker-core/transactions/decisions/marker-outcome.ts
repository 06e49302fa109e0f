import { ErrorCode } from '../../protocol/error-codes'

/**
 * `written`: the partition needs no marker any more. `retry`: send it again, to whoever leads the partition then. `cancel`: a newer
 * coordinator or producer is at work, this one leaves the transaction alone. `unexpected`: a partition leader must not answer so.
 */
export type MarkerOutcome = 'written' | 'retry' | 'cancel' | 'unexpected'

/** What a partition's error in a WriteTxnMarkers response asks for (TransactionMarkerRequestCompletionHandler). */
export function markerOutcome(errorCode: number): MarkerOutcome {
  switch (errorCode) {
    case ErrorCode.NONE:
    // The partition cannot hold transactional records, so it has none of this transaction.
    case ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT:
    case ErrorCode.UNSUPPORTED_VERSION:
      return 'written'
    case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
    case ErrorCode.NOT_LEADER_OR_FOLLOWER:
    case ErrorCode.NOT_ENOUGH_REPLICAS:
    case ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND:
    case ErrorCode.REQUEST_TIMED_OUT:
    case ErrorCode.KAFKA_STORAGE_ERROR:
      return 'retry'
    case ErrorCode.INVALID_PRODUCER_EPOCH:
    case ErrorCode.TRANSACTION_COORDINATOR_FENCED:
      return 'cancel'
    default:
      return 'unexpected'
  }
}
