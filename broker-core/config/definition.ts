/** Type of a setting's value, as Kafka's ConfigDef.Type and the `config_type` field of DescribeConfigs name them. */
export type ConfigType = 'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list' | 'class' | 'password'

export type Importance = 'high' | 'medium' | 'low'

/**
 * How a broker setting may change while the broker runs (KIP-226):
 * - `readOnly`: only by a restart
 * - `perBroker`: for one broker, never as the cluster's default
 * - `clusterWide`: for one broker or for all
 */
export type DynamicScope = 'readOnly' | 'perBroker' | 'clusterWide'

/** Which values are allowed, beyond the type; as data, so that an error line and the dashboard can name them. */
export type ValueRule =
  | { readonly atLeast: number }
  | { readonly between: readonly [number, number] }
  | { readonly oneOf: readonly string[] }
  | { readonly listOf: readonly string[] }
  | { readonly format: 'apiVersion' | 'throttledReplicas' }

/** One setting. `default` is text as Kafka shows it; null: none; absent: the setting must be given. */
export interface ConfigDefinition {
  readonly type: ConfigType
  readonly default?: string | null
  readonly valid?: ValueRule
  readonly importance: Importance
  /** Broker settings only; absent: readOnly. */
  readonly dynamic?: Exclude<DynamicScope, 'readOnly'>
  readonly doc: string
}

/** A parsed value. Longs above 2^53 - 1 (Kafka's "no limit", Long.MAX_VALUE) become Number.MAX_SAFE_INTEGER; their text is kept apart. */
export type ConfigValue = boolean | number | string | readonly string[]

interface ValueTypes {
  boolean: boolean
  string: string
  int: number
  short: number
  long: number
  double: number
  list: readonly string[]
  class: string
  password: string
}

/** `replica.lag.time.max.ms` -> `replicaLagTimeMaxMs`. */
export type CamelCase<Key extends string> = Key extends `${infer Head}.${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Key

/** The typed values of a table of definitions: one property a key, undefined where the default is null and nothing was set. */
export type SettingsOf<Definitions extends Readonly<Record<string, ConfigDefinition>>> = {
  readonly [Key in keyof Definitions & string as CamelCase<Key>]:
    | ValueTypes[Definitions[Key]['type']]
    | (Definitions[Key] extends { readonly default: null } ? undefined : never)
}

export const camelCase = (key: string): string =>
  key.replace(/\.(.)/g, (_match, letter: string) => letter.toUpperCase())
