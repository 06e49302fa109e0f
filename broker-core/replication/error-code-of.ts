import { LogError } from '../log/log-error'
import { ErrorCode, KafkaError } from '../protocol/error-codes'
import { DiskError } from '../runtime/disk'

/** The code a failure becomes in a response. What is none of ours is a bug, and says so to the client. */
export function errorCodeOf(error: unknown): number {
  if (error instanceof KafkaError) return error.code
  if (error instanceof LogError) return error.errorCode
  if (error instanceof DiskError) return ErrorCode.KAFKA_STORAGE_ERROR
  return ErrorCode.UNKNOWN_SERVER_ERROR
}
