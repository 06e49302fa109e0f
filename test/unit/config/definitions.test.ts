import { describe, expect, test } from 'vitest'
import { brokerDefinitions } from '../../../broker-core/config/broker-definitions/broker-definitions'
import type { ConfigDefinition, ValueRule } from '../../../broker-core/config/definition'
import { dynamicOnlyDefinitions } from '../../../broker-core/config/dynamic-only-definitions'
import { topicDefinitions } from '../../../broker-core/config/topic-definitions'
import kafka from './fixtures/kafka-2.6.3-configs.json'

interface Printed {
  type: string
  default: string | null
  importance: string
  valid?: string
  updateMode?: string
  required?: boolean
}

type Definitions = Readonly<Record<string, ConfigDefinition>>

/** As Kafka's validators print themselves; versions are left out of the fixture, we allow two more. */
const printRule = (rule: ValueRule | undefined): string | undefined => {
  if (rule === undefined) return undefined
  if ('atLeast' in rule) return `[${rule.atLeast},...]`
  if ('between' in rule) return `[${rule.between[0]},...,${rule.between[1]}]`
  if ('oneOf' in rule) return `[${rule.oneOf.join(', ')}]`
  if ('listOf' in rule) return `[${rule.listOf.join(', ')}]`
  return rule.format === 'apiVersion' ? undefined : '[partitionId]:[brokerId],[partitionId]:[brokerId],...'
}

const print = (definition: ConfigDefinition, scoped: boolean): Printed => {
  const valid = printRule(definition.valid)
  return {
    type: definition.type,
    default: definition.default ?? null,
    importance: definition.importance,
    ...(valid === undefined ? {} : { valid }),
    ...(scoped && definition.dynamic !== undefined
      ? { updateMode: definition.dynamic === 'perBroker' ? 'per-broker' : 'cluster-wide' }
      : {}),
    ...(definition.default === undefined ? { required: true } : {}),
  }
}

const printAll = (definitions: Definitions, scoped: boolean): Record<string, Printed> =>
  Object.fromEntries(Object.entries(definitions).map(([key, definition]) => [key, print(definition, scoped)]))

describe('definitions are those of Kafka 2.6.3', () => {
  test('broker settings: keys, types, defaults, limits, importance, update modes', () => {
    expect(printAll(brokerDefinitions, true)).toEqual(kafka.broker)
  })
  test('topic settings', () => {
    expect(printAll(topicDefinitions, false)).toEqual(kafka.topic)
  })
  test('settings that exist only dynamically', () => {
    expect(printAll(dynamicOnlyDefinitions, false)).toEqual(kafka.dynamicOnly)
  })
  test('every setting has a sentence of its own words', () => {
    const all: Definitions = { ...brokerDefinitions, ...topicDefinitions, ...dynamicOnlyDefinitions }
    const short = Object.entries(all).filter(([, { doc }]) => !/^[A-Z].{9,}\.$/.test(doc))
    expect(short).toEqual([])
  })
})
