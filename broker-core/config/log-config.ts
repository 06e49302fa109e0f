import type { ApiVersion } from './api-version'
import { findApiVersion } from './api-version'
import { ConfigError } from './config-error'
import type { SettingsOf } from './definition'
import { parseSettings } from './parse-settings'
import { topicDefinitions } from './topic-definitions'

export type TopicCompressionType = 'uncompressed' | 'zstd' | 'lz4' | 'snappy' | 'gzip' | 'producer'
export type TimestampType = 'CreateTime' | 'LogAppendTime'

/**
 * The effective configuration of one topic's logs, parsed and immutable (kafka.log.LogConfig). Sizes in bytes, times in
 * milliseconds; "no limit" (Long.MAX_VALUE) is Number.MAX_SAFE_INTEGER, except where Kafka uses -1 (retention).
 */
export interface LogConfig {
  /** `segment.bytes`: the active segment is rolled before it would grow beyond this. */
  readonly segmentBytes: number
  /** `segment.ms`: age at which a segment that is not empty is rolled. */
  readonly segmentMs: number
  /** `segment.jitter.ms`: at most this much is taken off `segmentMs`, at random. */
  readonly segmentJitterMs: number
  /** `segment.index.bytes`: size to which an offset index may grow. */
  readonly segmentIndexBytes: number
  /** `index.interval.bytes`: an index entry at least every so many bytes. */
  readonly indexIntervalBytes: number
  /** `retention.ms`; -1: no limit. */
  readonly retentionMs: number
  /** `retention.bytes`, for each partition; negative: no limit. */
  readonly retentionBytes: number
  /** `flush.messages`: fsync after so many records. */
  readonly flushMessages: number
  /** `flush.ms`: fsync after so much time. */
  readonly flushMs: number
  /** `file.delete.delay.ms`: between renaming to `.deleted` and deleting. */
  readonly fileDeleteDelayMs: number
  /** `max.message.bytes`: largest batch a leader accepts. */
  readonly maxMessageBytes: number
  readonly cleanupPolicy: { readonly delete: boolean; readonly compact: boolean }
  readonly compressionType: TopicCompressionType
  /** `delete.retention.ms`: how long a tombstone stays after its segment was cleaned. */
  readonly deleteRetentionMs: number
  readonly minCompactionLagMs: number
  readonly maxCompactionLagMs: number
  /** `min.cleanable.dirty.ratio`, 0 to 1. */
  readonly minCleanableDirtyRatio: number
  readonly minInsyncReplicas: number
  readonly uncleanLeaderElectionEnable: boolean
  readonly preallocate: boolean
  readonly messageTimestampType: TimestampType
  readonly messageTimestampDifferenceMaxMs: number
  readonly messageFormatVersion: ApiVersion
  readonly messageDownconversionEnable: boolean
  /** `partition:broker` pairs, or a single `*`. */
  readonly leaderReplicationThrottledReplicas: readonly string[]
  readonly followerReplicationThrottledReplicas: readonly string[]
  /** The effective text of every topic key, as Kafka displays it (9223372036854775807 stays that). */
  readonly texts: ReadonlyMap<string, string>
  /** What the topic itself sets. */
  readonly overrides: ReadonlyMap<string, string>
}

export type TopicConfigKey = keyof typeof topicDefinitions
export const TOPIC_CONFIG_KEYS = Object.keys(topicDefinitions) as TopicConfigKey[]

/**
 * The configuration that results from topic `overrides` over broker `defaults` (both topic key -> text) over Kafka's own defaults.
 * Throws `ConfigError` for a value that cannot be used; keys that are not topic keys are ignored, as in stored configurations of
 * other Kafka versions (use `validateTopicConfig` for what a client sends).
 */
export const logConfigFrom = (
  overrides: ReadonlyMap<string, string> = new Map(),
  defaults: ReadonlyMap<string, string> = new Map(),
): LogConfig => {
  const known = new Map([...defaults, ...overrides].filter(([key]) => key in topicDefinitions))
  const { values, texts } = parseSettings(topicDefinitions, known)
  const settings = values as SettingsOf<typeof topicDefinitions>
  const policies = settings.cleanupPolicy.map((policy) => policy.toLowerCase())
  return Object.freeze({
    ...settings,
    cleanupPolicy: { delete: policies.includes('delete'), compact: policies.includes('compact') },
    compressionType: settings.compressionType.toLowerCase() as TopicCompressionType,
    messageTimestampType: settings.messageTimestampType as TimestampType,
    messageFormatVersion: requireApiVersion('message.format.version', settings.messageFormatVersion),
    texts,
    overrides: new Map(overrides),
  })
}

/** The same topic with other overrides, or on other broker defaults. */
export const withOverrides = (config: LogConfig, overrides: ReadonlyMap<string, string>): LogConfig =>
  logConfigFrom(overrides, config.texts)

const requireApiVersion = (key: string, text: string): ApiVersion => {
  const version = findApiVersion(text)
  if (version === undefined) throw new ConfigError(key, text, 'is not a version')
  return version
}
