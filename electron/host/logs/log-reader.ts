import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { LogLine } from '../api/functions'
import { lineTimeMs } from './last-error'
import { LineSplitter } from './line-splitter'

export interface LogWindow {
  /** Only lines numbered lower; null: up to the end. */
  before: number | null
  count: number
  /** Case does not matter. */
  search: string | null
}

/** The last matching lines of a log file, oldest first. Reads the file once, holding no more than what it returns. */
export async function readLogWindow(
  path: string,
  window: LogWindow,
): Promise<{ lines: LogLine[]; totalLines: number }> {
  const needle = window.search?.toLowerCase() || null
  const kept: LogLine[] = []
  let total = 0
  const splitter = new LineSplitter((text) => {
    total++
    if (window.before !== null && total >= window.before) return
    if (needle !== null && !text.toLowerCase().includes(needle)) return
    kept.push({ line: total, text, level: levelOf(text, kept[kept.length - 1]), atMs: lineTimeMs(text) })
    if (kept.length > window.count * 2) kept.splice(0, kept.length - window.count)
  })
  if ((await sizeOf(path)) > 0) for await (const chunk of createReadStream(path)) splitter.feed(chunk as Buffer)
  splitter.end()
  return { lines: kept.slice(-window.count), totalLines: total }
}

export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    // Nothing was logged yet.
    return 0
  }
}

/** A line without a level (a stack trace) belongs to the one before it. */
function levelOf(text: string, before: LogLine | undefined): string {
  const match = /^\[[^\]]*\] (TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b/.exec(text)
  return match?.[1] ?? before?.level ?? 'INFO'
}
