import type { Logger } from './logger'

const nothing = () => undefined

/** For whom what is done counts, not what is said of it: a command that tells its failures itself, tests. */
export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  named: () => silentLogger,
}
