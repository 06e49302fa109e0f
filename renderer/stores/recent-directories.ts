const KEY = 'highwater.inspected'
const KEPT = 8

/** Paths the reader opened before, last first; kept in the browser. */
export function readRecent(): string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((path) => typeof path === 'string').slice(0, KEPT) : []
  } catch {
    return [] // storage may be off or hold something else
  }
}

export function rememberRecent(path: string): string[] {
  const recent = [path, ...readRecent().filter((other) => other !== path)].slice(0, KEPT)
  try {
    window.localStorage.setItem(KEY, JSON.stringify(recent))
  } catch {
    // storage is off: the list lasts as long as the page
  }
  return recent
}
