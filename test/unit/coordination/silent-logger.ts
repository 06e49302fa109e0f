import type { Logger } from '../../../broker-core/runtime/logger'

const nothing = () => undefined

/** For tests of what is done, not of what is said. */
export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  named: () => silentLogger,
}
