import { oldestWithRecordVersion } from './api-version'
import type { BrokerConfig } from './broker-config'
import { ConfigError } from './config-error'

/** One rule between settings: the key to blame, and what is wrong; undefined: kept. */
interface Rule {
  readonly key: string
  readonly problem: (config: BrokerConfig) => string | undefined
}

const unless = (kept: boolean, problem: string): string | undefined => (kept ? undefined : problem)

const identityRules: readonly Rule[] = [
  {
    key: 'broker.id',
    problem: ({ brokerIdGenerationEnable, brokerId, reservedBrokerMaxId }) =>
      brokerIdGenerationEnable
        ? unless(
            brokerId >= -1 && brokerId <= reservedBrokerMaxId,
            `must be from -1 (generate one) to reserved.broker.max.id=${reservedBrokerMaxId}`,
          )
        : unless(brokerId >= 0, 'must be 0 or more when broker.id.generation.enable=false'),
  },
  {
    key: 'zookeeper.connect',
    problem: ({ zookeeperConnect }) => unless(zookeeperConnect !== '', 'must name a server, as host:port'),
  },
  {
    key: 'log.dirs',
    problem: ({ logDirs }) =>
      unless(logDirs.length > 0, 'at least one log directory is needed, in log.dirs or log.dir'),
  },
  {
    key: 'log.dirs',
    problem: ({ logDirs }) => unless(new Set(logDirs).size === logDirs.length, 'names the same directory twice'),
  },
]

const timeRules: readonly Rule[] = [
  { key: 'log.roll.ms', problem: ({ logRollMs }) => unless(logRollMs >= 1, 'must be 1 or more') },
  { key: 'log.roll.jitter.ms', problem: ({ logRollJitterMs }) => unless(logRollJitterMs >= 0, 'must be 0 or more') },
  {
    key: 'log.retention.ms',
    problem: ({ logRetentionMs }) =>
      unless(logRetentionMs >= 1 || logRetentionMs === -1, 'must be 1 or more, or -1 for no limit'),
  },
  {
    key: 'replica.fetch.wait.max.ms',
    problem: ({ replicaFetchWaitMaxMs, replicaSocketTimeoutMs }) =>
      unless(
        replicaFetchWaitMaxMs <= replicaSocketTimeoutMs,
        `must not exceed replica.socket.timeout.ms=${replicaSocketTimeoutMs}, or every quiet fetch times out`,
      ),
  },
  {
    key: 'replica.fetch.wait.max.ms',
    problem: ({ replicaFetchWaitMaxMs, replicaLagTimeMaxMs }) =>
      unless(
        replicaFetchWaitMaxMs <= replicaLagTimeMaxMs,
        `must not exceed replica.lag.time.max.ms=${replicaLagTimeMaxMs}, or quiet followers fall out of the ISR`,
      ),
  },
  {
    key: 'connection.failed.authentication.delay.ms',
    problem: ({ connectionFailedAuthenticationDelayMs, connectionsMaxIdleMs }) =>
      unless(
        connectionsMaxIdleMs < 0 || connectionFailedAuthenticationDelayMs < connectionsMaxIdleMs,
        `must be less than connections.max.idle.ms=${connectionsMaxIdleMs}`,
      ),
  },
]

const COMPRESSION_TYPES = ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']

const limitRules: readonly Rule[] = [
  {
    key: 'log.cleaner.dedupe.buffer.size',
    problem: ({ logCleanerDedupeBufferSize, logCleanerThreads }) =>
      unless(
        logCleanerThreads > 0 && Math.floor(logCleanerDedupeBufferSize / logCleanerThreads) > 1_048_576,
        'must be more than 1048576 bytes for each of log.cleaner.threads, of which there must be at least one',
      ),
  },
  {
    key: 'offsets.commit.required.acks',
    problem: ({ offsetsCommitRequiredAcks, offsetsTopicReplicationFactor }) =>
      unless(
        offsetsCommitRequiredAcks >= -1 && offsetsCommitRequiredAcks <= offsetsTopicReplicationFactor,
        `must be from -1 to offsets.topic.replication.factor=${offsetsTopicReplicationFactor}`,
      ),
  },
  {
    key: 'compression.type',
    problem: ({ compressionType }) =>
      unless(
        COMPRESSION_TYPES.includes(compressionType.toLowerCase()),
        `not an allowed value; expected one of ${COMPRESSION_TYPES.join(', ')}`,
      ),
  },
  {
    key: 'offsets.topic.compression.codec',
    problem: ({ offsetsTopicCompressionCodec }) =>
      unless(
        offsetsTopicCompressionCodec >= 0 && offsetsTopicCompressionCodec <= 4,
        'must be 0 (none), 1 (gzip), 2 (snappy), 3 (lz4) or 4 (zstd)',
      ),
  },
  {
    key: 'queued.max.request.bytes',
    problem: ({ queuedMaxRequestBytes, socketRequestMaxBytes }) =>
      unless(
        queuedMaxRequestBytes <= 0 || queuedMaxRequestBytes >= socketRequestMaxBytes,
        `must not be less than socket.request.max.bytes=${socketRequestMaxBytes}`,
      ),
  },
  {
    key: 'max.connections.per.ip',
    problem: ({ maxConnectionsPerIp, maxConnectionsPerIpOverrides }) =>
      unless(
        maxConnectionsPerIp > 0 || maxConnectionsPerIpOverrides.size > 0,
        'may be 0 only with max.connections.per.ip.overrides',
      ),
  },
  {
    key: 'log.message.format.version',
    problem: ({ interBrokerProtocolVersion, logMessageFormatVersion: format }) =>
      unless(
        interBrokerProtocolVersion.recordVersion >= format.recordVersion,
        `needs inter.broker.protocol.version ${oldestWithRecordVersion(format.recordVersion).shortVersion} or newer`,
      ),
  },
]

const names = (endpoints: BrokerConfig['listeners']): string[] => endpoints.map((endpoint) => endpoint.listenerName)

const listenerRules: readonly Rule[] = [
  {
    key: 'listeners',
    problem: ({ listeners }) =>
      unless(listeners.length > 0, 'at least one listener is needed, as PLAINTEXT://host:port'),
  },
  {
    key: 'listeners',
    problem: ({ listeners }) => {
      const secured = listeners.find((endpoint) => endpoint.securityProtocol !== 'PLAINTEXT')
      return secured === undefined
        ? undefined
        : `${secured.listenerName} uses ${secured.securityProtocol}, which this broker does not speak; map the listener to PLAINTEXT`
    },
  },
  {
    key: 'inter.broker.listener.name',
    problem: ({ advertisedListeners, interBrokerListenerName: name }) =>
      unless(
        names(advertisedListeners).includes(name),
        `${name} must be one of the advertised listeners: ${names(advertisedListeners).join(', ')}`,
      ),
  },
  {
    key: 'advertised.listeners',
    problem: ({ listeners, advertisedListeners }) => {
      const stranger = names(advertisedListeners).find((name) => !names(listeners).includes(name))
      return stranger === undefined ? undefined : `${stranger} is not one of listeners: ${names(listeners).join(', ')}`
    },
  },
  {
    key: 'advertised.listeners',
    problem: ({ advertisedListeners }) =>
      unless(
        advertisedListeners.every((endpoint) => endpoint.host !== '0.0.0.0'),
        'cannot be 0.0.0.0, which nobody can connect to; name an address that clients reach',
      ),
  },
  {
    key: 'control.plane.listener.name',
    problem: ({ controlPlaneListenerName, advertisedListeners, interBrokerListenerName }) => {
      if (controlPlaneListenerName === undefined) return undefined
      const name = controlPlaneListenerName.toUpperCase()
      if (!names(advertisedListeners).includes(name))
        return `must be one of the advertised listeners: ${names(advertisedListeners).join(', ')}`
      return unless(
        name !== interBrokerListenerName,
        `must differ from the inter-broker listener ${interBrokerListenerName}`,
      )
    },
  },
]

const RULES: readonly Rule[] = [...identityRules, ...timeRules, ...limitRules, ...listenerRules]

/** What KafkaConfig.validateValues checks between settings, every broken rule with the key to change. */
export const crossCheck = (config: BrokerConfig): ConfigError[] =>
  RULES.flatMap(({ key, problem }) => {
    const text = problem(config)
    return text === undefined ? [] : [new ConfigError(key, config.texts.get(key), text)]
  })
