import type { LogLevel } from '../logger'

export const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** `[2026-11-23 06:00:00,123] INFO message (kafka.log.Log)`, local time, as Kafka's log4j pattern; the stack of a cause follows. */
export function formatLogLine(atMs: number, level: LogLevel, name: string, message: string, cause?: unknown): string {
  const line = `[${localTime(atMs)}] ${level.toUpperCase()} ${message} (${name})\n`
  return cause === undefined ? line : `${line}${describeCause(cause)}\n`
}

function localTime(atMs: number): string {
  const time = new Date(atMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
  return `${day} ${clock},${String(time.getMilliseconds()).padStart(3, '0')}`
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const text = cause.stack ?? `${cause.name}: ${cause.message}`
  return cause.cause === undefined ? text : `${text}\nCaused by: ${describeCause(cause.cause)}`
}
