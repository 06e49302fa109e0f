import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheMissing, runTool, type ToolName } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import type { RunResult } from '../helpers/run'
import { skipFor } from '../helpers/skips'

const RELEASES = ['3.9.1', '4.3.0'] as const
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const missing = (await clusterMissing()) ?? (await apacheMissing('3.9.1')) ?? (await apacheMissing('4.3.0'))

describe.skipIf(skipFor('Java console tools', missing))('Java console tools', () => {
  let cluster: TestCluster
  /** Makes the topics of tests that are about something else: each start of a tool costs a second. */
  let raw: RawClient
  beforeAll(async () => {
    cluster = await TestCluster.start()
    raw = new RawClient(cluster.bootstrap.split(','))
  })
  afterAll(async () => {
    raw?.close()
    await cluster?.stopAll()
  })

  describe.each(RELEASES)('of Apache Kafka %s', (release) => {
    const topic = `tools-${release}`
    const renamed = release.startsWith('4.')
    const readerOption = renamed ? '--reader-property' : '--property'
    const formatterOption = renamed ? '--formatter-property' : '--property'
    const producerOption = renamed ? '--command-property' : '--producer-property'

    /** Runs a tool that must succeed; its output is the message when it does not. */
    async function tool(name: ToolName, args: string[], input?: string): Promise<RunResult> {
      const result = await runTool(release, name, args, {
        timeoutMs: 90_000,
        ...(input === undefined ? {} : { input }),
      })
      expect(result.code, `${name} ${args.join(' ')}\n${result.stdout}\n${result.stderr}`).toBe(0)
      return result
    }
    const topics = (...args: string[]) => tool('topics', ['--bootstrap-server', cluster.bootstrap, ...args])
    const configs = (...args: string[]) => tool('configs', ['--bootstrap-server', cluster.bootstrap, ...args])

    async function produce(name: string, lines: readonly string[], ...options: string[]): Promise<void> {
      const args = ['--bootstrap-server', cluster.bootstrap, '--topic', name, ...options]
      const { stdout, stderr } = await tool('console-producer', args, `${lines.join('\n')}\n`)
      expect(`${stdout}${stderr}`).not.toMatch(/ERROR|Exception/)
    }
    async function consume(name: string, partition: number, count: number, ...options: string[]): Promise<string[]> {
      const where = ['--topic', name, '--partition', String(partition), '--offset', 'earliest']
      const limits = ['--max-messages', String(count), '--timeout-ms', '20000']
      const args = ['--bootstrap-server', cluster.bootstrap, ...where, ...limits, ...options]
      return (await tool('console-consumer', args)).stdout.split('\n').filter((line) => line !== '')
    }

    it('creates and describes a topic', async () => {
      const shape = ['--partitions', '3', '--replication-factor', '3', '--config', 'segment.bytes=1048576']
      const created = await topics('--create', '--topic', topic, ...shape)
      expect(created.stdout).toContain(`Created topic ${topic}.`)
      expect((await topics('--list')).stdout.split('\n')).toContain(topic)

      const lines = (await topics('--describe', '--topic', topic)).stdout.trim().split('\n')
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
      const address = ['--bootstrap-server', cluster.bootstrap]
      const again = await runTool(release, 'topics', [...address, '--create', '--topic', topic])
      expect(again.code).toBe(1)
      expect(again.stdout + again.stderr).toMatch(/TopicExistsException|already exists/)
      const wide = ['--create', '--topic', `${topic}-wide`, '--replication-factor', '4']
      const tooWide = await runTool(release, 'topics', [...address, ...wide])
      expect(tooWide.code).toBe(1)
      expect(tooWide.stdout + tooWide.stderr).toMatch(/InvalidReplicationFactor|[Rr]eplication factor: 4 larger/)
    })

    it('adds partitions', async () => {
      await topics('--alter', '--topic', topic, '--partitions', '5')
      const lines = (await topics('--describe', '--topic', topic)).stdout.trim().split('\n')
      expect(lines.slice(1).map((line) => parsePartition(line).partition)).toEqual([0, 1, 2, 3, 4])
    })

    it('alters and describes topic configs', async () => {
      const which = ['--entity-type', 'topics', '--entity-name', topic]
      const added = await configs(...which, '--alter', '--add-config', 'retention.ms=7200000,max.message.bytes=200000')
      expect(added.stdout).toContain(`Completed updating config for topic ${topic}.`)
      const after = (await configs(...which, '--describe')).stdout
      expect(after).toMatch(
        /retention\.ms=7200000 sensitive=false synonyms=\{DYNAMIC_TOPIC_CONFIG:retention\.ms=7200000/,
      )
      expect(after).toMatch(/max\.message\.bytes=200000/)
      expect(after).toMatch(/segment\.bytes=1048576/)
      await configs(...which, '--alter', '--delete-config', 'max.message.bytes')
      expect((await configs(...which, '--describe')).stdout).not.toMatch(/max\.message\.bytes/)
      const all = (await configs(...which, '--describe', '--all')).stdout
      expect(all).toMatch(
        /cleanup\.policy=delete sensitive=false synonyms=\{DEFAULT_CONFIG:log\.cleanup\.policy=delete\}/,
      )
    })

    it('refuses a config value that cannot be', async () => {
      const which = ['--bootstrap-server', cluster.bootstrap, '--entity-type', 'topics', '--entity-name', topic]
      const result = await runTool(release, 'configs', [...which, '--alter', '--add-config', 'retention.ms=soon'])
      expect(result.code).toBe(1)
      expect(result.stdout + result.stderr).toMatch(/InvalidConfigurationException|InvalidRequestException/)
    })

    it('alters and describes broker configs', async () => {
      const which = ['--entity-type', 'brokers', '--entity-name', '1']
      await configs(...which, '--alter', '--add-config', 'log.retention.ms=86400000')
      // The broker hears of its new config through a notification in the znodes: soon, not at once.
      const described = async (entity: string[]) => (await configs(...entity, '--describe')).stdout
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
      await produce(name, lines, '--compression-codec', codec)
      expect(await consume(name, 0, lines.length)).toEqual(lines)
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
      const settings = [producerOption, `acks=${acks}`, producerOption, `enable.idempotence=${idempotent}`]
      await produce(name, lines, ...settings)
      expect(await consume(name, 0, lines.length)).toEqual(lines)
    })

    it('carries keys, headers, null values and timestamps', async () => {
      const name = `${topic}-parts`
      await raw.createTopic({ name, partitions: 1, replicationFactor: 2 })
      const reader = ['parse.key=true', 'parse.headers=true', 'null.marker=NULL'].flatMap((property) => [
        readerOption,
        property,
      ])
      await produce(name, ['h1:a,h2:b\tkey 1\tvalue 1', 'h:c\tkey 2\tNULL'], ...reader)
      const shown = [
        'print.key=true',
        'print.headers=true',
        'print.timestamp=true',
        'print.offset=true',
        'null.literal=NULL',
      ]
      const lines = await consume(name, 0, 2, ...shown.flatMap((property) => [formatterOption, property]))
      expect(lines).toHaveLength(2)
      expect(lines[0]).toMatch(/^CreateTime:\d{13}\tOffset:0\th1:a,h2:b\tkey 1\tvalue 1$/)
      expect(lines[1]).toMatch(/^CreateTime:\d{13}\tOffset:1\th:c\tkey 2\tNULL$/)
    })

    it('reads offsets, log dirs and API versions', async () => {
      const name = `${topic}-none`
      const offsets = await tool('get-offsets', ['--bootstrap-server', cluster.bootstrap, '--topic', name])
      expect(offsets.stdout).toContain(`${name}:0:200`)
      const earliest = await tool('get-offsets', [
        '--bootstrap-server',
        cluster.bootstrap,
        '--topic',
        name,
        '--time',
        '-2',
      ])
      expect(earliest.stdout).toContain(`${name}:0:0`)

      const dirs = await tool('log-dirs', ['--bootstrap-server', cluster.bootstrap, '--describe', '--topic-list', name])
      const report = JSON.parse(dirs.stdout.split('\n').find((line) => line.startsWith('{'))!) as LogDirsReport
      expect(report.brokers.map(({ broker }) => broker).sort()).toEqual(cluster.ids)
      for (const { broker, logDirs } of report.brokers) {
        expect(logDirs.map(({ logDir }) => logDir)).toEqual(cluster.broker(broker).logDirs)
        const [partition] = logDirs.flatMap(({ partitions }) => partitions)
        expect(partition).toMatchObject({ partition: `${name}-0`, offsetLag: 0, isFuture: false })
        expect(partition!.size).toBeGreaterThan(200 * 20)
      }
      const versions = await tool('broker-api-versions', ['--bootstrap-server', cluster.bootstrap])
      expect(versions.stdout.match(/\(id: \d+ rack: null/g)).toHaveLength(3)
      expect(versions.stdout).toMatch(/Produce\(0\): 0 to \d+/)
      expect(versions.stdout).not.toMatch(/Fetch\(1\): UNSUPPORTED/)
    })

    it('verifiable-producer gets every record acknowledged', async () => {
      const name = `${topic}-verifiable`
      await raw.createTopic({ name, partitions: 3, replicationFactor: 3 })
      const args = ['--bootstrap-server', cluster.bootstrap, '--topic', name, '--max-messages', '500', '--acks', '-1']
      const { stdout } = await tool('verifiable-producer', args)
      expect(stdout.match(/"name":"producer_send_success"/g)).toHaveLength(500)
      expect(stdout).toMatch(/"sent":500,"acked":500|"acked":500/)
    })

    it('producer-perf-test and consume by the thousand', async () => {
      const name = `${topic}-perf`
      await raw.createTopic({ name, partitions: 1, replicationFactor: 3 })
      const load = ['--num-records', '20000', '--record-size', '500', '--throughput', '-1']
      const props = ['--producer-props', `bootstrap.servers=${cluster.bootstrap}`, 'acks=all', 'linger.ms=5']
      const { stdout } = await tool('producer-perf-test', ['--topic', name, ...load, ...props])
      expect(stdout).toMatch(/^20000 records sent, /m)
      expect(await consume(name, 0, 20_000)).toHaveLength(20_000)
    })

    it('deletes topics', async () => {
      await topics('--delete', '--topic', `${topic}.*`)
      const { stdout } = await topics('--list')
      expect(stdout.split('\n').filter((name) => name.startsWith(topic))).toEqual([])
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
