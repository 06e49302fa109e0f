import type { ConfigDefinition } from './definition'
import { problemsOf } from './parse-settings'
import { parseValue } from './parse-value'
import { topicDefinitions } from './topic-definitions'

/**
 * Why a topic cannot be given these settings. Kafka answers `unknownKey` and `conflict` with INVALID_CONFIG; `invalidValue` with
 * INVALID_CONFIG where topics are created and INVALID_REQUEST where they are altered.
 */
export interface TopicConfigProblem {
  readonly kind: 'unknownKey' | 'invalidValue' | 'conflict'
  readonly message: string
}

/** Checks a topic's own settings, key -> text (LogConfig.validate). undefined: they are fine. */
export const validateTopicConfig = (overrides: ReadonlyMap<string, string>): TopicConfigProblem | undefined => {
  const unknown = [...overrides.keys()].find((key) => !Object.hasOwn(topicDefinitions, key))
  if (unknown !== undefined) return { kind: 'unknownKey', message: `Unknown topic config name: ${unknown}` }
  const [problem] = problemsOf(topicDefinitions, overrides)
  if (problem !== undefined) return { kind: 'invalidValue', message: problem.message }
  const minimum = numberOf('min.compaction.lag.ms', overrides)
  const maximum = numberOf('max.compaction.lag.ms', overrides)
  return minimum > maximum
    ? {
        kind: 'conflict',
        message: `conflict topic config setting min.compaction.lag.ms (${minimum}) > max.compaction.lag.ms (${maximum})`,
      }
    : undefined
}

const numberOf = (key: keyof typeof topicDefinitions, overrides: ReadonlyMap<string, string>): number => {
  const definition: ConfigDefinition = topicDefinitions[key]
  const result = parseValue(key, definition, overrides.get(key) ?? definition.default ?? '')
  return result.ok ? Number(result.parsed.value) : Number.NaN
}
