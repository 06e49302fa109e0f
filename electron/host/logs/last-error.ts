import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const TAIL_BYTES = 32 * 1024

/** The last line of a log at level ERROR or FATAL (or a Node stack's first line) since `sinceMs`, cut to 500 characters. */
export function lastErrorOf(path: string, sinceMs: number | null): string | null {
  try {
    return lastErrorIn(readTail(path), sinceMs)
  } catch {
    // No log file: nothing was said.
    return null
  }
}

export function lastErrorIn(text: string, sinceMs: number | null): string | null {
  const lines = text.split('\n')
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at]!
    if (!/\b(ERROR|FATAL)\b|^\w*Error: /.test(line)) continue
    const stamp = lineTimeMs(line)
    if (stamp !== null && sinceMs !== null && stamp < Math.floor(sinceMs / 1000) * 1000) return null
    return line.slice(0, 500)
  }
  return null
}

/** `[2026-11-23 05:55:01,123] …` in local time, as Kafka's log4j writes it. null: no stamp. */
export function lineTimeMs(line: string): number | null {
  const match = /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3})\]/.exec(line)
  if (!match) return null
  const ms = new Date(`${match[1]}T${match[2]}.${match[3]}`).getTime()
  return Number.isNaN(ms) ? null : ms
}

function readTail(path: string): string {
  const fd = openSync(path, 'r')
  try {
    const { size } = fstatSync(fd)
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES))
    const read = readSync(fd, buffer, 0, buffer.length, Math.max(0, size - buffer.length))
    return buffer.toString('utf8', 0, read)
  } finally {
    closeSync(fd)
  }
}
