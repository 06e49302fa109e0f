/** The ways to look at the bytes of a key, a value or a header. */
export const VALUE_FORMS = ['auto', 'text', 'json', 'hex', 'base64'] as const
export type ValueForm = (typeof VALUE_FORMS)[number]

/** What a value was turned into: `text` is exact, `json` is the parsed value itself. */
export type ShownEncoding = 'text' | 'json' | 'hex' | 'base64'

export interface ShownValue {
  encoding: ShownEncoding
  value: unknown
}

/**
 * `auto`: text where the bytes are exactly that, else hex. `text`: always, with U+FFFD for what is none (as dump-log prints).
 * `json`: parsed where they are JSON, else as `auto`.
 */
export function shownValue(bytes: Buffer, form: ValueForm): ShownValue {
  switch (form) {
    case 'hex':
    case 'base64':
      return { encoding: form, value: bytes.toString(form) }
    case 'text':
      return { encoding: 'text', value: bytes.toString('utf8') }
    case 'json': {
      const parsed = parsedJson(bytes)
      return parsed === undefined ? shownValue(bytes, 'auto') : { encoding: 'json', value: parsed.value }
    }
    case 'auto': {
      const text = exactText(bytes)
      return text === undefined ? shownValue(bytes, 'hex') : { encoding: 'text', value: text }
    }
  }
}

/** The text whose UTF-8 is exactly these bytes; undefined: there is none, or it has characters that no text has. */
export function exactText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8')
  if (hasControls(text)) return undefined
  return !text.includes('\ufffd') || Buffer.from(text).equals(bytes) ? text : undefined
}

const isControl = (code: number): boolean =>
  (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0x7f

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (isControl(text.charCodeAt(at))) return true
  return false
}

/** A text for one line of a terminal: what would move the cursor or change colours is written as an escape. */
export function lineText(text: string): string {
  let shown = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (code === 0x0a) shown += '\\n'
    else if (code === 0x0d) shown += '\\r'
    else if (isControl(code) || (code >= 0x80 && code < 0xa0)) shown += `\\x${code.toString(16).padStart(2, '0')}`
    else shown += char
  }
  return shown
}

function parsedJson(bytes: Buffer): { value: unknown } | undefined {
  const first = bytes[0]
  // Quickly: what begins neither an object, an array, a text, a number nor a word is none.
  if (first === undefined || !/[\s{["\-\dtfn]/.test(String.fromCharCode(first))) return undefined
  try {
    return { value: JSON.parse(bytes.toString('utf8')) }
  } catch {
    // No JSON: the caller shows it as it is.
    return undefined
  }
}
