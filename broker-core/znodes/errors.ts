import type { ErrorName } from '../coordination/wire/error-codes'

/** A request to the coordination service was refused, or its answer was lost (CONNECTIONLOSS: it may or may not have been applied). */
export class CoordinationError extends Error {
  constructor(
    readonly code: ErrorName,
    /** The znode asked for, without the chroot; empty when the failure is not about one. */
    readonly path: string,
    detail?: string,
  ) {
    super(`${code}${path === '' ? '' : ` for ${path}`}${detail === undefined ? '' : `: ${detail}`}`)
    this.name = 'CoordinationError'
  }
}

/** The check of /controller_epoch failed: another controller was elected since (Kafka's ControllerMovedException). */
export class ControllerMovedError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ControllerMovedError'
  }
}

/** A znode's content is not what Kafka writes there; the message names the znode and shows the content. */
export class MalformedZnodeError extends Error {
  constructor(
    readonly path: string,
    detail: string,
    data: Buffer | null,
  ) {
    super(`${path}: ${detail} in ${data === null ? 'null' : JSON.stringify(data.toString('utf8', 0, 500))}`)
    this.name = 'MalformedZnodeError'
  }
}

export function isCoordinationError(error: unknown, ...codes: ErrorName[]): error is CoordinationError {
  return error instanceof CoordinationError && (codes.length === 0 || codes.includes(error.code))
}
