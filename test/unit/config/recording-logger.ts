import type { Logger } from '../../../broker-core/runtime/logger'

/** Keeps every line as `LEVEL message (name)`. */
export const recordingLogger = (): { logger: Logger; lines: string[] } => {
  const lines: string[] = []
  const make = (name: string): Logger => {
    const write = (level: string) => (message: string) => {
      lines.push(`${level} ${message} (${name})`)
    }
    return {
      trace: write('TRACE'),
      debug: write('DEBUG'),
      info: write('INFO'),
      warn: write('WARN'),
      error: write('ERROR'),
      fatal: write('FATAL'),
      named: make,
    }
  }
  return { logger: make('root'), lines }
}
