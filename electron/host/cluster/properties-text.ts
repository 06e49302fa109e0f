/** `key=value` lines of a Java properties file as the lab writes and edits them: comments and order stay as they are. */
export interface PropertyLine {
  /** 1-based. */
  line: number
  key: string
  value: string
}

const pattern = /^\s*([^\s#!=:][^\s=:]*)\s*[=:\s]\s*(.*?)\s*$/

export function parsePropertyLines(text: string): PropertyLine[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const match = pattern.exec(content)
    return match ? [{ line: index + 1, key: match[1]!, value: match[2]! }] : []
  })
}

export function parsePropertiesText(text: string): Map<string, string> {
  return new Map(parsePropertyLines(text).map(({ key, value }) => [key, value]))
}

/** Sets one key: in its place when the file has it, else at the end. */
export function setProperty(text: string, key: string, value: string): string {
  const lines = text.split('\n')
  const at = parsePropertyLines(text).filter((property) => property.key === key)
  const last = at[at.length - 1]
  if (last === undefined) return `${text.replace(/\n*$/, '\n')}${key}=${value}\n`
  lines[last.line - 1] = `${key}=${value}`
  return lines.join('\n')
}

export interface PropertyChange {
  key: string
  before: string | null
  after: string | null
}

/** What differs between two files, sorted by key; a comment or the order is no difference. */
export function diffProperties(beforeText: string, afterText: string): PropertyChange[] {
  const before = parsePropertiesText(beforeText)
  const after = parsePropertiesText(afterText)
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort()
  return keys
    .map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }))
    .filter((change) => change.before !== change.after)
}

/** Kafka's default of log.segment.delete.delay.ms. */
const DELETION_DELAY_MS = 60_000

/** How long the folders of a deleted topic stay, as a broker's file says. */
export function deletionDelayMs(text: string): number {
  const set = Number(parsePropertiesText(text).get('log.segment.delete.delay.ms'))
  return Number.isFinite(set) && set > 0 ? set : DELETION_DELAY_MS
}
