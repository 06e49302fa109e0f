import type { BrokerConfigKey } from './broker-definitions/broker-definitions'
import type { topicDefinitions } from './topic-definitions'

/** Topic key -> the broker key that sets its default (LogConfig.TopicConfigSynonyms). The throttled replica lists have none. */
export const topicConfigSynonyms = {
  'segment.bytes': 'log.segment.bytes',
  'segment.ms': 'log.roll.ms',
  'segment.jitter.ms': 'log.roll.jitter.ms',
  'segment.index.bytes': 'log.index.size.max.bytes',
  'flush.messages': 'log.flush.interval.messages',
  'flush.ms': 'log.flush.interval.ms',
  'retention.bytes': 'log.retention.bytes',
  'retention.ms': 'log.retention.ms',
  'max.message.bytes': 'message.max.bytes',
  'index.interval.bytes': 'log.index.interval.bytes',
  'delete.retention.ms': 'log.cleaner.delete.retention.ms',
  'min.compaction.lag.ms': 'log.cleaner.min.compaction.lag.ms',
  'max.compaction.lag.ms': 'log.cleaner.max.compaction.lag.ms',
  'file.delete.delay.ms': 'log.segment.delete.delay.ms',
  'min.cleanable.dirty.ratio': 'log.cleaner.min.cleanable.ratio',
  'cleanup.policy': 'log.cleanup.policy',
  'unclean.leader.election.enable': 'unclean.leader.election.enable',
  'min.insync.replicas': 'min.insync.replicas',
  'compression.type': 'compression.type',
  preallocate: 'log.preallocate',
  'message.format.version': 'log.message.format.version',
  'message.timestamp.type': 'log.message.timestamp.type',
  'message.timestamp.difference.max.ms': 'log.message.timestamp.difference.max.ms',
  'message.downconversion.enable': 'log.message.downconversion.enable',
} as const satisfies Partial<Record<keyof typeof topicDefinitions, BrokerConfigKey>>

const UNIT_SYNONYMS: readonly (readonly BrokerConfigKey[])[] = [
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
]

const LISTENER_PREFIX = /^listener\.name\.[^.]*\.(.*)$/
const MECHANISM_CONFIGS = [
  'sasl.jaas.config',
  'sasl.login.callback.handler.class',
  'sasl.login.class',
  'sasl.server.callback.handler.class',
  'connections.max.reauth.ms',
]

/** `ssl.keystore.location` of `listener.name.internal.ssl.keystore.location`; undefined: no listener prefix. */
export const withoutListenerPrefix = (key: string): string | undefined => LISTENER_PREFIX.exec(key)?.[1]

/**
 * The keys that set the same thing, the strongest first (DynamicBrokerConfig.brokerConfigSynonyms). With `matchListenerOverride`, the
 * base key follows a key with a listener's prefix.
 */
export const brokerConfigSynonyms = (key: string, matchListenerOverride: boolean): readonly string[] => {
  const units = UNIT_SYNONYMS.find((keys) => (keys as readonly string[]).includes(key))
  if (units !== undefined) return units
  if (key === 'log.flush.interval.ms') return [key, 'log.flush.scheduler.interval.ms']
  const base = matchListenerOverride ? withoutListenerPrefix(key) : undefined
  if (base === undefined) return [key]
  return [key, MECHANISM_CONFIGS.find((mechanism) => base.endsWith(mechanism)) ?? base]
}
