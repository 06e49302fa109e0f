import { type ApiVersion, findApiVersion } from './api-version'
import { type BrokerConfigKey, brokerDefinitions } from './broker-definitions/broker-definitions'
import { crossCheck } from './broker-rules'
import { ConfigError } from './config-error'
import type { SettingsOf } from './definition'
import {
  csvItems,
  type Endpoint,
  type ListenerProtocols,
  parseCsvMap,
  parseListenerProtocols,
  parseListeners,
  parseSecurityProtocol,
} from './listeners'
import { type LogConfig, logConfigFrom } from './log-config'
import { parseSettings } from './parse-settings'
import { topicDefaults } from './topic-defaults'

/** Every key of Kafka 2.6's broker configuration as written, in camel case: `replica.lag.time.max.ms` is `replicaLagTimeMaxMs`. */
export type BrokerSettings = SettingsOf<typeof brokerDefinitions>

/** What several keys, or the structure inside one text, result in. */
export interface ResolvedSettings {
  /** `log.dirs`, else `log.dir`. */
  readonly logDirs: readonly string[]
  /** `log.roll.ms`, else hours. */
  readonly logRollMs: number
  readonly logRollJitterMs: number
  /** `log.retention.ms`, else minutes, else hours; -1: no limit. */
  readonly logRetentionMs: number
  /** `log.flush.interval.ms`, else `log.flush.scheduler.interval.ms`. */
  readonly logFlushIntervalMs: number
  /** Else the session timeout. */
  readonly zookeeperConnectionTimeoutMs: number
  /** Where to listen; `listeners`, else `PLAINTEXT://host.name:port`. */
  readonly listeners: readonly Endpoint[]
  /** What clients and brokers are told; an empty host stands for the machine's own name. */
  readonly advertisedListeners: readonly Endpoint[]
  readonly listenerSecurityProtocolMap: ListenerProtocols
  /** `inter.broker.listener.name`, else the name of `security.inter.broker.protocol`. Upper case. */
  readonly interBrokerListenerName: string
  readonly maxConnectionsPerIpOverrides: ReadonlyMap<string, number>
  readonly interBrokerProtocolVersion: ApiVersion
  readonly logMessageFormatVersion: ApiVersion
}

/**
 * A broker's effective configuration, immutable. Sizes in bytes, times in the unit of their name; "no limit" (Long.MAX_VALUE) is
 * Number.MAX_SAFE_INTEGER. A dynamic update makes a new object: hold the holder (`DynamicBrokerConfig.current`), not its values,
 * where an update must show.
 */
export interface BrokerConfig extends Omit<BrokerSettings, keyof ResolvedSettings>, ResolvedSettings {
  /** What was given, key -> text, unknown keys included. */
  readonly originals: ReadonlyMap<string, string>
  /** Effective text of every known key that has a value, as Kafka displays it. */
  readonly texts: ReadonlyMap<string, string>
}

/**
 * Parses and cross-checks a broker's configuration (key -> text). Unknown keys are kept in `originals`. Throws the first `ConfigError`;
 * `validateBrokerConfig` names all.
 */
export const brokerConfigFrom = (originals: ReadonlyMap<string, string>): BrokerConfig => {
  const config = resolveBrokerConfig(originals)
  const problem = crossCheck(config)[0]
  if (problem !== undefined) throw problem
  return config
}

/** For tests and small programs: `brokerConfig({ 'broker.id': '1' })`, on an unused coordination service unless given. */
export const brokerConfigOf = (originals: Readonly<Record<string, string>>): BrokerConfig =>
  brokerConfigFrom(new Map(Object.entries({ 'zookeeper.connect': '127.0.0.1:2181', ...originals })))

/** Without the cross-checks. */
export const resolveBrokerConfig = (originals: ReadonlyMap<string, string>): BrokerConfig => {
  const { values, texts } = parseSettings(brokerDefinitions, originals)
  const settings = values as unknown as BrokerSettings
  const listenerSecurityProtocolMap = parseListenerProtocols(
    'listener.security.protocol.map',
    settings.listenerSecurityProtocolMap,
  )
  return Object.freeze({
    ...settings,
    ...resolveTimes(settings),
    ...resolveListeners(settings, listenerSecurityProtocolMap),
    logDirs: csvItems(settings.logDirs ?? settings.logDir),
    listenerSecurityProtocolMap,
    interBrokerListenerName: resolveInterBrokerListener(settings, originals, listenerSecurityProtocolMap),
    maxConnectionsPerIpOverrides: resolveConnectionOverrides(settings.maxConnectionsPerIpOverrides),
    interBrokerProtocolVersion: requireVersion('inter.broker.protocol.version', settings.interBrokerProtocolVersion),
    logMessageFormatVersion: requireVersion('log.message.format.version', settings.logMessageFormatVersion),
    originals: new Map(originals),
    texts,
  })
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const resolveTimes = (settings: BrokerSettings) => ({
  logRollMs: settings.logRollMs ?? settings.logRollHours * HOUR_MS,
  logRollJitterMs: settings.logRollJitterMs ?? settings.logRollJitterHours * HOUR_MS,
  logRetentionMs: resolveRetentionMs(settings),
  logFlushIntervalMs: settings.logFlushIntervalMs ?? settings.logFlushSchedulerIntervalMs,
  zookeeperConnectionTimeoutMs: settings.zookeeperConnectionTimeoutMs ?? settings.zookeeperSessionTimeoutMs,
})

const resolveRetentionMs = (settings: BrokerSettings): number => {
  const { logRetentionMs, logRetentionMinutes, logRetentionHours } = settings
  const minutes = logRetentionMinutes === undefined ? undefined : logRetentionMinutes * MINUTE_MS
  const milliseconds = logRetentionMs ?? minutes ?? logRetentionHours * HOUR_MS
  return milliseconds < 0 ? -1 : milliseconds
}

const resolveListeners = (settings: BrokerSettings, protocols: ListenerProtocols) => {
  const fallback = `PLAINTEXT://${settings.hostName}:${settings.port}`
  const listeners = parseListeners('listeners', settings.listeners ?? fallback, protocols)
  const { advertisedHostName, advertisedPort } = settings
  const advertisedText =
    advertisedHostName === undefined && advertisedPort === undefined
      ? settings.advertisedListeners
      : (settings.advertisedListeners ??
        `PLAINTEXT://${advertisedHostName ?? settings.hostName}:${advertisedPort ?? settings.port}`)
  const advertisedListeners =
    advertisedText === undefined ? listeners : parseListeners('advertised.listeners', advertisedText, protocols)
  return { listeners, advertisedListeners }
}

const resolveInterBrokerListener = (
  settings: BrokerSettings,
  originals: ReadonlyMap<string, string>,
  protocols: ListenerProtocols,
): string => {
  const { interBrokerListenerName: name, securityInterBrokerProtocol: protocol } = settings
  const key = 'inter.broker.listener.name'
  if (name === undefined) return parseSecurityProtocol('security.inter.broker.protocol', protocol, protocol)
  if (originals.has('security.inter.broker.protocol'))
    throw new ConfigError(
      key,
      name,
      'only one of inter.broker.listener.name and security.inter.broker.protocol may be set',
    )
  const normalised = name.toUpperCase()
  if (!protocols.has(normalised))
    throw new ConfigError(
      key,
      name,
      `is not in listener.security.protocol.map; it has ${[...protocols.keys()].join(', ')}`,
    )
  return normalised
}

const resolveConnectionOverrides = (text: string): ReadonlyMap<string, number> => {
  const key = 'max.connections.per.ip.overrides'
  const expected = 'a comma separated list of host:count'
  return new Map(
    [...parseCsvMap(key, text, expected)].map(([host, count]) => {
      if (!/^\d{1,9}$/.test(count)) throw new ConfigError(key, text, `${count} is not a count; expected ${expected}`)
      return [host, Number(count)]
    }),
  )
}

const requireVersion = (key: BrokerConfigKey, text: string): ApiVersion => {
  const version = findApiVersion(text)
  if (version === undefined) throw new ConfigError(key, text, 'is not a version')
  return version
}

/** The configuration of a topic that overrides nothing. */
export const defaultLogConfig = (config: BrokerConfig): LogConfig =>
  logConfigFrom(new Map(), topicDefaults(config).texts)

/** The configuration of a topic with these overrides on this broker. */
export const topicLogConfig = (config: BrokerConfig, overrides: ReadonlyMap<string, string>): LogConfig =>
  logConfigFrom(overrides, topicDefaults(config).texts)
