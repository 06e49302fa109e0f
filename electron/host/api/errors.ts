import type { InBothLanguages } from './exercise-functions'

export const labErrorCodes = [
  'BAD_REQUEST',
  'NOT_FOUND',
  'NOT_RUNNING',
  'ALREADY_RUNNING',
  'PORT_IN_USE',
  'FOLDER_UNWRITABLE',
  'LAB_IN_USE',
  'KAFKA_ERROR',
  'UNREACHABLE',
  'TIMED_OUT',
  'CLOSING',
  'INTERNAL',
] as const
export type LabErrorCode = (typeof labErrorCodes)[number]

/**
 * A call the lab could not do: `texts` name the thing and the way out, in every language of the page; `message` is the English one.
 * Crosses IPC and WebSocket as `{ code, message, texts }`.
 */
export class LabError extends Error {
  constructor(
    readonly code: LabErrorCode,
    readonly texts: InBothLanguages,
  ) {
    super(texts.en)
    this.name = 'LabError'
  }

  /** As it crosses a channel. */
  get rpc(): RpcFailure {
    return { code: this.code, message: this.message, texts: this.texts }
  }
}

/** An error as it crosses a channel. */
export interface RpcFailure {
  code: LabErrorCode
  message: string
  texts: InBothLanguages
}
