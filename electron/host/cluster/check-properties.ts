import { brokerConfigFrom } from '../../../broker-core/config/broker-config'
import { brokerDefinitions } from '../../../broker-core/config/broker-definitions/broker-definitions'
import { ConfigError } from '../../../broker-core/config/config-error'
import type { ConfigDefinition } from '../../../broker-core/config/definition'
import { problemsOf } from '../../../broker-core/config/parse-settings'
import type { PropertiesCheck } from '../api/functions'
import { clusterWords } from '../words/cluster-words'
import { sentence } from '../words/wording'
import { diffProperties, parsePropertiesText, parsePropertyLines } from './properties-text'

type Problem = PropertiesCheck['problems'][number]

/** Judges an edited server.properties by the broker's own rules, and says what a restart would change. */
export function checkProperties(before: string, after: string, id: number): PropertiesCheck {
  const diff = diffProperties(before, after).map((change) => ({ ...change, needsRestart: true }))
  return { problems: [...lineProblems(after), ...valueProblems(after), ...identityProblems(after, id)], diff }
}

function valueProblems(text: string): Problem[] {
  const lines = new Map(parsePropertyLines(text).map(({ key, line }) => [key, line]))
  return configProblems(parsePropertiesText(text)).map(({ key, message }) => ({
    line: lines.get(key) ?? null,
    key,
    message: sentence(clusterWords.refusedSetting, { text: message }),
  }))
}

/** Each setting on its own; when all of them are fine, also what they say together. */
function configProblems(settings: ReadonlyMap<string, string>): ConfigError[] {
  const single = problemsOf(brokerDefinitions, settings)
  if (single.length > 0) return single
  try {
    brokerConfigFrom(settings)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return [error]
    throw error
  }
}

/** Lines that are neither a comment nor `key=value`: Java would read a key without a value there. */
function lineProblems(text: string): Problem[] {
  const known = new Set(parsePropertyLines(text).map(({ line }) => line))
  return text.split(/\r?\n/).flatMap((content, at) => {
    if (known.has(at + 1) || /^\s*([#!]|$)/.test(content)) return []
    return [
      { line: at + 1, key: null, message: sentence(clusterWords.notKeyValue, { line: content.trim().slice(0, 80) }) },
    ]
  })
}

function identityProblems(text: string, id: number): Problem[] {
  const own = parsePropertyLines(text).find(({ key }) => key === 'broker.id')
  if (own?.value === String(id)) return []
  return [
    {
      line: own?.line ?? null,
      key: 'broker.id',
      message: sentence(clusterWords.brokerIdStays, { id }),
    },
  ]
}

/** Settings that every broker of the lab has in its file with a value that is not Kafka's default. */
export function changedDefaults(texts: readonly string[]): { key: string; value: string; kafkaDefault: string }[] {
  const [first, ...others] = texts.map(parsePropertiesText)
  const definitions: Readonly<Record<string, ConfigDefinition>> = brokerDefinitions
  return [...(first ?? [])].flatMap(([key, value]) => {
    const kafkaDefault = definitions[key]?.default
    if (typeof kafkaDefault !== 'string' || kafkaDefault === value || ownKeys.has(key)) return []
    return others.every((other) => other.get(key) === value) ? [{ key, value, kafkaDefault }] : []
  })
}

/** Every broker has its own: no deviation from a default worth showing. */
const ownKeys = new Set(['broker.id', 'listeners', 'log.dirs', 'log.dir', 'zookeeper.connect', 'port'])
