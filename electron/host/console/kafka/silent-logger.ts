import type { Logger } from '../../../../broker-core/runtime/logger'

const nothing = () => undefined

/** For clients of a command: what goes wrong is the command's to say. */
export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  named: () => silentLogger,
}
