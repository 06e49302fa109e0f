import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigResourceTypes, Kafka, logLevel, type Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { commit, fetchOffsets, findCoordinator } from '../helpers/raw-groups'
import { readBatches, readRecords } from '../helpers/raw-records'
import { fetch } from '../helpers/raw-requests'
import { skipFor } from '../helpers/skips'

/** Rolls with every record that is a second younger, and cleans as soon as anything is dirty. */
const COMPACTED = {
  'cleanup.policy': 'compact',
  'segment.ms': '500',
  'min.cleanable.dirty.ratio': '0.01',
  'file.delete.delay.ms': '100',
}
/** Ahead of the clock: a transaction marker, which has the broker's time, rolls nothing. */
const START_MS = Date.now() + 3_600_000
const CONTROL = 0x20

describe.skipIf(skipFor('cleaner', await clusterMissing()))('the log cleaner of a broker', () => {
  let cluster: TestCluster
  let client: RawClient
  let producer: Producer
  let kafka: Kafka
  let seconds = 0

  beforeAll(async () => {
    cluster = await TestCluster.start({
      brokers: 1,
      properties: {
        'log.cleaner.backoff.ms': 100,
        'log.cleaner.dedupe.buffer.size': 4_000_000,
        'offsets.topic.num.partitions': 1,
        'offsets.topic.segment.bytes': 3000,
      },
    })
    client = new RawClient(cluster.bootstrap.split(','))
    kafka = new Kafka({ brokers: [cluster.bootstrap], logLevel: logLevel.NOTHING })
    producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
  }, 60_000)
  afterAll(async () => {
    await producer?.disconnect()
    client?.close()
  })

  const create = async (topic: string, configs: Record<string, string> = {}) => {
    const admin = kafka.admin()
    await admin.connect()
    const configEntries = Object.entries({ ...COMPACTED, ...configs }).map(([name, value]) => ({ name, value }))
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1, configEntries }] })
    await admin.disconnect()
  }
  /** Each in a segment of its own. */
  const put = async (topic: string, key: string, value: string | null, by: Pick<Producer, 'send'> = producer) => {
    const timestamp = String(START_MS + ++seconds * 1000)
    await by.send({ topic, messages: [{ key, value, timestamp }] })
  }
  /** One answer holds bytes of one segment. */
  const batchesOf = async (topic: string) => {
    const leader = await client.leader(topic, 0)
    const batches = []
    for (let offset = 0; ; ) {
      const found = [...readBatches((await fetch(leader, topic, 0, offset)).records)]
      if (found.length === 0) return batches
      batches.push(...found)
      offset = found[found.length - 1]!.lastOffset + 1
    }
  }
  const isControl = ({ bytes }: { bytes: Buffer }) => (bytes.readInt16BE(21) & CONTROL) !== 0
  const contentOf = async (topic: string) =>
    (await batchesOf(topic))
      .filter((batch) => !isControl(batch))
      .flatMap((batch) => readRecords(batch).map(({ key, value, offset }) => `${offset}:${key}=${value}`))
  const directoryOf = (topic: string) => join(cluster.broker(1).logDirs[0]!, `${topic}-0`)
  const checkpoint = () => readFileSync(join(cluster.broker(1).logDirs[0]!, 'cleaner-offset-checkpoint'), 'utf8')

  it('leaves of K1 with V1 to V4 the last, and says so', async () => {
    await create('book')
    for (const value of ['V1', 'V2', 'V3', 'V4']) await put('book', 'K1', value)
    await put('book', 'K2', 'V1')
    await eventually(async () => expect(await contentOf('book')).toEqual(['3:K1=V4', '4:K2=V1']))
    await cluster
      .broker(1)
      .process.line(/Log cleaner thread 0 cleaned log book-0 \(dirty section = \[\d+, \d+\]\)/, 5_000)
    await eventually(() => expect(checkpoint()).toMatch(/^book 0 4$/m))
    await eventually(() => {
      const names = readdirSync(directoryOf('book'))
      expect(names.filter((name) => /\.(deleted|cleaned|swap)$/.test(name))).toEqual([])
    })
  })

  it.skipIf(process.platform !== 'linux')('cleans in a thread that stands back behind the one that answers', () => {
    const { pid } = cluster.broker(1).process
    const nicenessOf = (thread: string | number) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
    }
    const usual = nicenessOf(pid)
    const others = readdirSync(`/proc/${pid}/task`).map(nicenessOf)
    expect(others.filter((niceness) => niceness !== usual)).toEqual([usual + 10])
  })

  it('removes a tombstone some time after what it deleted', async () => {
    await create('graves', { 'delete.retention.ms': '200' })
    await put('graves', 'gone', 'value')
    await put('graves', 'gone', null)
    await put('graves', 'a', '1')
    await eventually(async () => expect(await contentOf('graves')).toEqual(['1:gone=null', '2:a=1']))
    await eventually(async () => {
      await put('graves', 'b', '1')
      expect((await contentOf('graves')).some((line) => line.includes('gone'))).toBe(false)
    })
  })

  it('keeps of transactions what was committed', async () => {
    await create('accounts')
    const transactional = kafka.producer({ transactionalId: 'bank', idempotent: true, maxInFlightRequests: 1 })
    await transactional.connect()
    const attempt = async (end: 'commit' | 'abort', key: string, value: string) => {
      const transaction = await transactional.transaction()
      await put('accounts', key, value, transaction)
      await transaction[end]()
    }
    await attempt('commit', 'alice', '100')
    await attempt('commit', 'bob', '1')
    await attempt('abort', 'alice', '50')
    await attempt('commit', 'bob', '2')
    await attempt('commit', 'carol', '3')
    await transactional.disconnect()
    await put('accounts', 'end', 'x')
    await eventually(async () => {
      const values = (await contentOf('accounts')).map((line) => line.replace(/^\d+:/, ''))
      expect(values).toEqual(['alice=100', 'bob=2', 'carol=3', 'end=x'])
    })
  }, 60_000)

  it('loses nothing while producers go on', async () => {
    await create('busy', { 'segment.bytes': '20000', 'segment.ms': '600000' })
    const last = new Map<string, number>()
    for (let round = 0; round < 60; round++) {
      const messages = Array.from({ length: 20 }, (_, index) => {
        const key = `k${(round * 7 + index * 3) % 25}`
        last.set(key, round * 20 + index)
        return { key, value: String(round * 20 + index).padEnd(100, '-') }
      })
      await producer.send({ topic: 'busy', messages })
    }
    await eventually(async () => {
      const found = new Map<string, number>()
      const lines = await contentOf('busy')
      for (const line of lines) {
        const [, key, value] = /^\d+:(k\d+)=(\d+)/.exec(line)!
        found.set(key!, Number(value))
      }
      expect(found).toEqual(last)
      expect(lines.length).toBeLessThan(700)
    })
    // The checkpoint follows the swap of the cleaned segments, which readers see first.
    await eventually(() => {
      const cleaned = checkpoint().match(/^busy 0 (\d+)$/m)
      expect(Number(cleaned![1])).toBeGreaterThan(600)
    })
  })

  const GROUPS = ['readers-0', 'readers-1', 'readers-2']
  const committed = () =>
    eventually(async () => {
      const offsets: (number | undefined)[] = []
      for (const group of GROUPS) {
        const answer = await fetchOffsets(await client.to(await findCoordinator(client, group)), group)
        expect(answer.error).toBe(0)
        offsets.push(answer.offsets['book-0'])
      }
      return offsets
    })

  it('keeps of the offsets of groups the newest', async () => {
    const coordinator = await client.to(await findCoordinator(client, GROUPS[0]!))
    await committed()
    for (let offset = 0; offset < 300; offset++) {
      const group = GROUPS[offset % 3]!
      expect(await commit(coordinator, { group }, [{ topic: 'book', partition: 0, offset }])).toEqual([0])
    }
    await eventually(() => expect(checkpoint()).toMatch(/^__consumer_offsets 0 [1-9]\d*$/m))
    const directory = join(cluster.broker(1).logDirs[0]!, '__consumer_offsets-0')
    await eventually(() => {
      const sizes = readdirSync(directory)
        .filter((name) => name.endsWith('.log'))
        .map((name) => readFileSync(join(directory, name)).length)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(9_000)
    })
    expect(await committed()).toEqual([297, 298, 299])
  })

  const alter = async (type: ConfigResourceTypes, name: string, configs: Record<string, string>) => {
    const admin = kafka.admin()
    await admin.connect()
    const configEntries = Object.entries(configs).map(([key, value]) => ({ name: key, value }))
    await admin.alterConfigs({ validateOnly: false, resources: [{ type, name, configEntries }] })
    await admin.disconnect()
  }

  it('follows changes of its settings', async () => {
    await alter(ConfigResourceTypes.BROKER, '1', { 'log.cleaner.threads': '2' })
    await cluster.broker(1).process.line(/\[kafka-log-cleaner-thread-1\]: Starting/, 10_000)
  })

  it('lets go of a log that is deleted, or no longer compacted, while its thread is at it', async () => {
    // A thread each, so slow that neither comes to its end.
    const slow = { 'log.cleaner.threads': '2', 'log.cleaner.io.max.bytes.per.second': '10000' }
    await alter(ConfigResourceTypes.BROKER, '1', slow)
    for (const topic of ['deleted', 'kept']) {
      await create(topic, { 'min.cleanable.dirty.ratio': '1.0' })
      for (let time = 0; time < 20; time++) await put(topic, 'k', `v${time}`.padEnd(5000, '-'))
    }
    const before = await contentOf('kept')
    expect(before).toHaveLength(20)
    const { process: broker } = cluster.broker(1)
    for (const topic of ['deleted', 'kept']) {
      await alter(ConfigResourceTypes.TOPIC, topic, COMPACTED)
      await broker.line(new RegExp(`Beginning cleaning of log ${topic}-0`), 30_000)
    }
    await alter(ConfigResourceTypes.TOPIC, 'kept', { ...COMPACTED, 'cleanup.policy': 'delete', 'retention.ms': '-1' })
    await broker.line(/The cleaning for partition kept-0 is aborted/, 10_000)
    // Another ratio is for the next choice.
    await alter(ConfigResourceTypes.TOPIC, 'deleted', { ...COMPACTED, 'min.cleanable.dirty.ratio': '0.9' })
    const changes = /Processing override for entityPath: topics\/deleted /
    await eventually(() => expect(broker.lines(changes)).toHaveLength(2))
    expect(broker.lines(/The cleaning for partition deleted-0 is aborted/)).toEqual([])
    const admin = kafka.admin()
    await admin.connect()
    await admin.deleteTopics({ topics: ['deleted'] })
    await admin.disconnect()
    await broker.line(/The cleaning for partition deleted-0 is aborted/, 10_000)
    // The settings go last, also those of a topic that was made meanwhile.
    await broker.line(/Deletion of topic deleted successfully completed/, 10_000)
    await alter(ConfigResourceTypes.BROKER, '1', {})
    await create('deleted')
    for (const value of ['1', '2', '3']) await put('deleted', 'new', value)
    await eventually(async () => expect(await contentOf('deleted')).toEqual(['1:new=2', '2:new=3']))
    expect(await contentOf('kept')).toEqual(before)
    expect(readdirSync(directoryOf('kept')).filter((name) => /\.(cleaned|swap)$/.test(name))).toEqual([])
    await eventually(() => {
      const folders = readdirSync(cluster.broker(1).logDirs[0]!)
      expect(folders.filter((name) => name.startsWith('deleted-0.'))).toEqual([])
    })
    expect(broker.lines(/cleaned log kept-0 |uncleanable|ERROR .*\(kafka\.log\./)).toEqual([])
  }, 60_000)

  it('finds all as it was after kill -9', async () => {
    const before = await contentOf('book')
    await cluster.broker(1).kill('SIGKILL')
    await cluster.broker(1).start()
    await cluster.waitReady()
    await eventually(async () => expect(await contentOf('book')).toEqual(before))
    expect(await committed()).toEqual([297, 298, 299])
    await put('book', 'K1', 'V5')
    await put('book', 'K1', 'V6')
    await put('book', 'K3', 'V1')
    await eventually(async () =>
      expect((await contentOf('book')).map((line) => line.replace(/^\d+:/, ''))).toEqual(['K2=V1', 'K1=V6', 'K3=V1']),
    )
  })
})
