/** One setting of a properties file. */
export interface PropertyEntry {
  readonly key: string
  readonly value: string
  /** Line on which it starts, from 1. */
  readonly line: number
}

/** A text that is not a properties file; the only way is a broken `\uXXXX`. */
export class PropertiesError extends Error {
  constructor(
    readonly line: number,
    problem: string,
  ) {
    super(problem)
    this.name = 'PropertiesError'
  }
}

/** A properties file's bytes as text: one byte a character, as java.util.Properties reads them; others are written `\uXXXX`. */
export const decodeProperties = (bytes: Buffer): string => bytes.toString('latin1')

/**
 * Reads the syntax of java.util.Properties: `key=value`, `key:value` or `key value`, comments with # or !, a backslash at the end of a
 * line continues it, escapes \t \n \r \f \uXXXX. In file order, a key that comes twice is there twice (the last one counts).
 * Throws `PropertiesError`.
 */
export const parseProperties = (text: string): PropertyEntry[] =>
  logicalLines(text).map(({ content, line }) => {
    const end = keyEnd(content)
    return {
      key: withoutEscapes(content.slice(0, end), line),
      value: withoutEscapes(valueAfterKey(content.slice(end)), line),
      line,
    }
  })

/** Key -> value, the last of several. */
export const propertyMap = (entries: readonly PropertyEntry[]): Map<string, string> =>
  new Map(entries.map(({ key, value }) => [key, value]))

interface LogicalLine {
  readonly content: string
  readonly line: number
}

/** Joins continued lines; drops comments and blank lines, also where a continuation has brought nothing yet. */
const logicalLines = (text: string): LogicalLine[] => {
  const lines: LogicalLine[] = []
  let open: LogicalLine | undefined
  for (const [index, natural] of text.split(/\r\n|\n|\r/).entries()) {
    const stripped = natural.replace(/^[ \t\f]+/, '')
    if ((open?.content ?? '') === '') open = undefined
    if (open === undefined && (stripped === '' || stripped.startsWith('#') || stripped.startsWith('!'))) continue
    const continued = /(?:^|[^\\])(?:\\\\)*\\$/.test(stripped)
    const content: string = (open?.content ?? '') + (continued ? stripped.slice(0, -1) : stripped)
    const line: number = open?.line ?? index + 1
    open = continued ? { content, line } : undefined
    if (!continued) lines.push({ content, line })
  }
  return open === undefined ? lines : [...lines, open]
}

/** Where the key ends: at the first =, : or blank that no backslash precedes. */
const keyEnd = (content: string): number => {
  for (let index = 0; index < content.length; index += 1) {
    const character = content[index] as string
    if (character === '\\') index += 1
    else if ('=: \t\f'.includes(character)) return index
  }
  return content.length
}

/** What follows the key without blanks and one separator. */
const valueAfterKey = (rest: string): string => rest.replace(/^[ \t\f]*[=:]?[ \t\f]*/, '')

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

const withoutEscapes = (raw: string, line: number): string =>
  raw.replace(/\\(u[0-9a-fA-F]{4}|[\s\S]?)/g, (_match, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    if (escaped === 'u') throw new PropertiesError(line, 'a \\u must be followed by four hexadecimal digits')
    return ESCAPES[escaped] ?? escaped
  })

/** `key=value` as one line that reads back as the same, in ASCII. */
export const formatProperty = (key: string, value: string): string =>
  `${escapeText(key, /[\\=: #!]/g)}=${escapeText(value, /\\|^ +/g)}`

const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\f': '\\f' }

const escapeText = (text: string, special: RegExp): string =>
  text
    .replace(special, (match) => [...match].map((character) => `\\${character}`).join(''))
    .replace(/[\t\n\r\f]/g, (character) => NAMED[character] as string)
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
