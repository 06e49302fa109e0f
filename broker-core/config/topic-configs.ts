import type { Logger } from '../runtime/logger'
import { findApiVersion } from './api-version'
import { type BrokerConfig, topicLogConfig } from './broker-config'
import { ConfigError } from './config-error'
import type { DynamicBrokerConfig } from './dynamic-broker-config'
import type { LogConfig } from './log-config'

/** Where topics' own settings are stored: `/config/topics`. */
export interface StoredTopicConfigs {
  get(topic: string): Promise<ReadonlyMap<string, string>>
}

/**
 * The effective configuration of every topic this broker has to do with: the topic's own settings over the broker's defaults of now.
 * Logs ask synchronously, so a topic's settings are read (`refresh`) before its first log is made.
 */
export class TopicConfigs {
  private readonly overrides = new Map<string, ReadonlyMap<string, string>>()
  private readonly effective = new Map<string, LogConfig>()
  private effectiveOf: BrokerConfig | undefined
  private readonly logger: Logger

  constructor(
    private readonly brokerConfig: Pick<DynamicBrokerConfig, 'current'>,
    private readonly stored: StoredTopicConfigs,
    logger: Logger,
  ) {
    this.logger = logger.named('kafka.server.TopicConfigHandler')
  }

  /** The configuration for a topic's logs, now; of an unknown topic the broker's defaults. */
  configOf(topic: string): LogConfig {
    const brokerConfig = this.brokerConfig.current
    if (this.effectiveOf !== brokerConfig) this.effective.clear()
    this.effectiveOf = brokerConfig
    const known = this.effective.get(topic)
    if (known !== undefined) return known
    const config = this.build(topic)
    if (this.overrides.has(topic)) this.effective.set(topic, config)
    return config
  }

  overridesOf(topic: string): ReadonlyMap<string, string> {
    return this.overrides.get(topic) ?? new Map()
  }

  /** A topic's own settings are now these. */
  set(topic: string, overrides: ReadonlyMap<string, string>): void {
    this.overrides.set(topic, new Map(overrides))
    this.effective.delete(topic)
  }

  /** The topic is gone from this broker. */
  forget(topic: string): void {
    this.overrides.delete(topic)
    this.effective.delete(topic)
  }

  /** Reads the settings of topics again: before logs are made for them, since creating a topic notifies nobody. */
  async refresh(topics: Iterable<string>): Promise<void> {
    await Promise.all([...new Set(topics)].map(async (topic) => this.set(topic, await this.stored.get(topic))))
  }

  private build(topic: string): LogConfig {
    const config = this.brokerConfig.current
    try {
      return topicLogConfig(config, this.usable(topic))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      this.logger.error(`Settings of topic ${topic} are ignored: ${error.message}`)
      return topicLogConfig(config, new Map())
    }
  }

  /** A message format newer than the protocol between brokers is ignored, as in Kafka. */
  private usable(topic: string): ReadonlyMap<string, string> {
    const overrides = new Map(this.overridesOf(topic))
    const format = findApiVersion(overrides.get('message.format.version') ?? '')
    const protocol = this.brokerConfig.current.interBrokerProtocolVersion
    if (format === undefined || protocol.id >= format.id) return overrides
    overrides.delete('message.format.version')
    this.logger.warn(
      `message.format.version=${format.version} of topic ${topic} is ignored: inter.broker.protocol.version is ${protocol.version}`,
    )
    return overrides
  }
}
