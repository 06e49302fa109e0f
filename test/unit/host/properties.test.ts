import { describe, expect, it } from 'vitest'
import { brokerDefinitions } from '../../../broker-core/config/broker-definitions/broker-definitions'
import type { ConfigDefinition } from '../../../broker-core/config/definition'
import { brokerPropertiesText, withConnections } from '../../../electron/host/cluster/broker-properties'
import { changedDefaults, checkProperties } from '../../../electron/host/cluster/check-properties'
import { labDefaultsFor } from '../../../electron/host/cluster/lab-defaults'
import { diffProperties, parsePropertiesText, setProperty } from '../../../electron/host/cluster/properties-text'

const text = (overrides: [string, string][] = [], brokers = 3) =>
  brokerPropertiesText({
    id: 1,
    host: '127.0.0.1',
    port: 9092,
    logDirs: ['/lab/a', '/lab/b'],
    zookeeperConnect: '127.0.0.1:2181',
    defaults: labDefaultsFor(brokers, true),
    overrides,
  })

describe('server.properties', () => {
  it("of a new broker pass the broker's own checks, with one, two and three brokers", () => {
    for (const brokers of [1, 2, 3]) expect(checkProperties('', text([], brokers), 1).problems).toEqual([])
  })

  it('end with what the command line set', () => {
    const settings = parsePropertiesText(
      text([
        ['min.insync.replicas', '2'],
        ['zookeeper.session.timeout.ms', '9000'],
      ]),
    )
    expect(settings.get('min.insync.replicas')).toBe('2')
    expect(settings.get('zookeeper.session.timeout.ms')).toBe('9000')
    expect(settings.get('log.dirs')).toBe('/lab/a,/lab/b')
  })

  it('keep comments and order when one value is set', () => {
    expect(setProperty('# why\na=1\nb = 2\n', 'b', '3')).toBe('# why\na=1\nb=3\n')
    expect(setProperty('a=1', 'c', '3')).toBe('a=1\nc=3\n')
  })

  it('differ only by values', () => {
    expect(diffProperties('# x\na=1\nb=2\n', 'b: 2\nc=3\n# y')).toEqual([
      { key: 'a', before: '1', after: null },
      { key: 'c', before: null, after: '3' },
    ])
  })

  it("follow the lab's ports, and keep listeners written by hand that hold them", () => {
    const moved = withConnections(text(), { host: '127.0.0.1', port: 19092, zookeeperConnect: 'zk:1' })
    expect(parsePropertiesText(moved).get('listeners')).toBe('PLAINTEXT://127.0.0.1:19092')
    expect(parsePropertiesText(moved).get('zookeeper.connect')).toBe('zk:1')
    const own = setProperty(text(), 'listeners', 'PLAINTEXT://127.0.0.1:9092,EXTRA://127.0.0.1:9999')
    expect(withConnections(own, { host: '127.0.0.1', port: 9092, zookeeperConnect: '127.0.0.1:2181' })).toBe(own)
  })

  it('are refused with line, key and reason', () => {
    const edited = `${setProperty(setProperty(text(), 'num.io.threads', 'many'), 'broker.id', '7')}nonsense\n`
    const { problems, diff } = checkProperties(text(), edited, 1)
    expect(problems.map(({ key }) => key).sort()).toEqual(['broker.id', 'num.io.threads', null].sort())
    expect(problems.find(({ key }) => key === 'num.io.threads')?.line).toBeGreaterThan(5)
    expect(problems.find(({ key }) => key === null)?.message.en).toContain('nonsense')
    expect(diff).toContainEqual({ key: 'num.io.threads', before: null, after: 'many', needsRestart: true })
  })
})

describe('changed defaults', () => {
  it("are those that all brokers have, beside Kafka's", () => {
    const other = setProperty(text(), 'num.partitions', '5')
    const changed = changedDefaults([text(), other])
    expect(changed).toContainEqual({ key: 'zookeeper.session.timeout.ms', value: '6000', kafkaDefault: '18000' })
    expect(changed.map(({ key }) => key)).not.toContain('num.partitions')
    expect(changed.map(({ key }) => key)).not.toContain('broker.id')
  })

  it('name the default that the broker really has', () => {
    const definitions: Readonly<Record<string, ConfigDefinition>> = brokerDefinitions
    for (const { key, kafkaDefault } of labDefaultsFor(1, true))
      expect(definitions[key]?.default, key).toBe(kafkaDefault)
  })
})
