import type { Logger, LogLevel } from '../logger'
import { type FileSinkOptions, openFileSink } from './log-file-sink'
import { formatLogLine, LOG_LEVELS } from './log-line'

/** Where finished lines go. Must not throw. */
export type LogSink = (line: string, level: LogLevel) => void

export interface LoggerOptions {
  /** Lines below it are dropped. Default info. */
  level?: LogLevel
  /** Name of the root logger. */
  name?: string
}

export interface NodeLogger extends Logger {
  /** Changes the level of this logger and of every logger named from it. */
  setLevel(level: LogLevel): void
  /** Told the size of every line from now on. */
  onLine(listener: (bytes: number) => void): void
  close(): void
}

/** Lines on standard output, as Kafka's stdout appender. */
export function createConsoleLogger(options: LoggerOptions = {}): NodeLogger {
  // A reader of our output that went away must not take the process with it.
  process.stdout.on('error', () => undefined)
  return createLogger([(line) => void process.stdout.write(line)], options)
}

/** Lines in a file, written synchronously: the last line before a kill -9 is there. `console` repeats them on standard output. */
export function createFileLogger(options: LoggerOptions & FileSinkOptions & { console?: boolean }): NodeLogger {
  const file = openFileSink(options)
  const sinks: LogSink[] = [file.write]
  if (options.console) {
    process.stdout.on('error', () => undefined)
    sinks.push((line) => void process.stdout.write(line))
  }
  return createLogger(sinks, options, file.close)
}

export function createLogger(
  sinks: readonly LogSink[],
  options: LoggerOptions = {},
  close: () => void = () => undefined,
): NodeLogger {
  const shared = { threshold: LOG_LEVELS.indexOf(options.level ?? 'info'), onLine: (_bytes: number): void => undefined }
  const build = (name: string): NodeLogger => {
    const at = (level: LogLevel) => {
      const rank = LOG_LEVELS.indexOf(level)
      return (message: string, cause?: unknown) => {
        if (rank < shared.threshold) return
        const line = formatLogLine(Date.now(), level, name, message, cause)
        shared.onLine(Buffer.byteLength(line))
        for (const sink of sinks) sink(line, level)
      }
    }
    return {
      trace: at('trace'),
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      fatal: at('fatal'),
      named: build,
      setLevel: (level) => {
        shared.threshold = LOG_LEVELS.indexOf(level)
      },
      onLine: (listener) => {
        shared.onLine = listener
      },
      close,
    }
  }
  return build(options.name ?? 'kafka')
}
