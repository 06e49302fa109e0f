import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { runTool, type ToolName } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { NumberedProducer } from '../helpers/numbered-producer'
import { RawClient } from '../helpers/raw-client'
import { readBackProblems } from '../helpers/read-back'
import { replicaDifferences } from '../helpers/replica-files'
import { Seeded } from '../helpers/seeded'
import { skipFor } from '../helpers/skips'

const missing = await clusterMissing('highwater', 'apache', 'zookeeper')
const PATIENCE_MS = 60_000

describe.skipIf(skipFor('Apache Kafka and ZooKeeper together with ours', missing))('together with Apache', () => {
  let cluster: TestCluster | undefined
  let client: RawClient | undefined
  afterEach(async () => {
    client?.close()
    await cluster?.stopAll()
    cluster = undefined
  })
  afterAll(() => cluster?.stopAll())

  const connectTo = (started: TestCluster) => new RawClient(started.brokers.map(({ address }) => address))

  async function tool(name: ToolName, args: string[], input?: string): Promise<string> {
    const options = { timeoutMs: 90_000, ...(input === undefined ? {} : { input }) }
    const result = await runTool('2.6.3', name, args, options)
    expect(result.code, `${name} ${args.join(' ')}\n${result.stdout}\n${result.stderr}`).toBe(0)
    return result.stdout
  }

  it('one Apache 2.6.3 broker lives on our coordination server', async () => {
    cluster = await TestCluster.start({ engine: 'apache', coordination: 'highwater', brokers: [1] })
    const zookeeper = ['--zookeeper', cluster.zookeeper]
    const create = ['--create', '--topic', 'by-znodes', '--partitions', '2', '--replication-factor', '1']
    expect(await tool('topics', [...zookeeper, ...create])).toContain('Created topic by-znodes.')
    expect(await tool('topics', [...zookeeper, '--describe', '--topic', 'by-znodes'])).toMatch(
      /Partition: 1\tLeader: 1/,
    )
    const brokers = ['--bootstrap-server', cluster.bootstrap]
    await tool('console-producer', [...brokers, '--topic', 'by-znodes'], 'one\ntwo\nthree\n')
    client = connectTo(cluster)
    const values = [...(await client.readRecords('by-znodes', 0)), ...(await client.readRecords('by-znodes', 1))]
    expect(values.map(({ value }) => value).sort()).toEqual(['one', 'three', 'two'])
    const alter = [
      '--entity-type',
      'topics',
      '--entity-name',
      'by-znodes',
      '--alter',
      '--add-config',
      'retention.ms=3600000',
    ]
    await tool('configs', [...zookeeper, ...alter])
    await eventually(async () => {
      const described = await tool('configs', [
        ...brokers,
        '--entity-type',
        'topics',
        '--entity-name',
        'by-znodes',
        '--describe',
      ])
      expect(described).toContain('retention.ms=3600000')
    })
    await tool('topics', [...zookeeper, '--delete', '--topic', 'by-znodes'])
    await eventually(
      async () => expect(await tool('topics', [...zookeeper, '--list'])).not.toContain('by-znodes'),
      PATIENCE_MS,
    )

    await cluster.broker(1).kill('SIGTERM')
    await cluster.broker(1).start()
    await cluster.waitReady()
  })

  describe.each([
    { controller: 'ours', first: 1 },
    { controller: 'Apache', first: 3 },
  ])('an Apache 2.6.3 broker with two of ours, the controller $controller', ({ first }) => {
    it('replicates both ways and takes over', async () => {
      cluster = await TestCluster.start({
        brokers: 3,
        engine: 'highwater',
        engineOf: (id) => (id === 3 ? 'apache' : 'highwater'),
        properties: { 'inter.broker.protocol.version': '2.6', 'min.insync.replicas': 2 },
        start: false,
      })
      await cluster.broker(first).start()
      await Promise.all(cluster.brokers.filter(({ id }) => id !== first).map((broker) => broker.start()))
      await cluster.waitReady()
      client = connectTo(cluster)
      expect((await client.metadata()).controllerId).toBe(first)

      const created = await tool('topics', [
        ...['--bootstrap-server', cluster.bootstrap, '--create', '--topic', 'shared'],
        ...['--replica-assignment', '1:2:3,3:1:2'],
      ])
      expect(created).toContain('Created topic shared.')
      await client.createTopic({ name: 'shared' })

      const producers = [0, 1].map((partition) => {
        return new NumberedProducer(cluster!.bootstrap.split(','), 'shared', partition, new Seeded(partition + 7))
      })
      for (const producer of producers) producer.start()
      const progress = () => Promise.all(producers.map((producer) => producer.progress(100, PATIENCE_MS)))
      await progress()
      const leaders = await Promise.all([0, 1].map((partition) => client!.partition('shared', partition)))
      expect(leaders.map(({ leader }) => leader)).toEqual([1, 3])
      expect(leaders.map(({ isr }) => [...isr].sort())).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ])

      // Each leader dies in turn: the other kind takes over its partition.
      for (const victim of [1, 3]) {
        await cluster.broker(victim).kill('SIGKILL')
        await progress()
        await waitForLeaders((leader) => leader > 0 && leader !== victim)
        await cluster.broker(victim).start()
        await inSync()
      }
      const spread = ['--bootstrap-server', cluster.bootstrap, '--election-type', 'preferred', '--all-topic-partitions']
      await tool('leader-election', spread)
      await progress()
      for (const producer of producers) await producer.stop()

      const problems: string[] = []
      for (const producer of producers) {
        problems.push(...readBackProblems(producer, await client.readRecords('shared', producer.partition)))
      }
      const brokers = [...cluster.brokers]
      client.close()
      await cluster.stopAll()
      for (const partition of ['shared-0', 'shared-1']) problems.push(...replicaDifferences(brokers, partition))
      expect(problems).toEqual([])
    })
  })

  it('our three brokers live on a real ZooKeeper', async () => {
    cluster = await TestCluster.start({ engine: 'highwater', coordination: 'zookeeper' })
    client = connectTo(cluster)
    await client.createTopic({
      name: 'kept',
      partitions: 1,
      replicationFactor: 3,
      configs: { 'min.insync.replicas': '2' },
    })
    const producer = new NumberedProducer(cluster.bootstrap.split(','), 'kept', 0, new Seeded(3))
    producer.start()
    await producer.progress(100, PATIENCE_MS)
    const { leader } = await client.partition('kept', 0)
    await cluster.broker(leader).kill('SIGKILL')
    await producer.progress(100, PATIENCE_MS)
    await cluster.broker(leader).start()
    await eventually(async () => expect((await client!.partition('kept', 0)).isr).toHaveLength(3), PATIENCE_MS)
    const { controllerId } = await client.metadata()
    await cluster.broker(controllerId).kill('SIGTERM')
    await producer.progress(100, PATIENCE_MS)
    await cluster.broker(controllerId).start()
    await producer.stop()
    expect(readBackProblems(producer, await client.readRecords('kept', 0))).toEqual([])
    expect(await tool('topics', ['--zookeeper', cluster.zookeeper, '--describe', '--topic', 'kept'])).toMatch(
      /Leader: [123]/,
    )
  })

  async function waitForLeaders(holds: (leader: number) => boolean): Promise<void> {
    await eventually(async () => {
      for (const partition of [0, 1]) expect(holds((await client!.partition('shared', partition)).leader)).toBe(true)
    }, PATIENCE_MS)
  }

  async function inSync(): Promise<void> {
    await cluster!.waitReady(PATIENCE_MS)
    await eventually(async () => {
      for (const partition of [0, 1]) expect((await client!.partition('shared', partition)).isr).toHaveLength(3)
    }, PATIENCE_MS)
  }
})
