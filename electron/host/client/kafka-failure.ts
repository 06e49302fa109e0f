import { errorMessage, errorName } from '../../../broker-core/protocol/error-codes'
import type { LabError } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'
import { clientWords } from '../words/client-words'
import { failure } from '../words/wording'

/** A broker's error code as the sentence a page shows: what it was about, the broker's own message, Kafka's name for it. */
export function kafkaFailure(code: number, message: string | null, about: string | InBothLanguages): LabError {
  const values = { about, message: message ?? errorMessage(code), name: errorName(code) }
  return failure('KAFKA_ERROR', clientWords.kafkaError, values)
}
