/** A line of the tools' own log, on their error stream: `[2026-11-23 14:02:11,123] WARN … (class)`. Local time, as log4j. */
export function logLine(level: 'WARN' | 'ERROR', text: string, className: string, atMs = Date.now()): string {
  const date = new Date(atMs)
  const two = (value: number, digits = 2) => String(value).padStart(digits, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())},${two(date.getMilliseconds(), 3)}`
  return `[${day} ${time}] ${level} ${text} (${className})\n`
}
