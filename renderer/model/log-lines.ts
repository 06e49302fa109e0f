import type { LogLine } from '../../electron/host/api/functions'

/** The page holds this many lines of a log; the file has the rest. */
export const LINES_CAP = 5000

export const logLevels = ['all', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const
export type LogLevel = (typeof logLevels)[number]

const rank: Record<string, number> = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, WARNING: 3, ERROR: 4, FATAL: 5 }

export const isAtLeast = (line: LogLine, level: LogLevel) => level === 'all' || (rank[line.level] ?? 2) >= rank[level]!

export const levelTone = (level: string) =>
  (rank[level] ?? 2) >= 4 ? 'bad' : rank[level] === 3 ? 'warn' : rank[level] === 2 ? '' : 'dim'

/** New lines behind those already there. null: lines are missing between, so the window has to be read anew. */
export function appendLines(before: readonly LogLine[], added: readonly LogLine[]): LogLine[] | null {
  const last = before.at(-1)?.line
  const first = added[0]?.line
  if (last === undefined || first === undefined) return [...added]
  if (first > last + 1) return null
  const fresh = added.filter((line) => line.line > last)
  return fresh.length === 0 ? (before as LogLine[]) : [...before, ...fresh].slice(-LINES_CAP)
}

/** Earlier lines in front of those already there. */
export function prependLines(earlier: readonly LogLine[], before: readonly LogLine[]): LogLine[] {
  const first = before[0]?.line ?? Number.MAX_SAFE_INTEGER
  return [...earlier.filter((line) => line.line < first), ...before].slice(0, LINES_CAP)
}

/** The next match after (or before) a line, around the end. */
export function nextMatch(matches: readonly number[], from: number, step: 1 | -1): number | null {
  if (matches.length === 0) return null
  if (step === 1) return matches.find((line) => line > from) ?? matches[0]!
  for (let index = matches.length - 1; index >= 0; index--) if (matches[index]! < from) return matches[index]!
  return matches.at(-1)!
}

export interface TextPart {
  text: string
  hit: boolean
}

/** A line cut at the places where the search text occurs, for marking them. */
export function splitAtMatches(text: string, search: string): TextPart[] {
  if (search === '') return [{ text, hit: false }]
  const parts: TextPart[] = []
  const lower = text.toLowerCase()
  const needle = search.toLowerCase()
  let from = 0
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), hit: false })
    parts.push({ text: text.slice(at, at + needle.length), hit: true })
    from = at + needle.length
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), hit: false })
  return parts
}
