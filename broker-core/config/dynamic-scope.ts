import { brokerDefinitions } from './broker-definitions/broker-definitions'
import { ConfigError } from './config-error'
import type { ConfigDefinition, DynamicScope } from './definition'
import { dynamicOnlyDefinitions } from './dynamic-only-definitions'
import { problemsOf } from './parse-settings'
import { withoutListenerPrefix } from './synonyms'

const BROKER: Readonly<Record<string, ConfigDefinition>> = brokerDefinitions

/** May be set dynamically, but only with a listener's prefix (DynamicSecurityConfigs). */
const PREFIXED_ONLY: ReadonlySet<string> = new Set([
  'ssl.keystore.type',
  'ssl.keystore.location',
  'ssl.keystore.password',
  'ssl.key.password',
  'ssl.truststore.type',
  'ssl.truststore.location',
  'ssl.truststore.password',
])

/** How a broker key may change while the broker runs; undefined: not a key Kafka knows, which it stores for others to use. */
export const dynamicScope = (key: string): DynamicScope | undefined => {
  const base = withoutListenerPrefix(key)
  if (base !== undefined) return base === 'max.connections' ? 'clusterWide' : 'perBroker'
  if (Object.hasOwn(dynamicOnlyDefinitions, key)) return 'clusterWide'
  return Object.hasOwn(BROKER, key) ? (BROKER[key]?.dynamic ?? 'readOnly') : undefined
}

/** Why one setting may not be stored as a dynamic one of this broker, or of all; undefined: it may. */
export const dynamicProblem = (key: string, text: string, perBroker: boolean): ConfigError | undefined => {
  const scope = dynamicScope(key)
  if (scope === 'readOnly')
    return new ConfigError(
      key,
      undefined,
      'cannot be changed while the broker runs; set it in server.properties and restart',
    )
  if (PREFIXED_ONLY.has(key))
    return new ConfigError(
      key,
      undefined,
      'can be changed dynamically only for one listener, as listener.name.<listener>.<key>',
    )
  const typed = typeProblem(key, text)
  if (typed !== undefined) return typed
  if (!perBroker && scope === 'perBroker')
    return new ConfigError(key, undefined, 'cannot be set for the whole cluster; name a broker')
  if (definitionOf(key)?.type === 'password')
    return new ConfigError(key, undefined, 'passwords cannot be stored: there is no password.encoder.secret')
  return undefined
}

const typeProblem = (key: string, text: string): ConfigError | undefined => {
  const base = withoutListenerPrefix(key) ?? key
  const definition = definitionOf(key)
  return definition === undefined ? undefined : problemsOf({ [base]: definition }, new Map([[base, text]]))[0]
}

const definitionOf = (key: string): ConfigDefinition | undefined => {
  const base = withoutListenerPrefix(key) ?? key
  if (Object.hasOwn(BROKER, base)) return BROKER[base]
  const dynamicOnly: Readonly<Record<string, ConfigDefinition>> = dynamicOnlyDefinitions
  return Object.hasOwn(dynamicOnly, base) ? dynamicOnly[base] : undefined
}

export interface StoredConfig {
  readonly usable: ReadonlyMap<string, string>
  /** What is stored but cannot be used; a broker ignores it and says so. */
  readonly ignored: readonly ConfigError[]
}

/** Sorts what is stored for a broker, or for all, into what can be used and what cannot. */
export const usableDynamicConfig = (stored: ReadonlyMap<string, string>, perBroker: boolean): StoredConfig => {
  const usable = new Map<string, string>()
  const ignored: ConfigError[] = []
  for (const [key, text] of stored) {
    const problem = dynamicProblem(key, text, perBroker)
    if (problem === undefined) usable.set(key, text)
    else ignored.push(problem)
  }
  return { usable, ignored }
}
