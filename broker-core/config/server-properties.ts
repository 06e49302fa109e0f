import { type BrokerConfig, resolveBrokerConfig } from './broker-config'
import { BROKER_CONFIG_KEYS, brokerDefinitions } from './broker-definitions/broker-definitions'
import { crossCheck } from './broker-rules'
import { ConfigError } from './config-error'
import { logConfigFrom } from './log-config'
import { notImplemented } from './not-implemented'
import { problemsOf } from './parse-settings'
import { PropertiesError, type PropertyEntry, parseProperties, propertyMap } from './properties'
import { withoutListenerPrefix } from './synonyms'
import { topicDefaults } from './topic-defaults'

export interface ConfigProblem {
  /** From 1; undefined: the key is not in the file. */
  readonly line: number | undefined
  readonly key: string
  /** The whole line for people: `server.properties:12: log.retention.ms=abc: not a number; expected ...`. */
  readonly message: string
}

/** What a server.properties amounts to: a configuration to start with, or the problems that forbid it; and what to warn of either way. */
export type ServerProperties =
  | { readonly ok: true; readonly config: BrokerConfig; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[]; readonly warnings: readonly string[] }

/** Thrown by `loadServerProperties`; the message has one line a problem. */
export class ServerPropertiesError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(({ message }) => message).join('\n'))
    this.name = 'ServerPropertiesError'
  }
}

/**
 * Reads and checks the text of a server.properties, naming every problem and not only the first. `file` is how messages name the file;
 * `overrides` win over it (`--override key=value` of kafka-server-start). Pure.
 */
export const readServerProperties = (
  file: string,
  text: string,
  overrides: ReadonlyMap<string, string> = new Map(),
): ServerProperties => {
  const parsed = parseEntries(file, text)
  if (!Array.isArray(parsed)) return { ok: false, problems: [parsed as ConfigProblem], warnings: [] }
  const entries: readonly PropertyEntry[] = parsed
  const given = new Map([...propertyMap(entries), ...overrides])
  const locate = locator(file, entries, overrides)
  const warnings = [...duplicateWarnings(file, entries), ...keyWarnings(given)]
  const problems = problemsOf(brokerDefinitions, given)
  if (problems.length > 0) return { ok: false, problems: problems.map(locate), warnings }
  try {
    const config = resolveBrokerConfig(given)
    const broken = [...crossCheck(config), ...topicDefaultProblems(config)]
    return broken.length > 0 ? { ok: false, problems: broken.map(locate), warnings } : { ok: true, config, warnings }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { ok: false, problems: [locate(error)], warnings }
  }
}

/** The same for a program that cannot start otherwise. Throws `ServerPropertiesError`. */
export const loadServerProperties = (
  file: string,
  text: string,
  overrides?: ReadonlyMap<string, string>,
): { config: BrokerConfig; warnings: readonly string[] } => {
  const result = readServerProperties(file, text, overrides)
  if (!result.ok) throw new ServerPropertiesError(result.problems)
  return result
}

const parseEntries = (file: string, text: string): PropertyEntry[] | ConfigProblem => {
  try {
    return parseProperties(text)
  } catch (error) {
    if (!(error instanceof PropertiesError)) throw error
    return { line: error.line, key: '', message: `${file}:${error.line}: ${error.message}` }
  }
}

const locator = (file: string, entries: readonly PropertyEntry[], overrides: ReadonlyMap<string, string>) => {
  const lines = new Map(entries.map(({ key, line }) => [key, line]))
  return (error: ConfigError): ConfigProblem => {
    const { key, message } = error
    if (overrides.has(key)) return { line: undefined, key, message: `--override: ${message}` }
    const line = lines.get(key)
    return { line, key, message: `${file}${line === undefined ? '' : `:${line}`}: ${message}` }
  }
}

const duplicateWarnings = (file: string, entries: readonly PropertyEntry[]): string[] => {
  const last = new Map(entries.map(({ key, line }) => [key, line]))
  return entries
    .filter(({ key, line }) => last.get(key) !== line)
    .map(({ key, line }) => `${file}:${line}: ${key} is set again on line ${last.get(key)}, which counts`)
}

const keyWarnings = (given: ReadonlyMap<string, string>): string[] => {
  const known = new Set<string>(BROKER_CONFIG_KEYS)
  return [...given].flatMap(([key, text]) => {
    const base = withoutListenerPrefix(key) ?? key
    if (!known.has(base)) return [`The configuration '${key}' was supplied but isn't a known config.`]
    const instead = notImplemented(key)
    return instead === undefined || isDefault(base, text) ? [] : [`${key} is set, but has no effect here: ${instead}.`]
  })
}

const isDefault = (key: string, text: string): boolean =>
  (brokerDefinitions as Readonly<Record<string, { readonly default?: string | null }>>)[key]?.default === text.trim()

/** Values that a broker's key allows and the topic's does not, such as a ratio above 1: no log could be opened with them. */
const topicDefaultProblems = (config: BrokerConfig): ConfigError[] => {
  const defaults = topicDefaults(config)
  try {
    logConfigFrom(new Map(), defaults.texts)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [new ConfigError(defaults.brokerKeyOf(error.key), error.text, error.problem)]
  }
}
