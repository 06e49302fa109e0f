/** The broker cannot start, for a reason the operator can act on: the message is one line that names the thing and the way out. */
export class StartupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StartupError'
  }
}
