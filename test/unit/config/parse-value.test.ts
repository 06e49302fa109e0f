import { describe, expect, test } from 'vitest'
import { brokerDefinitions } from '../../../broker-core/config/broker-definitions/broker-definitions'
import type { ConfigDefinition, ConfigType, ConfigValue } from '../../../broker-core/config/definition'
import { parseValue } from '../../../broker-core/config/parse-value'
import { topicDefinitions } from '../../../broker-core/config/topic-definitions'

const of = (type: ConfigType): ConfigDefinition => ({ type, importance: 'low', default: null, doc: '' })

describe('types', () => {
  test.each<[ConfigType, string, ConfigValue, string]>([
    ['boolean', ' TRUE ', true, 'true'],
    ['boolean', 'False', false, 'false'],
    ['int', '2147483647', 2147483647, '2147483647'],
    ['int', '+7', 7, '7'],
    ['int', ' -1 ', -1, '-1'],
    ['short', '-32768', -32768, '-32768'],
    ['long', '9223372036854775807', Number.MAX_SAFE_INTEGER, '9223372036854775807'],
    ['long', '9007199254740991', 9007199254740991, '9007199254740991'],
    ['long', '-9223372036854775808', -Number.MAX_SAFE_INTEGER, '-9223372036854775808'],
    ['double', '0.50', 0.5, '0.5'],
    ['double', '1', 1, '1.0'],
    ['double', '1.7976931348623157E308', Number.MAX_VALUE, '1.7976931348623157E308'],
    ['double', '10000000', 1e7, '1.0E7'],
    ['double', '.0005d', 0.0005, '5.0E-4'],
    ['list', ' a , b,c ', ['a', 'b', 'c'], 'a,b,c'],
    ['list', '  ', [], ''],
    ['list', 'a,,b', ['a', '', 'b'], 'a,,b'],
    ['string', ' x y ', 'x y', 'x y'],
    ['class', 'org.example.A', 'org.example.A', 'org.example.A'],
  ])('%s %j is %j, shown as %j', (type, text, value, shown) => {
    expect(parseValue('key', of(type), text)).toEqual({ ok: true, parsed: { value, text: shown } })
  })

  test.each<[ConfigType, string]>([
    ['boolean', 'yes'],
    ['boolean', ''],
    ['int', '2147483648'],
    ['int', '1.5'],
    ['int', '1e3'],
    ['int', '0x10'],
    ['int', ''],
    ['int', '9'.repeat(1000)],
    ['short', '32768'],
    ['long', '9223372036854775808'],
    ['long', '1_000'],
    ['double', 'NaN'],
    ['double', '1e999'],
    ['double', 'one'],
  ])('%s refuses %j', (type, text) => {
    expect(parseValue('key', of(type), text).ok).toBe(false)
  })
})

describe('rules and the words for them', () => {
  const topic = (key: keyof typeof topicDefinitions, text: string) => parseValue(key, topicDefinitions[key], text)

  test.each<[keyof typeof topicDefinitions, string]>([
    ['segment.bytes', '14'],
    ['retention.ms', '-1'],
    ['retention.bytes', '-7'],
    ['min.cleanable.dirty.ratio', '1'],
    ['cleanup.policy', 'compact,delete'],
    ['cleanup.policy', ''],
    ['compression.type', 'zstd'],
    ['message.format.version', '0.10.2.1'],
    ['leader.replication.throttled.replicas', '*'],
    ['leader.replication.throttled.replicas', '0:1,12:3'],
    ['leader.replication.throttled.replicas', ''],
  ])('%s allows %j', (key, text) => {
    expect(topic(key, text).ok).toBe(true)
  })

  test.each<[keyof typeof topicDefinitions, string, string]>([
    ['segment.bytes', '13', 'must be at least 14; expected a whole number of bytes, 14 or more'],
    ['retention.ms', 'abc', 'not a number; expected a whole number of milliseconds, -1 or more, -1 for no limit'],
    ['segment.ms', '0', 'must be at least 1; expected a whole number of milliseconds, 1 or more'],
    ['min.cleanable.dirty.ratio', '1.01', 'must be from 0 to 1; expected a number from 0 to 1'],
    ['cleanup.policy', 'Compact', 'Compact is not allowed; expected a comma separated list of compact, delete'],
    ['cleanup.policy', 'delete,', 'an empty item is not allowed; expected a comma separated list of compact, delete'],
    [
      'compression.type',
      'brotli',
      'not an allowed value; expected one of uncompressed, zstd, lz4, snappy, gzip, producer',
    ],
    ['message.format.version', '9.9', 'not a version; expected a version from 0.8.0 to 2.8-IV1, such as 2.6'],
    [
      'follower.replication.throttled.replicas',
      '0-1',
      'not a list of replicas; expected * or partition:broker,partition:broker,...',
    ],
    ['preallocate', '1', 'not a boolean; expected true or false'],
  ])('%s=%s: %s', (key, text, problem) => {
    expect(topic(key, text)).toEqual({ ok: false, problem })
  })

  test('every default is allowed by its own definition', () => {
    const all: Readonly<Record<string, ConfigDefinition>> = { ...brokerDefinitions, ...topicDefinitions }
    for (const [key, definition] of Object.entries(all)) {
      const { default: text } = definition
      if (text !== null && text !== undefined)
        expect(parseValue(key, definition, text), key).toMatchObject({ ok: true, parsed: { text } })
    }
  })
})
