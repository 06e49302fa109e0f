import { errorMessage, errorName } from '../../../broker-core/protocol/error-codes'
import { LabError } from '../api/errors'

/** A broker's error code as the sentence a page shows: what it was about, the broker's own message, Kafka's name for it. */
export function kafkaFailure(code: number, message: string | null, about: string): LabError {
  return new LabError('KAFKA_ERROR', `${about}: ${message ?? errorMessage(code)} (${errorName(code)})`)
}
