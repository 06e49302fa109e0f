import { describe, expect, test } from 'vitest'
import {
  loadServerProperties,
  readServerProperties,
  ServerPropertiesError,
} from '../../../broker-core/config/server-properties'

const KAFKAS_OWN = `# The server.properties that Kafka 2.6 ships, without its comments
broker.id=0
num.network.threads=3
num.io.threads=8
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600
log.dirs=/tmp/kafka-logs
num.partitions=1
num.recovery.threads.per.data.dir=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
zookeeper.connect=localhost:2181
zookeeper.connection.timeout.ms=18000
group.initial.rebalance.delay.ms=0
`

describe('readServerProperties', () => {
  test("Kafka's own file is taken without a word", () => {
    const result = readServerProperties('server.properties', KAFKAS_OWN)
    expect(result).toMatchObject({ ok: true, warnings: [] })
  })

  test('every problem is named with file, line, key, value and what would be right', () => {
    const text = '# broker\nbroker.id=one\n\nlog.retention.ms=abc\nzookeeper.connect=a:1\nnum.partitions=0\n'
    const result = readServerProperties('conf/server.properties', text)
    expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
      'conf/server.properties:2: broker.id=one: not a number; expected a whole number',
      'conf/server.properties:6: num.partitions=0: must be at least 1; expected a whole number, 1 or more',
      'conf/server.properties:4: log.retention.ms=abc: not a number; expected a whole number of milliseconds, -1 for no limit',
    ])
  })

  test('a required key that is missing has no line', () => {
    const result = readServerProperties('server.properties', 'broker.id=1')
    expect(result).toMatchObject({
      ok: false,
      problems: [
        {
          line: undefined,
          key: 'zookeeper.connect',
          message: 'server.properties: zookeeper.connect: is required and has no default',
        },
      ],
    })
  })

  test('rules between settings name the key to change', () => {
    const text = 'zookeeper.connect=a:1\nreplica.lag.time.max.ms=100\nlisteners=SSL://:1,PLAINTEXT://:2'
    const result = readServerProperties('s', text)
    expect(result.ok ? [] : result.problems.map(({ key, line }) => [key, line])).toEqual([
      ['replica.fetch.wait.max.ms', undefined],
      ['listeners', 3],
    ])
  })

  test('what the broker allows and no topic does stops the start, too', () => {
    const result = readServerProperties('s', 'zookeeper.connect=a:1\nlog.cleaner.min.cleanable.ratio=2')
    expect(result).toMatchObject({ ok: false, problems: [{ line: 2, key: 'log.cleaner.min.cleanable.ratio' }] })
  })

  test('unknown keys, keys without effect and repeated keys are warned of', () => {
    const text =
      'zookeeper.connect=a:1\nlog.dir=/a\nlog.dir=/b\nzookeper.connect=b\nauthorizer.class.name=A\nnum.io.threads=8\nlistener.name.plaintext.ssl.keystore.type=JKS'
    expect(readServerProperties('s', text)).toMatchObject({
      ok: true,
      config: { logDirs: ['/b'] },
      warnings: [
        's:2: log.dir is set again on line 3, which counts',
        "The configuration 'zookeper.connect' was supplied but isn't a known config.",
        'authorizer.class.name is set, but has no effect here: there is no authorizer: everybody may do everything.',
      ],
    })
  })

  test('overrides win, and their problems are named as theirs', () => {
    const text = 'zookeeper.connect=a:1\nbroker.id=1'
    const fine = readServerProperties('s', text, new Map([['broker.id', '2']]))
    expect(fine).toMatchObject({ ok: true, config: { brokerId: 2 } })
    const bad = readServerProperties('s', text, new Map([['broker.id', 'x']]))
    expect(bad.ok ? '' : bad.problems[0]?.message).toBe(
      '--override: broker.id=x: not a number; expected a whole number',
    )
  })

  test('a broken escape is a problem with a line, not an exception', () => {
    expect(readServerProperties('s', 'a=1\nb=\\u00')).toMatchObject({ ok: false, problems: [{ line: 2 }] })
  })

  test('loadServerProperties throws all problems as lines', () => {
    expect(() => loadServerProperties('s', 'broker.id=x')).toThrow(ServerPropertiesError)
    expect(() => loadServerProperties('s', 'broker.id=x')).toThrow(/s: zookeeper\.connect.*\ns:1: broker\.id=x/s)
  })
})
