import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheMissing } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { JavaTools, TOOL_RELEASES } from '../helpers/java-tools'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const missing = (await clusterMissing()) ?? (await apacheMissing('3.9.1')) ?? (await apacheMissing('4.3.0'))

describe.skipIf(skipFor('Java console tools', missing))('Java console tools', () => {
  let cluster: TestCluster
  /** Makes the topics of tests that are about something else. */
  let raw: RawClient
  beforeAll(async () => {
    cluster = await TestCluster.start()
    raw = new RawClient(cluster.bootstrap.split(','))
  })
  afterAll(async () => {
    raw?.close()
    await cluster?.stopAll()
  })

  describe.each(TOOL_RELEASES)('of Apache Kafka %s', (release) => {
    const topic = `tools-${release}`
    let tools: JavaTools
    beforeAll(async () => {
      tools = await JavaTools.start(release, cluster.bootstrap)
    })
    afterAll(() => tools?.stop())
    const topics = (...args: string[]) => tools.run('topics', args)
    const configs = (...args: string[]) => tools.run('configs', args)

    it('creates and describes a topic', async () => {
      const shape = ['--partitions', '3', '--replication-factor', '3', '--config', 'segment.bytes=1048576']
      const created = await topics('--create', '--topic', topic, ...shape)
      expect(created).toContain(`Created topic ${topic}.`)
      expect((await topics('--list')).split('\n')).toContain(topic)

      const lines = (await topics('--describe', '--topic', topic)).trim().split('\n')
      expect(lines[0]).toMatch(/PartitionCount: 3\tReplicationFactor: 3\tConfigs: .*segment\.bytes=1048576/)
      const partitions = lines.slice(1).map(parsePartition)
      expect(partitions.map(({ partition }) => partition)).toEqual([0, 1, 2])
      for (const { leader, replicas, isr } of partitions) {
        expect([...replicas].sort()).toEqual(cluster.ids)
        expect([...isr].sort()).toEqual(cluster.ids)
        expect(leader).toBe(replicas[0])
      }
      expect(new Set(partitions.map(({ leader }) => leader)).size).toBe(3)
    })

    it('refuses a topic that exists, and one with more replicas than brokers', async () => {
      const again = await tools.refused('topics', ['--create', '--topic', topic])
      expect(again).toMatch(/TopicExistsException|already exists/)
      const wide = ['--create', '--topic', `${topic}-wide`, '--replication-factor', '4']
      expect(await tools.refused('topics', wide)).toMatch(/InvalidReplicationFactor|[Rr]eplication factor: 4 larger/)
    })

    it('adds partitions', async () => {
      await topics('--alter', '--topic', topic, '--partitions', '5')
      const lines = (await topics('--describe', '--topic', topic)).trim().split('\n')
      expect(lines.slice(1).map((line) => parsePartition(line).partition)).toEqual([0, 1, 2, 3, 4])
    })

    it('alters and describes topic configs', async () => {
      const which = ['--entity-type', 'topics', '--entity-name', topic]
      const added = await configs(...which, '--alter', '--add-config', 'retention.ms=7200000,max.message.bytes=200000')
      expect(added).toContain(`Completed updating config for topic ${topic}.`)
      const after = await configs(...which, '--describe')
      expect(after).toMatch(
        /retention\.ms=7200000 sensitive=false synonyms=\{DYNAMIC_TOPIC_CONFIG:retention\.ms=7200000/,
      )
      expect(after).toMatch(/max\.message\.bytes=200000/)
      expect(after).toMatch(/segment\.bytes=1048576/)
      await configs(...which, '--alter', '--delete-config', 'max.message.bytes')
      expect(await configs(...which, '--describe')).not.toMatch(/max\.message\.bytes/)
      const all = await configs(...which, '--describe', '--all')
      expect(all).toMatch(
        /cleanup\.policy=delete sensitive=false synonyms=\{DEFAULT_CONFIG:log\.cleanup\.policy=delete\}/,
      )
    })

    it('refuses a config value that cannot be', async () => {
      const which = ['--entity-type', 'topics', '--entity-name', topic]
      const said = await tools.refused('configs', [...which, '--alter', '--add-config', 'retention.ms=soon'])
      expect(said).toMatch(/InvalidConfigurationException|InvalidRequestException/)
    })

    it('alters and describes broker configs', async () => {
      const which = ['--entity-type', 'brokers', '--entity-name', '1']
      await configs(...which, '--alter', '--add-config', 'log.retention.ms=86400000')
      // The broker hears of its new config through a notification in the znodes: soon, not at once.
      const described = async (entity: string[]) => await configs(...entity, '--describe')
      const set =
        /log\.retention\.ms=86400000 sensitive=false synonyms=\{DYNAMIC_BROKER_CONFIG:log\.retention\.ms=86400000/
      await eventually(async () => expect(await described(which)).toMatch(set))
      await configs(...which, '--alter', '--delete-config', 'log.retention.ms')
      await eventually(async () => expect(await described(which)).not.toMatch(/log\.retention\.ms/))

      const everyone = ['--entity-type', 'brokers', '--entity-default']
      await configs(...everyone, '--alter', '--add-config', 'log.cleaner.backoff.ms=12000')
      await eventually(async () => expect(await described(everyone)).toMatch(/log\.cleaner\.backoff\.ms=12000/))
      await configs(...everyone, '--alter', '--delete-config', 'log.cleaner.backoff.ms')
    })

    it.each(CODECS)('produces and consumes by partition with %s', async (codec) => {
      const name = `${topic}-${codec}`
      await raw.createTopic({ name, partitions: 1, replicationFactor: 3 })
      const lines = Array.from({ length: 200 }, (_, index) => `${codec} record ${index} ${'x'.repeat(index % 50)}`)
      await tools.produce(name, lines, '--compression-codec', codec)
      expect(await tools.consume(name, 0, lines.length)).toEqual(lines)
    })

    it.each([
      ['0', 'false'],
      ['1', 'false'],
      ['all', 'false'],
      ['all', 'true'],
    ])('produces with acks %s, idempotent %s', async (acks, idempotent) => {
      const name = `${topic}-acks-${acks}-${idempotent}`
      await raw.createTopic({ name, partitions: 1, replicationFactor: 3 })
      const lines = Array.from({ length: 50 }, (_, index) => `record ${index}`)
      const settings = [tools.producerOption, `acks=${acks}`, tools.producerOption, `enable.idempotence=${idempotent}`]
      await tools.produce(name, lines, ...settings)
      expect(await tools.consume(name, 0, lines.length)).toEqual(lines)
    })

    it('carries keys, headers, null values and timestamps', async () => {
      const name = `${topic}-parts`
      await raw.createTopic({ name, partitions: 1, replicationFactor: 2 })
      const reader = ['parse.key=true', 'parse.headers=true', 'null.marker=NULL'].flatMap((property) => [
        tools.readerOption,
        property,
      ])
      await tools.produce(name, ['h1:a,h2:b\tkey 1\tvalue 1', 'h:c\tkey 2\tNULL'], ...reader)
      const shown = [
        'print.key=true',
        'print.headers=true',
        'print.timestamp=true',
        'print.offset=true',
        'null.literal=NULL',
      ]
      const lines = await tools.consume(name, 0, 2, ...shown.flatMap((property) => [tools.formatterOption, property]))
      expect(lines).toHaveLength(2)
      expect(lines[0]).toMatch(/^CreateTime:\d{13}\tOffset:0\th1:a,h2:b\tkey 1\tvalue 1$/)
      expect(lines[1]).toMatch(/^CreateTime:\d{13}\tOffset:1\th:c\tkey 2\tNULL$/)
    })

    it('reads offsets, log dirs and API versions', async () => {
      const name = `${topic}-none`
      expect(await tools.run('get-offsets', ['--topic', name])).toContain(`${name}:0:200`)
      expect(await tools.run('get-offsets', ['--topic', name, '--time', '-2'])).toContain(`${name}:0:0`)

      const dirs = await tools.run('log-dirs', ['--describe', '--topic-list', name])
      const report = JSON.parse(dirs.split('\n').find((line) => line.startsWith('{'))!) as LogDirsReport
      expect(report.brokers.map(({ broker }) => broker).sort()).toEqual(cluster.ids)
      for (const { broker, logDirs } of report.brokers) {
        expect(logDirs.map(({ logDir }) => logDir)).toEqual(cluster.broker(broker).logDirs)
        const [partition] = logDirs.flatMap(({ partitions }) => partitions)
        expect(partition).toMatchObject({ partition: `${name}-0`, offsetLag: 0, isFuture: false })
        expect(partition!.size).toBeGreaterThan(200 * 20)
      }
      const versions = await tools.run('broker-api-versions', [])
      expect(versions.match(/\(id: \d+ rack: null/g)).toHaveLength(3)
      expect(versions).toMatch(/Produce\(0\): 0 to \d+/)
      expect(versions).not.toMatch(/Fetch\(1\): UNSUPPORTED/)
    })

    it('verifiable-producer gets every record acknowledged', async () => {
      const name = `${topic}-verifiable`
      await raw.createTopic({ name, partitions: 3, replicationFactor: 3 })
      const args = ['--topic', name, '--max-messages', '500', '--acks', '-1']
      const stdout = await tools.runInOwnJvm('verifiable-producer', args)
      expect(stdout.match(/"name":"producer_send_success"/g)).toHaveLength(500)
      expect(stdout).toMatch(/"sent":500,"acked":500|"acked":500/)
    })

    it('producer-perf-test and consume by the thousand', async () => {
      const name = `${topic}-perf`
      await raw.createTopic({ name, partitions: 1, replicationFactor: 3 })
      const load = ['--num-records', '20000', '--record-size', '500', '--throughput', '-1']
      const props = ['--producer-props', `bootstrap.servers=${cluster.bootstrap}`, 'acks=all', 'linger.ms=5']
      const stdout = await tools.runAlone('producer-perf-test', ['--topic', name, ...load, ...props])
      expect(stdout).toMatch(/^20000 records sent, /m)
      expect(await tools.consume(name, 0, 20_000)).toHaveLength(20_000)
    })

    it('deletes topics', async () => {
      await topics('--delete', '--topic', `${topic}.*`)
      const listed = await topics('--list')
      expect(listed.split('\n').filter((name) => name.startsWith(topic))).toEqual([])
    })
  })
})

interface LogDirsReport {
  brokers: {
    broker: number
    logDirs: {
      logDir: string
      partitions: { partition: string; size: number; offsetLag: number; isFuture: boolean }[]
    }[]
  }[]
}

function parsePartition(line: string) {
  const fields = new Map(
    line
      .trim()
      .split('\t')
      .map((field) => field.split(': ') as [string, string]),
  )
  const ids = (name: string) => (fields.get(name) ?? '').split(',').map(Number)
  return {
    partition: Number(fields.get('Partition')),
    leader: Number(fields.get('Leader')),
    replicas: ids('Replicas'),
    isr: ids('Isr'),
  }
}
