import { describe, expect, test } from 'vitest'
import { brokerConfigOf, topicLogConfig } from '../../../broker-core/config/broker-config'
import type { ConfigLevels } from '../../../broker-core/config/config-levels'
import { mergeLevels } from '../../../broker-core/config/config-levels'
import {
  ConfigSource,
  type DescribedConfig,
  describeBrokerConfig,
  describeDefaultBrokerConfig,
  describeTopicConfig,
} from '../../../broker-core/config/describe-config'

const levels = (
  fixed: Record<string, string> = {},
  dynamicDefault: Record<string, string> = {},
  dynamicBroker: Record<string, string> = {},
): ConfigLevels => ({
  static: new Map(Object.entries({ 'zookeeper.connect': 'a:1', ...fixed })),
  dynamicDefault: new Map(Object.entries(dynamicDefault)),
  dynamicBroker: new Map(Object.entries(dynamicBroker)),
})

const describeTopic = (overrides: Record<string, string>, of: ConfigLevels) => {
  const own = new Map(Object.entries(overrides))
  return describeTopicConfig(topicLogConfig(brokerConfigOf(Object.fromEntries(mergeLevels(of))), own).texts, own, of)
}

const find = (configs: readonly DescribedConfig[], name: string): DescribedConfig => {
  const found = configs.find((config) => config.name === name)
  if (found === undefined) throw new Error(`${name} is not described`)
  return found
}

const history = ({ synonyms }: DescribedConfig) => synonyms.map(({ name, value, source }) => [source, name, value])
const { TOPIC_CONFIG, DYNAMIC_BROKER_CONFIG, DYNAMIC_DEFAULT_BROKER_CONFIG, STATIC_BROKER_CONFIG, DEFAULT_CONFIG } =
  ConfigSource

describe('a topic', () => {
  test('own value first, then the broker key from the strongest level to the default', () => {
    const of = levels({ 'log.segment.bytes': '1000' }, { 'log.segment.bytes': '2000' }, { 'log.segment.bytes': '3000' })
    const own = find(describeTopic({ 'segment.bytes': '4000' }, of), 'segment.bytes')
    expect(own).toMatchObject({ value: '4000', source: TOPIC_CONFIG, readOnly: false, isSensitive: false, type: 'int' })
    expect(history(own)).toEqual([
      [TOPIC_CONFIG, 'segment.bytes', '4000'],
      [DYNAMIC_BROKER_CONFIG, 'log.segment.bytes', '3000'],
      [DYNAMIC_DEFAULT_BROKER_CONFIG, 'log.segment.bytes', '2000'],
      [STATIC_BROKER_CONFIG, 'log.segment.bytes', '1000'],
      [DEFAULT_CONFIG, 'log.segment.bytes', '1073741824'],
    ])
    const inherited = find(describeTopic({}, of), 'segment.bytes')
    expect(inherited).toMatchObject({ value: '3000', source: DYNAMIC_BROKER_CONFIG })
  })

  test("all keys, with no limit in Kafka's text", () => {
    const all = describeTopic({}, levels())
    expect(all).toHaveLength(26)
    expect(find(all, 'flush.messages').value).toBe('9223372036854775807')
    expect(find(all, 'min.cleanable.dirty.ratio')).toMatchObject({ value: '0.5', type: 'double' })
    expect(all.filter(({ source }) => source !== DEFAULT_CONFIG)).toEqual([])
  })

  test('a key without broker default has no history', () => {
    const own = find(describeTopic({}, levels()), 'leader.replication.throttled.replicas')
    expect(own).toMatchObject({ value: '', source: DEFAULT_CONFIG, synonyms: [] })
  })

  test('other units of a broker key come after the key itself, or are left out', () => {
    const hours = find(describeTopic({}, levels({ 'log.retention.hours': '1' })), 'retention.ms')
    expect(hours).toMatchObject({ value: '3600000', source: DEFAULT_CONFIG, synonyms: [] })
    const both = find(
      describeTopic({}, levels({ 'log.retention.hours': '1', 'log.retention.ms': '5' })),
      'retention.ms',
    )
    expect(both).toMatchObject({ value: '5', source: STATIC_BROKER_CONFIG })
    expect(history(both)).toEqual([
      [STATIC_BROKER_CONFIG, 'log.retention.ms', '5'],
      [STATIC_BROKER_CONFIG, 'log.retention.hours', '1'],
      [DEFAULT_CONFIG, 'log.retention.hours', '168'],
    ])
  })

  test('a stored key of another Kafka version might be a secret: shown without value', () => {
    expect(find(describeTopic({ 'remote.storage.enable': 'true' }, levels()), 'remote.storage.enable')).toMatchObject({
      value: null,
      isSensitive: true,
      type: 'unknown',
      source: TOPIC_CONFIG,
    })
  })
})

describe('a broker', () => {
  test('every key of Kafka 2.6.3, those without value too', () => {
    const all = describeBrokerConfig(levels({ 'broker.rack': 'r1' }))
    expect(all).toHaveLength(208)
    expect(find(all, 'log.roll.ms')).toMatchObject({ value: null, source: DEFAULT_CONFIG, readOnly: false })
    expect(find(all, 'broker.rack')).toMatchObject({ value: 'r1', source: STATIC_BROKER_CONFIG, readOnly: true })
    expect(find(all, 'num.io.threads')).toMatchObject({ value: '8', readOnly: false, type: 'int' })
    expect(find(all, 'zookeeper.connect').documentation).toMatch(/host:port/)
  })

  test('passwords and unknown keys are not shown', () => {
    const all = describeBrokerConfig(
      levels({ 'ssl.key.password': 'p', 'my.key': 'x', 'listener.name.internal.ssl.keystore.location': '/k' }),
    )
    expect(find(all, 'ssl.key.password')).toMatchObject({ value: null, isSensitive: true, type: 'password' })
    expect(history(find(all, 'ssl.key.password'))).toEqual([[STATIC_BROKER_CONFIG, 'ssl.key.password', null]])
    expect(find(all, 'my.key')).toMatchObject({ value: null, isSensitive: true, type: 'unknown', readOnly: true })
    expect(find(all, 'listener.name.internal.ssl.keystore.location')).toMatchObject({ value: '/k', isSensitive: false })
  })

  test('a dynamic value takes the place of static synonyms', () => {
    const of = levels({ 'log.roll.hours': '1' }, { 'log.roll.ms': '7' })
    expect(mergeLevels(of).has('log.roll.hours')).toBe(false)
    expect(find(describeBrokerConfig(of), 'log.roll.ms')).toMatchObject({
      value: '7',
      source: DYNAMIC_DEFAULT_BROKER_CONFIG,
    })
  })

  test('values are shown as parsed', () => {
    const all = describeBrokerConfig(levels({ 'log.cleanup.policy': 'delete , compact', 'log.preallocate': 'TRUE' }))
    expect(find(all, 'log.cleanup.policy').value).toBe('delete,compact')
    expect(find(all, 'log.preallocate').value).toBe('true')
  })

  test("the brokers' default lists only what it sets, and only that level", () => {
    const of = levels({ 'num.io.threads': '4' }, { 'num.io.threads': '6' }, { 'num.io.threads': '7' })
    expect(describeDefaultBrokerConfig(of).map((config) => [config.name, config.value, history(config)])).toEqual([
      ['num.io.threads', '6', [[DYNAMIC_DEFAULT_BROKER_CONFIG, 'num.io.threads', '6']]],
    ])
  })
})
