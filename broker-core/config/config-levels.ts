import { brokerDefinitions } from './broker-definitions/broker-definitions'
import type { ConfigDefinition } from './definition'
import { brokerConfigSynonyms } from './synonyms'

/** The texts a broker's settings come from, the strongest level first. Passwords are in clear: never log them. */
export interface ConfigLevels {
  /** `/config/brokers/<id>`. */
  readonly dynamicBroker: ReadonlyMap<string, string>
  /** `/config/brokers/<default>`. */
  readonly dynamicDefault: ReadonlyMap<string, string>
  /** server.properties. */
  readonly static: ReadonlyMap<string, string>
}

/** Kafka's own defaults, key -> text; keys without one are absent. */
export const DEFAULT_TEXTS: ReadonlyMap<string, string> = new Map(
  Object.entries(brokerDefinitions as Readonly<Record<string, ConfigDefinition>>).flatMap(([key, definition]) =>
    definition.default === undefined || definition.default === null ? [] : [[key, definition.default]],
  ),
)

/**
 * What a broker is configured with when all levels are laid over each other. A stronger level that sets a key takes the weaker level's
 * synonyms away, so that a dynamic log.roll.ms wins over a static log.roll.hours and the other way round.
 */
export const mergeLevels = (levels: ConfigLevels): Map<string, string> => {
  const merged = new Map(levels.static)
  for (const level of [levels.dynamicDefault, levels.dynamicBroker]) {
    for (const [key, text] of level) {
      for (const synonym of brokerConfigSynonyms(key, false)) merged.delete(synonym)
      merged.set(key, text)
    }
  }
  return merged
}
