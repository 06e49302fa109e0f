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
 * A call the lab could not do: `message` names the thing and the way out. Crosses IPC and WebSocket as `{ code, message, texts? }`.
 * `texts`: the message in every language of the page, where it is worded; `message` is the English one.
 */
export class LabError extends Error {
  constructor(
    readonly code: LabErrorCode,
    message: string,
    readonly texts?: InBothLanguages,
  ) {
    super(message)
    this.name = 'LabError'
  }
}
