export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

/** A named logger, as in Kafka's log4j: one line a call, `[time] LEVEL message (name)`. Never throws. */
export interface Logger {
  trace(message: string): void
  debug(message: string): void
  info(message: string): void
  warn(message: string, cause?: unknown): void
  error(message: string, cause?: unknown): void
  fatal(message: string, cause?: unknown): void
  /** A logger of another name that writes to the same place. */
  named(name: string): Logger
}
