import { describe, expect, test } from 'vitest'
import { brokerConfigOf } from '../../../broker-core/config/broker-config'
import { brokerConfigHandler } from '../../../broker-core/config/broker-config-handler'
import { DynamicBrokerConfig } from '../../../broker-core/config/dynamic-broker-config'
import { TopicConfigs } from '../../../broker-core/config/topic-configs'
import { recordingLogger } from './recording-logger'

const map = (entries: Record<string, string>) => new Map(Object.entries(entries))

const dynamicOver = (fixed: Record<string, string> = {}) => {
  const { logger, lines } = recordingLogger()
  return { config: new DynamicBrokerConfig(brokerConfigOf({ 'broker.id': '1', ...fixed }), logger), lines, logger }
}

describe('precedence', () => {
  test('this broker, then all brokers, then the file, then Kafka', () => {
    const { config } = dynamicOver({ 'message.max.bytes': '1000' })
    expect(config.current.messageMaxBytes).toBe(1000)
    config.updateDefaultConfig(map({ 'message.max.bytes': '2000' }))
    expect(config.current.messageMaxBytes).toBe(2000)
    config.updateBrokerConfig(map({ 'message.max.bytes': '3000' }))
    expect(config.current.messageMaxBytes).toBe(3000)
    config.updateDefaultConfig(map({}))
    expect(config.current.messageMaxBytes).toBe(3000)
    config.updateBrokerConfig(map({}))
    expect(config.current.messageMaxBytes).toBe(1000)
  })

  test('a dynamic unit beats a static synonym of another unit', () => {
    const { config } = dynamicOver({ 'log.retention.hours': '1', 'log.retention.minutes': '2' })
    config.updateDefaultConfig(map({ 'log.retention.ms': '5000' }))
    expect(config.current.logRetentionMs).toBe(5000)
    config.updateDefaultConfig(map({}))
    expect(config.current.logRetentionMs).toBe(120_000)
  })
})

describe('what may change', () => {
  test.each<[Record<string, string>, 'broker' | 'default', RegExp]>([
    [{ 'broker.rack': 'r' }, 'broker', /broker\.rack: cannot be changed while the broker runs/],
    [{ 'log.message.format.version': '2.6' }, 'broker', /cannot be changed/],
    [{ 'log.retention.hours': '5' }, 'default', /cannot be changed/],
    [{ 'advertised.listeners': 'PLAINTEXT://a:1' }, 'default', /cannot be set for the whole cluster/],
    [{ 'listener.name.x.ssl.keystore.type': 'JKS' }, 'default', /cannot be set for the whole cluster/],
    [{ 'ssl.keystore.location': '/a' }, 'broker', /only for one listener/],
    [{ 'listener.name.x.ssl.keystore.password': 'p' }, 'broker', /passwords cannot be stored/],
    [{ 'message.max.bytes': 'big' }, 'broker', /message\.max\.bytes=big: not a number/],
    [{ 'message.max.bytes': '-1' }, 'default', /at least 0/],
    [{ 'num.io.threads': '3' }, 'broker', /at least half the current value 8/],
    [{ 'num.io.threads': '17' }, 'default', /more than double the current value 8/],
    [{ 'num.network.threads': '0' }, 'broker', /at least 1/],
    [{ 'log.cleaner.threads': '3' }, 'broker', /more than double the current value 1/],
    [{ 'listener.security.protocol.map': 'PLAINTEXT:SSL' }, 'broker', /PLAINTEXT uses SSL/],
    [{ 'compression.type': 'brotli' }, 'broker', /compression\.type/],
    [{ listeners: 'PLAINTEXT://:9999' }, 'broker', /cannot be changed while the broker runs/],
  ])('%j for the %s is refused', (settings, who, problem) => {
    const { config } = dynamicOver()
    expect(() => config.validate(map(settings), who === 'broker')).toThrow(problem)
  })

  test.each<[Record<string, string>, 'broker' | 'default']>([
    [{ 'num.io.threads': '4', 'background.threads': '20' }, 'default'],
    [{ 'num.network.threads': '1' }, 'default'],
    [{ 'unclean.leader.election.enable': 'true', 'log.cleanup.policy': 'compact,delete' }, 'default'],
    [{ 'leader.replication.throttled.rate': '1000' }, 'broker'],
    [{ 'listener.name.x.max.connections': '5' }, 'default'],
    [{ 'a.key.for.somebody.else': 'x' }, 'default'],
    [{}, 'broker'],
  ])('%j for the %s is accepted, and nothing changes by asking', (settings, who) => {
    const { config } = dynamicOver()
    const before = config.current
    config.validate(map(settings), who === 'broker')
    expect(config.current).toBe(before)
    expect(config.levels.dynamicBroker.size + config.levels.dynamicDefault.size).toBe(0)
  })

  test('stored settings that cannot be used are ignored with an error line, the others hold', () => {
    const { config, lines } = dynamicOver()
    config.updateDefaultConfig(
      map({ 'broker.rack': 'r', 'message.max.bytes': 'x', 'fetch.max.bytes': '1', 'num.io.threads': '16' }),
    )
    expect(config.current.numIoThreads).toBe(16)
    expect(lines.filter((line) => line.startsWith('ERROR'))).toHaveLength(3)
    expect([...config.levels.dynamicDefault]).toEqual([['num.io.threads', '16']])
  })

  test('an update that breaks a rule leaves everything as it was', () => {
    const { config, lines } = dynamicOver()
    config.updateBrokerConfig(map({ 'num.io.threads': '16' }))
    config.updateBrokerConfig(map({ 'num.io.threads': '100', 'message.max.bytes': '5' }))
    expect(config.current).toMatchObject({ numIoThreads: 16, messageMaxBytes: 1_048_588 })
    expect(lines.some((line) => line.includes('could not be applied'))).toBe(true)
  })

  test('what is stored at start is not a step: no factor of two', () => {
    const { config } = dynamicOver()
    config.initialize(map({ 'num.io.threads': '100' }), map({ 'num.network.threads': '64' }))
    expect(config.current).toMatchObject({ numIoThreads: 100, numNetworkThreads: 64 })
  })
})

describe('reconfigurables', () => {
  test('hear of their keys only, with the configuration before and after', () => {
    const { config } = dynamicOver()
    const seen: [number, number][] = []
    const stop = config.addReconfigurable({
      name: 'threads',
      keys: ['num.io.threads'],
      reconfigure: (next, previous) => {
        seen.push([previous.numIoThreads, next.numIoThreads])
      },
    })
    config.updateDefaultConfig(map({ 'num.io.threads': '4' }))
    config.updateDefaultConfig(map({ 'num.io.threads': '4', 'message.max.bytes': '5' }))
    config.updateDefaultConfig(map({ 'message.max.bytes': '5' }))
    stop()
    config.updateDefaultConfig(map({ 'num.io.threads': '16' }))
    expect(seen).toEqual([
      [8, 4],
      [4, 8],
    ])
  })

  test('may refuse; may fail without harm to others', async () => {
    const { config, lines } = dynamicOver()
    const heard: string[] = []
    config.addReconfigurable({
      name: 'broken',
      keys: ['message.max.bytes'],
      reconfigure: () => Promise.reject(new Error('no')),
    })
    config.addReconfigurable({
      name: 'strict',
      keys: ['message.max.bytes'],
      validate: (next) => {
        if (next.messageMaxBytes > 10) throw new Error('too large for me')
      },
      reconfigure: () => {
        heard.push('strict')
      },
    })
    expect(() => config.validate(map({ 'message.max.bytes': '11' }), true)).toThrow('too large for me')
    config.updateBrokerConfig(map({ 'message.max.bytes': '9' }))
    await Promise.resolve()
    await Promise.resolve()
    expect(heard).toEqual(['strict'])
    expect(lines.some((line) => line.includes('broken did not follow'))).toBe(true)
  })

  test('listeners may change once somebody opens and closes sockets', () => {
    const { config } = dynamicOver()
    config.addReconfigurable({
      name: 'sockets',
      keys: ['listeners', 'advertised.listeners'],
      reconfigure: () => undefined,
    })
    config.validate(map({ listeners: 'PLAINTEXT://:9999' }), true)
    expect(() =>
      config.validate(map({ listeners: 'PLAINTEXT://:9999', 'advertised.listeners': 'SSL://a:1' }), true),
    ).toThrow()
  })
})

describe('brokerConfigHandler', () => {
  test('takes the default and its own broker, no other', () => {
    const { config } = dynamicOver()
    const handle = brokerConfigHandler(1, config)
    void handle('<default>', map({ 'num.io.threads': '16' }))
    void handle('2', map({ 'num.io.threads': '5' }))
    expect(config.current.numIoThreads).toBe(16)
    void handle('1', map({ 'num.io.threads': '9' }))
    expect(config.current.numIoThreads).toBe(9)
  })
})

describe('TopicConfigs', () => {
  const topicConfigsOver = (fixed: Record<string, string> = {}) => {
    const { config, lines, logger } = dynamicOver(fixed)
    const stored = new Map<string, ReadonlyMap<string, string>>()
    const topics = new TopicConfigs(config, { get: async (topic) => stored.get(topic) ?? new Map() }, logger)
    return { config, stored, topics, lines }
  }

  test('topic over dynamic broker over dynamic default over file over Kafka', () => {
    const { config, topics } = topicConfigsOver({ 'log.retention.hours': '1' })
    topics.set('t', map({ 'segment.bytes': '100' }))
    expect(topics.configOf('t')).toMatchObject({ segmentBytes: 100, retentionMs: 3_600_000 })
    config.updateDefaultConfig(map({ 'log.retention.ms': '7000', 'log.segment.bytes': '200' }))
    expect(topics.configOf('t')).toMatchObject({ segmentBytes: 100, retentionMs: 7000 })
    expect(topics.configOf('other').segmentBytes).toBe(200)
    config.updateBrokerConfig(map({ 'log.retention.ms': '8000' }))
    expect(topics.configOf('t').retentionMs).toBe(8000)
    topics.set('t', map({ 'retention.ms': '9000' }))
    expect(topics.configOf('t')).toMatchObject({ segmentBytes: 200, retentionMs: 9000 })
    topics.forget('t')
    expect(topics.configOf('t').retentionMs).toBe(8000)
  })

  test('the same object while nothing changes', () => {
    const { topics } = topicConfigsOver()
    topics.set('t', map({}))
    expect(topics.configOf('t')).toBe(topics.configOf('t'))
  })

  test('refresh reads what is stored', async () => {
    const { topics, stored } = topicConfigsOver()
    stored.set('t', map({ 'cleanup.policy': 'compact' }))
    await topics.refresh(['t', 't', 'u'])
    expect(topics.configOf('t').cleanupPolicy).toEqual({ compact: true, delete: false })
    expect(topics.overridesOf('u').size).toBe(0)
  })

  test('a stored value that cannot be used costs the topic its settings, not the broker its life', () => {
    const { topics, lines } = topicConfigsOver()
    topics.set('t', map({ 'segment.bytes': 'x', 'retention.ms': '5' }))
    expect(topics.configOf('t').segmentBytes).toBe(1_073_741_824)
    expect(lines.some((line) => line.startsWith('ERROR Settings of topic t are ignored'))).toBe(true)
  })

  test('a message format newer than the protocol between brokers is ignored', () => {
    const { topics, lines } = topicConfigsOver({
      'inter.broker.protocol.version': '0.10.2',
      'log.message.format.version': '0.10.2',
    })
    topics.set('t', map({ 'message.format.version': '2.6' }))
    expect(topics.configOf('t').messageFormatVersion.shortVersion).toBe('0.10.2')
    expect(lines.some((line) => line.startsWith('WARN'))).toBe(true)
  })
})
