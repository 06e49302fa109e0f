import { API_VERSIONS, findApiVersion } from './api-version'
import type { ConfigDefinition, ConfigType, ConfigValue, ValueRule } from './definition'

/** A value and its text as Kafka displays it: trimmed, lists joined by commas, numbers as written. */
export interface ParsedValue {
  readonly value: ConfigValue
  readonly text: string
}

export type ParseResult =
  | { readonly ok: true; readonly parsed: ParsedValue }
  | { readonly ok: false; readonly problem: string }

const ok = (value: ConfigValue, text: string): ParseResult => ({ ok: true, parsed: { value, text } })
const wrong = (problem: string): ParseResult => ({ ok: false, problem })

const WHOLE_NUMBER_RANGE = {
  short: [-32768n, 32767n],
  int: [-2147483648n, 2147483647n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
} as const

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER)

/** Parses the text of one setting by its definition; the problem names what is allowed. Pure. */
export const parseValue = (key: string, definition: ConfigDefinition, text: string): ParseResult => {
  const typed = parseType(key, definition, text)
  if (!typed.ok) return typed
  const violation = definition.valid === undefined ? undefined : ruleViolation(definition.valid, typed.parsed)
  return violation === undefined ? typed : wrong(`${violation}; expected ${expectation(key, definition)}`)
}

const parseType = (key: string, definition: ConfigDefinition, text: string): ParseResult => {
  const trimmed = text.trim()
  switch (definition.type) {
    case 'boolean':
      return parseBoolean(trimmed)
    case 'short':
    case 'int':
    case 'long':
      return parseWhole(definition.type, trimmed, () => expectation(key, definition))
    case 'double':
      return parseDouble(trimmed, () => expectation(key, definition))
    case 'list': {
      const items = trimmed === '' ? [] : trimmed.split(',').map((item) => item.trim())
      return ok(items, items.join(','))
    }
    case 'string':
    case 'class':
    case 'password':
      return ok(trimmed, trimmed)
  }
}

const parseBoolean = (text: string): ParseResult => {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false'
    ? ok(lower === 'true', lower)
    : wrong('not a boolean; expected true or false')
}

const parseWhole = (type: keyof typeof WHOLE_NUMBER_RANGE, text: string, expected: () => string): ParseResult => {
  if (!/^[+-]?\d{1,40}$/.test(text)) return wrong(`not a number; expected ${expected()}`)
  const value = BigInt(text.replace('+', ''))
  const [min, max] = WHOLE_NUMBER_RANGE[type]
  if (value < min || value > max) return wrong(`out of range for a ${type} (${min} to ${max}); expected ${expected()}`)
  const clamped = value > SAFE_MAX ? SAFE_MAX : value < -SAFE_MAX ? -SAFE_MAX : value
  return ok(Number(clamped), value.toString())
}

const parseDouble = (text: string, expected: () => string): ParseResult => {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(text)) return wrong(`not a number; expected ${expected()}`)
  const value = Number(text.replace(/[dDfF]$/, ''))
  return Number.isFinite(value) ? ok(value, javaDouble(value)) : wrong(`too large; expected ${expected()}`)
}

/** As Double.toString writes it: always with a point, the exponent without a plus sign. */
const javaDouble = (value: number): string => {
  const magnitude = Math.abs(value)
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e7)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e')
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`
  }
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

const ruleViolation = (rule: ValueRule, { value, text }: ParsedValue): string | undefined => {
  if ('atLeast' in rule) return Number(value) < rule.atLeast ? `must be at least ${rule.atLeast}` : undefined
  if ('between' in rule) {
    const [min, max] = rule.between
    return Number(value) < min || Number(value) > max ? `must be from ${min} to ${max}` : undefined
  }
  if ('oneOf' in rule) return rule.oneOf.includes(text) ? undefined : 'not an allowed value'
  const items = Array.isArray(value) ? (value as readonly string[]) : []
  if ('listOf' in rule) {
    const stranger = items.find((item) => !rule.listOf.includes(item))
    return stranger === undefined ? undefined : `${stranger === '' ? 'an empty item' : stranger} is not allowed`
  }
  if (rule.format === 'apiVersion') return findApiVersion(text) === undefined ? 'not a version' : undefined
  const fine = items[0] === '*' || items.every((item) => /^(\d+:\d+)?$/.test(item))
  return fine ? undefined : 'not a list of replicas'
}

const NOUN: Record<ConfigType, string> = {
  boolean: 'true or false',
  string: 'text',
  class: 'a class name',
  password: 'text',
  list: 'a comma separated list',
  short: 'a whole number',
  int: 'a whole number',
  long: 'a whole number',
  double: 'a number',
}

/** What a value of this setting looks like, for people: `a whole number of milliseconds, 1 or more`. */
export const expectation = (key: string, definition: ConfigDefinition): string => {
  const rule = definition.valid
  if (rule !== undefined && 'oneOf' in rule) return `one of ${rule.oneOf.join(', ')}`
  if (rule !== undefined && 'listOf' in rule) return `a comma separated list of ${rule.listOf.join(', ')}`
  if (rule !== undefined && 'format' in rule)
    return rule.format === 'apiVersion'
      ? `a version from ${API_VERSIONS[0]?.version} to ${API_VERSIONS[API_VERSIONS.length - 1]?.version}, such as 2.6`
      : '* or partition:broker,partition:broker,...'
  const noun = `${NOUN[definition.type]}${unitOf(key, definition.type)}`
  if (rule !== undefined && 'atLeast' in rule) return `${noun}, ${rule.atLeast} or more${unlimited(key)}`
  if (rule !== undefined) return `${noun} from ${rule.between[0]} to ${rule.between[1]}`
  return `${noun}${unlimited(key)}`
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/\.ms$/, 'milliseconds'],
  [/\.(seconds|secs)$/, 'seconds'],
  [/\.minutes$/, 'minutes'],
  [/\.hours$/, 'hours'],
  [/\.bytes(\.per\.second)?$|buffer\.size$/, 'bytes'],
]

const unitOf = (key: string, type: ConfigType): string => {
  if (type === 'string' || type === 'list' || type === 'boolean') return ''
  const unit = UNITS.find(([ending]) => ending.test(key))?.[1]
  return unit === undefined ? '' : ` of ${unit}`
}

const unlimited = (key: string): string =>
  /(^|\.)retention\.(ms|bytes|minutes|hours)$/.test(key) ? ', -1 for no limit' : ''
