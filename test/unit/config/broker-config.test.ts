import { describe, expect, test } from 'vitest'
import { API_VERSIONS, apiVersion, atLeast, findApiVersion } from '../../../broker-core/config/api-version'
import {
  type BrokerConfig,
  brokerConfigFrom,
  brokerConfigOf,
  defaultLogConfig,
  topicLogConfig,
} from '../../../broker-core/config/broker-config'
import { ConfigError } from '../../../broker-core/config/config-error'
import { formatEndpoint } from '../../../broker-core/config/listeners'

const errorOf = (given: Record<string, string>): ConfigError => {
  try {
    brokerConfigOf(given)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('defaults', () => {
  test('typed values of a broker that is told nothing but where its coordination service is', () => {
    const config = brokerConfigOf({})
    expect(config).toMatchObject({
      brokerId: -1,
      zookeeperConnect: '127.0.0.1:2181',
      zookeeperSessionTimeoutMs: 18000,
      zookeeperConnectionTimeoutMs: 18000,
      logDirs: ['/tmp/kafka-logs'],
      logRollMs: 604_800_000,
      logRollJitterMs: 0,
      logRetentionMs: 604_800_000,
      logFlushIntervalMs: Number.MAX_SAFE_INTEGER,
      replicaLagTimeMaxMs: 30_000,
      messageMaxBytes: 1_048_588,
      uncleanLeaderElectionEnable: false,
      interBrokerListenerName: 'PLAINTEXT',
      brokerRack: undefined,
      offsetsTopicReplicationFactor: 3,
    })
    expect(config.listeners).toEqual([
      { listenerName: 'PLAINTEXT', securityProtocol: 'PLAINTEXT', host: '', port: 9092 },
    ])
    expect(config.advertisedListeners).toEqual(config.listeners)
    expect(config.texts.get('log.flush.interval.messages')).toBe('9223372036854775807')
    expect(config.interBrokerProtocolVersion).toBe(apiVersion('2.6-IV0'))
  })

  test('a coordination service is required', () => {
    expect(() => brokerConfigFrom(new Map())).toThrow('zookeeper.connect: is required and has no default')
  })
})

describe('what several keys result in', () => {
  test.each<[string, Record<string, string>, Partial<BrokerConfig>]>([
    ['retention in ms wins', { 'log.retention.ms': '1000', 'log.retention.minutes': '5' }, { logRetentionMs: 1000 }],
    ['then minutes', { 'log.retention.minutes': '5', 'log.retention.hours': '1' }, { logRetentionMs: 300_000 }],
    ['then hours', { 'log.retention.hours': '2' }, { logRetentionMs: 7_200_000 }],
    ['any negative retention is none', { 'log.retention.hours': '-3' }, { logRetentionMs: -1 }],
    ['roll in ms wins', { 'log.roll.ms': '5', 'log.roll.hours': '9' }, { logRollMs: 5 }],
    ['roll in hours', { 'log.roll.hours': '9' }, { logRollMs: 32_400_000 }],
    ['jitter in hours', { 'log.roll.jitter.hours': '1' }, { logRollJitterMs: 3_600_000 }],
    ['flush interval from the scheduler', { 'log.flush.scheduler.interval.ms': '3000' }, { logFlushIntervalMs: 3000 }],
    ['log.dirs before log.dir', { 'log.dirs': ' /a , /b,', 'log.dir': '/c' }, { logDirs: ['/a', '/b'] }],
    ['log.dir alone', { 'log.dir': '/c' }, { logDirs: ['/c'] }],
    ['connection timeout', { 'zookeeper.connection.timeout.ms': '6000' }, { zookeeperConnectionTimeoutMs: 6000 }],
  ])('%s', (_name, given, expected) => {
    expect(brokerConfigOf(given)).toMatchObject(expected)
  })

  test('listeners by name, with another name between brokers', () => {
    const config = brokerConfigOf({
      listeners: 'internal://127.0.0.1:9092, CLIENT://[::1]:9093',
      'advertised.listeners': 'INTERNAL://broker-1:9092',
      'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,client:plaintext',
      'inter.broker.listener.name': 'internal',
    })
    expect(config.listeners.map(formatEndpoint)).toEqual(['INTERNAL://127.0.0.1:9092', 'CLIENT://[::1]:9093'])
    expect(config.advertisedListeners.map(formatEndpoint)).toEqual(['INTERNAL://broker-1:9092'])
    expect(config.interBrokerListenerName).toBe('INTERNAL')
  })

  test('host.name and port, advertised.host.name and advertised.port', () => {
    const config = brokerConfigOf({ 'host.name': '10.0.0.1', port: '19092', 'advertised.host.name': 'kafka.example' })
    expect(config.listeners.map(formatEndpoint)).toEqual(['PLAINTEXT://10.0.0.1:19092'])
    expect(config.advertisedListeners.map(formatEndpoint)).toEqual(['PLAINTEXT://kafka.example:19092'])
  })

  test('limits for single addresses, IPv6 too', () => {
    const config = brokerConfigOf({ 'max.connections.per.ip.overrides': '127.0.0.1:5, ::1:7' })
    expect([...config.maxConnectionsPerIpOverrides]).toEqual([
      ['127.0.0.1', 5],
      ['::1', 7],
    ])
  })
})

describe('what Kafka refuses', () => {
  test.each<[Record<string, string>, string, RegExp]>([
    [{ 'broker.id': '1001' }, 'broker.id', /reserved\.broker\.max\.id=1000/],
    [{ 'broker.id': '-2' }, 'broker.id', /from -1/],
    [{ 'broker.id': '-1', 'broker.id.generation.enable': 'false' }, 'broker.id', /0 or more/],
    [{ 'zookeeper.connect': ' ' }, 'zookeeper.connect', /host:port/],
    [{ 'log.roll.ms': '0' }, 'log.roll.ms', /1 or more/],
    [{ 'log.retention.ms': '0' }, 'log.retention.ms', /-1 for no limit/],
    [{ 'log.dirs': ' , ' }, 'log.dirs', /at least one/],
    [{ 'log.dirs': '/a,/a' }, 'log.dirs', /twice/],
    [{ 'log.cleaner.threads': '128' }, 'log.cleaner.dedupe.buffer.size', /1048576 bytes/],
    [
      { 'replica.fetch.wait.max.ms': '30001', 'replica.lag.time.max.ms': '60000' },
      'replica.fetch.wait.max.ms',
      /socket/,
    ],
    [{ 'replica.lag.time.max.ms': '499' }, 'replica.fetch.wait.max.ms', /replica\.lag\.time\.max\.ms=499/],
    [{ 'offsets.commit.required.acks': '4' }, 'offsets.commit.required.acks', /replication\.factor=3/],
    [{ 'compression.type': 'brotli' }, 'compression.type', /uncompressed, zstd/],
    [{ 'offsets.topic.compression.codec': '9' }, 'offsets.topic.compression.codec', /zstd/],
    [{ 'queued.max.request.bytes': '5' }, 'queued.max.request.bytes', /socket\.request\.max\.bytes/],
    [{ 'max.connections.per.ip': '0' }, 'max.connections.per.ip', /overrides/],
    [{ 'max.connections.per.ip.overrides': 'a' }, 'max.connections.per.ip.overrides', /host:count/],
    [{ 'connections.max.idle.ms': '50' }, 'connection.failed.authentication.delay.ms', /less than/],
    [{ 'inter.broker.protocol.version': '0.10.2' }, 'log.message.format.version', /0\.11\.0 or newer/],
    [{ 'advertised.listeners': 'PLAINTEXT://0.0.0.0:9092' }, 'advertised.listeners', /0\.0\.0\.0/],
    [{ 'advertised.listeners': 'SSL://a:1' }, 'inter.broker.listener.name', /advertised/],
    [{ listeners: 'PLAINTEXT://:1,PLAINTEXT://:2' }, 'listeners', /name of its own/],
    [
      { listeners: 'A://:1,PLAINTEXT://:1', 'listener.security.protocol.map': 'A:PLAINTEXT,PLAINTEXT:PLAINTEXT' },
      'listeners',
      /port of its own/,
    ],
    [{ listeners: 'EXTERNAL://:1' }, 'listeners', /listener\.security\.protocol\.map/],
    [{ listeners: '127.0.0.1:9092' }, 'listeners', /NAME:\/\/host:port/],
    [{ listeners: 'PLAINTEXT://:70000' }, 'listeners', /0 to 65535/],
    [{ listeners: '' }, 'listeners', /at least one listener/],
    [{ listeners: 'SSL://:9093,PLAINTEXT://:9092' }, 'listeners', /SSL, which this broker does not speak/],
    [{ 'security.inter.broker.protocol': 'TLS' }, 'security.inter.broker.protocol', /PLAINTEXT, SSL/],
    [{ 'listener.security.protocol.map': 'A' }, 'listener.security.protocol.map', /LISTENER:PROTOCOL/],
    [{ 'inter.broker.listener.name': 'X' }, 'inter.broker.listener.name', /listener\.security\.protocol\.map/],
    [
      { 'inter.broker.listener.name': 'PLAINTEXT', 'security.inter.broker.protocol': 'PLAINTEXT' },
      'inter.broker.listener.name',
      /only one/,
    ],
    [{ 'control.plane.listener.name': 'PLAINTEXT' }, 'control.plane.listener.name', /must differ/],
  ])('%j', (given, key, problem) => {
    const error = errorOf(given)
    expect(error.key).toBe(key)
    expect(error.message).toMatch(problem)
    expect(error.message).not.toContain('\n')
  })

  test('ports of 0 may be shared: each takes a free one', () => {
    const given = {
      listeners: 'A://:0,PLAINTEXT://:0',
      'listener.security.protocol.map': 'A:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    }
    expect(brokerConfigOf(given).listeners).toHaveLength(2)
  })

  test('a password is not repeated in an error', () => {
    expect(brokerConfigOf({ 'ssl.key.password': 'secret' }).texts.get('ssl.key.password')).toBe('secret')
    expect(errorOf({ 'ssl.key.password': 'secret', 'broker.id': 'x' }).message).not.toContain('secret')
  })
})

describe('topic configuration of a broker', () => {
  test('follows the broker, then the topic', () => {
    const broker = brokerConfigOf({
      'log.retention.hours': '24',
      'log.segment.bytes': '1000',
      'log.cleanup.policy': 'compact',
    })
    expect(defaultLogConfig(broker)).toMatchObject({
      retentionMs: 86_400_000,
      segmentBytes: 1000,
      segmentMs: 604_800_000,
      cleanupPolicy: { compact: true, delete: false },
      flushMs: Number.MAX_SAFE_INTEGER,
    })
    const topic = topicLogConfig(
      broker,
      new Map([
        ['segment.bytes', '2000'],
        ['unknown.key', 'x'],
      ]),
    )
    expect(topic.segmentBytes).toBe(2000)
    expect(topic.retentionMs).toBe(86_400_000)
    expect(topic.texts.get('flush.ms')).toBe('9223372036854775807')
    expect(topic.texts.has('unknown.key')).toBe(false)
  })

  test('retention without limit is -1 whatever the unit', () => {
    expect(defaultLogConfig(brokerConfigOf({ 'log.retention.ms': '-5' })).texts.get('retention.ms')).toBe('-1')
  })
})

describe('versions', () => {
  test.each([
    ['2.6', '2.6-IV0'],
    ['2.6.3', '2.6-IV0'],
    ['2.6-IV0', '2.6-IV0'],
    ['2.1', '2.1-IV2'],
    ['0.10.2.1', '0.10.2-IV0'],
    ['0.11.0', '0.11.0-IV2'],
    ['2.8', '2.8-IV1'],
    ['0.8.2', '0.8.2'],
  ])('%s is %s', (name, version) => {
    expect(findApiVersion(name)?.version).toBe(version)
  })

  test.each(['2', '3.0', '2.6-IV1', 'latest', '', '0.10'])('%j is none', (name) => {
    expect(findApiVersion(name)).toBeUndefined()
  })

  test('are in order, with the format of their records', () => {
    expect(API_VERSIONS.map(({ id }) => id)).toEqual(API_VERSIONS.map((_version, index) => index))
    expect(atLeast(apiVersion('0.11.0-IV0'), '0.10.2-IV0')).toBe(true)
    expect(atLeast(apiVersion('0.10.2-IV0'), '0.11.0-IV0')).toBe(false)
    expect(['0.9.0', '0.10.1', '0.11.0', '2.6'].map((name) => findApiVersion(name)?.recordVersion)).toEqual([
      0, 1, 2, 2,
    ])
  })
})
