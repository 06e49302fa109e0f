import { ConfigError } from './config-error'
import { type ConfigDefinition, type ConfigValue, camelCase } from './definition'
import { parseValue } from './parse-value'

export interface ParsedSettings {
  /** camelCase key -> value; undefined: default null and nothing set. */
  readonly values: Readonly<Record<string, ConfigValue | undefined>>
  /** Key -> text as displayed; keys without a value are absent. */
  readonly texts: ReadonlyMap<string, string>
}

/**
 * Parses `texts` (key -> text) by a table of definitions, filling in the defaults. Throws the first `ConfigError`, in the order of the
 * table; `problemsOf` lists them all. Keys that are not in the table are the caller's business.
 */
export const parseSettings = (
  definitions: Readonly<Record<string, ConfigDefinition>>,
  given: ReadonlyMap<string, string>,
): ParsedSettings => {
  const values: Record<string, ConfigValue | undefined> = {}
  const texts = new Map<string, string>()
  for (const [key, definition] of Object.entries(definitions)) {
    const text = given.get(key) ?? definition.default
    if (text === undefined) throw new ConfigError(key, undefined, 'is required and has no default')
    values[camelCase(key)] = undefined
    if (text === null) continue
    const result = parseValue(key, definition, text)
    if (!result.ok) throw new ConfigError(key, definition.type === 'password' ? '[hidden]' : text, result.problem)
    values[camelCase(key)] = result.parsed.value
    texts.set(key, result.parsed.text)
  }
  return { values, texts }
}

/** Every problem of the given texts, each as the error `parseSettings` would throw for it alone. */
export const problemsOf = (
  definitions: Readonly<Record<string, ConfigDefinition>>,
  given: ReadonlyMap<string, string>,
): ConfigError[] => {
  const problems: ConfigError[] = []
  for (const [key, definition] of Object.entries(definitions)) {
    try {
      parseSettings({ [key]: definition }, given)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      problems.push(error)
    }
  }
  return problems
}
