/** The protocol errors a log answers with: Kafka's names and codes. */
export const LOG_ERROR_CODES = {
  OFFSET_OUT_OF_RANGE: 1,
  CORRUPT_MESSAGE: 2,
  MESSAGE_TOO_LARGE: 10,
  RECORD_LIST_TOO_LARGE: 18,
  INVALID_TIMESTAMP: 32,
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 43,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  DUPLICATE_SEQUENCE_NUMBER: 46,
  INVALID_PRODUCER_EPOCH: 47,
  INVALID_TXN_STATE: 48,
  TRANSACTION_COORDINATOR_FENCED: 52,
  KAFKA_STORAGE_ERROR: 56,
  UNSUPPORTED_COMPRESSION_TYPE: 76,
  INVALID_RECORD: 87,
} as const

export type LogErrorName = keyof typeof LOG_ERROR_CODES

/** One refused record of a batch, as Produce v8 reports it (KIP-467). */
export interface RecordError {
  batchIndex: number
  message: string
}

/** A request the log refuses, or cannot serve because its disk failed. `errorCode` goes into the response as it is. */
export class LogError extends Error {
  readonly errorCode: number

  constructor(
    readonly errorName: LogErrorName,
    message: string,
    readonly recordErrors: readonly RecordError[] = [],
    cause?: unknown,
  ) {
    super(message, { cause })
    this.name = 'LogError'
    this.errorCode = LOG_ERROR_CODES[errorName]
  }
}

/**
 * A follower's append begins below its log end offset. With an empty log the fetcher truncates fully and starts at `firstOffset`:
 * a leader whose log start lies inside a batch sends that whole batch.
 */
export class UnexpectedAppendOffsetError extends Error {
  constructor(
    message: string,
    readonly firstOffset: number,
    readonly lastOffset: number,
  ) {
    super(message)
    this.name = 'UnexpectedAppendOffsetError'
  }
}
