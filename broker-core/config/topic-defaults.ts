import type { BrokerConfig } from './broker-config'
import { topicConfigSynonyms } from './synonyms'

export interface TopicDefaults {
  /** Topic key -> text. */
  readonly texts: ReadonlyMap<string, string>
  /** The broker key behind a topic key; the key itself when there is none. */
  brokerKeyOf(topicKey: string): string
}

/** The topic defaults that follow from a broker's configuration (KafkaServer.copyKafkaConfigToLog). */
export const topicDefaults = (config: BrokerConfig): TopicDefaults => {
  const resolved: Readonly<Record<string, string | undefined>> = {
    'log.roll.ms': config.logRollMs.toString(),
    'log.retention.ms': config.logRetentionMs.toString(),
    'log.roll.jitter.ms': config.logRollJitterMs.toString(),
    'log.flush.interval.ms': config.texts.get('log.flush.scheduler.interval.ms'),
  }
  const texts = new Map<string, string>()
  for (const [topicKey, brokerKey] of Object.entries(topicConfigSynonyms)) {
    const text = config.texts.get(brokerKey) ?? resolved[brokerKey]
    if (text !== undefined) texts.set(topicKey, text)
  }
  if (config.logRetentionMs < 0) texts.set('retention.ms', '-1')
  return { texts, brokerKeyOf: (key) => (topicConfigSynonyms as Readonly<Record<string, string>>)[key] ?? key }
}
