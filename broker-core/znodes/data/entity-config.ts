import { asObject, decodeJson, encodeJson } from '../json'
import { CONFIG_ENTITY_TYPES, type ConfigEntityType } from '../paths'

/** `/config/TYPE/NAME`: `{"version":1,"config":{"cleanup.policy":"compact"}}`; values are always texts. */
export function encodeEntityConfig(config: ReadonlyMap<string, string>): Buffer {
  return encodeJson({ version: 1, config: Object.fromEntries(config) })
}

/** Null or unreadable content means no settings, as in Kafka; numbers and booleans someone wrote by hand become texts. */
export function decodeEntityConfig(data: Buffer | null): Map<string, string> {
  const config = asObject(decodeJson(data)?.config) ?? {}
  const result = new Map<string, string>()
  for (const [name, value] of Object.entries(config)) {
    if (typeof value === 'string') result.set(name, value)
    else if (typeof value === 'number' || typeof value === 'boolean') result.set(name, String(value))
  }
  return result
}

export interface ConfigChange {
  type: ConfigEntityType
  /** Sanitized name; `<default>`; for a client of a user `USER/clients/CLIENT`. */
  entity: string
}

/** `/config/changes/config_change_N`: `{"version":2,"entity_path":"topics/orders"}`. */
export function encodeConfigChange(change: ConfigChange): Buffer {
  return encodeJson({ version: 2, entity_path: `${change.type}/${change.entity}` })
}

/** Version 1 (`entity_type`, `entity_name`) is read too. undefined: not a notification this broker understands. */
export function decodeConfigChange(data: Buffer | null): ConfigChange | undefined {
  const object = decodeJson(data)
  if (object === undefined) return undefined
  if (object.version === 1) return knownType(object.entity_type, object.entity_name)
  if (object.version !== 2 || typeof object.entity_path !== 'string') return undefined
  const slash = object.entity_path.indexOf('/')
  return slash <= 0 ? undefined : knownType(object.entity_path.slice(0, slash), object.entity_path.slice(slash + 1))
}

function knownType(type: unknown, entity: unknown): ConfigChange | undefined {
  const known = CONFIG_ENTITY_TYPES.find((name) => name === type)
  return known === undefined || typeof entity !== 'string' || entity === '' ? undefined : { type: known, entity }
}
