import { brokerDefinitions } from './broker-definitions/broker-definitions'
import { type ConfigLevels, DEFAULT_TEXTS, mergeLevels } from './config-levels'
import type { ConfigDefinition, ConfigType } from './definition'
import { dynamicOnlyDefinitions } from './dynamic-only-definitions'
import { parseValue } from './parse-value'
import { brokerConfigSynonyms, topicConfigSynonyms } from './synonyms'
import { topicDefinitions } from './topic-definitions'

/** Where a value comes from, as DescribeConfigs numbers it (ConfigSource). */
export const ConfigSource = {
  TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
  DYNAMIC_BROKER_LOGGER_CONFIG: 6,
} as const
export type ConfigSource = (typeof ConfigSource)[keyof typeof ConfigSource]

/** As DescribeConfigs numbers types; a key of no known type is 0 (KIP-569). */
export const CONFIG_TYPE_IDS: Readonly<Record<ConfigType | 'unknown', number>> = {
  unknown: 0,
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  class: 8,
  password: 9,
}

export interface ConfigSynonym {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
}

/** One line of a description, in the terms of DescribeConfigs. A sensitive value is null. */
export interface DescribedConfig {
  readonly name: string
  readonly value: string | null
  readonly readOnly: boolean
  readonly isSensitive: boolean
  readonly source: ConfigSource
  /** The value's history, the strongest first. */
  readonly synonyms: readonly ConfigSynonym[]
  readonly type: ConfigType | 'unknown'
  readonly documentation: string | null
}

type Definitions = Readonly<Record<string, ConfigDefinition>>
const BROKER: Definitions = brokerDefinitions
const DYNAMIC_ONLY: Definitions = dynamicOnlyDefinitions
const TOPIC: Definitions = topicDefinitions

/** The definition of a broker key, also behind a listener's prefix. */
export const findBrokerDefinition = (key: string): ConfigDefinition | undefined =>
  ownValue(BROKER, key) ??
  ownValue(DYNAMIC_ONLY, key) ??
  brokerConfigSynonyms(key, true)
    .map((synonym) => ownValue(BROKER, synonym))
    .find((definition) => definition !== undefined)

const ownValue = (definitions: Definitions, key: string): ConfigDefinition | undefined =>
  Object.hasOwn(definitions, key) ? definitions[key] : undefined

/** What nobody knows the type of might be a secret. */
const sensitive = (definition: ConfigDefinition | undefined): boolean =>
  definition === undefined || definition.type === 'password'

/** All settings of a topic: `texts` are the effective ones, `overrides` what the topic itself sets. */
export const describeTopicConfig = (
  texts: ReadonlyMap<string, string>,
  overrides: ReadonlyMap<string, string>,
  levels: ConfigLevels,
): DescribedConfig[] => {
  const strangers = [...overrides.keys()].filter((key) => !Object.hasOwn(TOPIC, key))
  return [...Object.keys(TOPIC), ...strangers].map((name) => {
    const definition = ownValue(TOPIC, name)
    const isSensitive = sensitive(definition)
    const value = isSensitive ? null : (texts.get(name) ?? null)
    const brokerKey = (topicConfigSynonyms as Readonly<Record<string, string>>)[name]
    const inherited = brokerKey === undefined ? [] : synonymsOf(brokerKey, levels, isSensitive)
    const own: ConfigSynonym[] = overrides.has(name) ? [{ name, value, source: ConfigSource.TOPIC_CONFIG }] : []
    return entry(name, value, false, isSensitive, [...own, ...inherited], definition?.type, definition?.doc)
  })
}

/** All settings of a broker, in the order of their definition, then what else it was given. */
export const describeBrokerConfig = (levels: ConfigLevels): DescribedConfig[] => {
  const merged = mergeLevels(levels)
  const others = [...merged.keys()].filter((key) => !Object.hasOwn(BROKER, key))
  return [...Object.keys(BROKER), ...others].map((name) => {
    const text = merged.get(name) ?? ownValue(BROKER, name)?.default ?? null
    return brokerEntry(name, text, synonymsOf(name, levels, sensitive(findBrokerDefinition(name))))
  })
}

/** What the cluster's default for brokers sets, and nothing else. */
export const describeDefaultBrokerConfig = (levels: ConfigLevels): DescribedConfig[] =>
  [...levels.dynamicDefault].map(([name, text]) => {
    const synonyms = synonymsOf(name, levels, sensitive(findBrokerDefinition(name)))
    const own = synonyms.filter(({ source }) => source === ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG)
    return brokerEntry(name, text, own)
  })

const brokerEntry = (name: string, text: string | null, synonyms: readonly ConfigSynonym[]): DescribedConfig => {
  const definition = findBrokerDefinition(name)
  const isSensitive = sensitive(definition)
  const readOnly = ownValue(BROKER, name)?.dynamic === undefined
  const value = isSensitive || text === null || definition === undefined ? null : displayed(name, definition, text)
  return entry(name, value, readOnly, isSensitive, synonyms, definition?.type, ownValue(BROKER, name)?.doc)
}

const displayed = (name: string, definition: ConfigDefinition, text: string): string => {
  const result = parseValue(name, definition, text)
  return result.ok ? result.parsed.text : text
}

const entry = (
  name: string,
  value: string | null,
  readOnly: boolean,
  isSensitive: boolean,
  synonyms: readonly ConfigSynonym[],
  type: ConfigType | undefined,
  documentation: string | undefined,
): DescribedConfig => ({
  name,
  value,
  readOnly,
  isSensitive,
  source: synonyms[0]?.source ?? ConfigSource.DEFAULT_CONFIG,
  synonyms,
  type: type ?? 'unknown',
  documentation: documentation ?? null,
})

/** Every place that sets the broker key or a synonym of it, the strongest first; what comes before the key itself is not its history. */
const synonymsOf = (key: string, levels: ConfigLevels, isSensitive: boolean): readonly ConfigSynonym[] => {
  const keys = brokerConfigSynonyms(key, true)
  const at = (texts: ReadonlyMap<string, string>, source: ConfigSource): ConfigSynonym[] =>
    keys.flatMap((name) => {
      const text = texts.get(name)
      return text === undefined ? [] : [{ name, value: isSensitive ? null : text, source }]
    })
  const all = [
    ...at(levels.dynamicBroker, ConfigSource.DYNAMIC_BROKER_CONFIG),
    ...at(levels.dynamicDefault, ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG),
    ...at(levels.static, ConfigSource.STATIC_BROKER_CONFIG),
    ...at(DEFAULT_TEXTS, ConfigSource.DEFAULT_CONFIG),
  ]
  const first = all.findIndex(({ name }) => name === key)
  return first < 0 ? [] : all.slice(first)
}
