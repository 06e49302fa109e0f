import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cell } from '../helpers/client-matrix'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { CODECS } from '../helpers/compression'
import { eventually } from '../helpers/eventually'
import { KcatMember, kcat, kcatMissing } from '../helpers/kcat'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const missing = (await clusterMissing()) ?? (await kcatMissing())

describe.skipIf(skipFor('kcat', missing))('kcat', () => {
  let cluster: TestCluster
  let raw: RawClient
  beforeAll(async () => {
    cluster = await TestCluster.start()
    raw = new RawClient(cluster.bootstrap.split(','))
  })
  afterAll(async () => {
    raw?.close()
    await cluster?.stopAll()
  })

  async function ask(args: string[], input?: string): Promise<string> {
    const all = ['-b', cluster.bootstrap, ...args]
    const result = await kcat(all, { timeoutMs: 30_000, ...(input === undefined ? {} : { input }) })
    expect(result.code, `kcat ${all.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0)
    return result.stdout
  }
  const lines = (text: string) => text.split('\n').filter((line) => line !== '')

  it('lists brokers, controller, topics and partitions', async () => {
    await raw.createTopic({
      name: 'listed',
      assignment: [
        [2, 3, 1],
        [1, 2, 3],
      ],
    })
    const listed = JSON.parse(await ask(['-L', '-J'])) as Listing
    expect(listed.brokers.map(({ id, name }) => `${id} ${name}`).sort()).toEqual(
      cluster.brokers.map(({ id, address }) => `${id} ${address}`),
    )
    expect(cluster.ids).toContain(listed.controllerid)
    const topic = listed.topics.find((candidate) => candidate.topic === 'listed')!
    expect(
      topic.partitions.map(({ partition, leader, replicas }) => [partition, leader, replicas.map(({ id }) => id)]),
    ).toEqual([
      [0, 2, [2, 3, 1]],
      [1, 1, [1, 2, 3]],
    ])
    expect(topic.partitions.map(({ isrs }) => isrs.map(({ id }) => id).sort())).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  for (const codec of CODECS) {
    cell(
      'kcat',
      [`produce.${codec}`, 'consume.assigned'],
      async () => {
        const topic = `kcat-${codec}`
        await raw.createTopic({ name: topic, partitions: 2, replicationFactor: 3 })
        for (const partition of ['0', '1']) {
          const sent = Array.from(
            { length: 300 },
            (_, index) => `p${partition} ${index} ${codec} ${'z'.repeat(index % 80)}`,
          )
          await ask(['-P', '-t', topic, '-p', partition, '-z', codec, '-X', 'acks=all'], `${sent.join('\n')}\n`)
          expect(lines(await ask(['-C', '-t', topic, '-p', partition, '-o', 'beginning', '-e', '-q']))).toEqual(sent)
        }
        const batches = await raw.readBatches(topic, 0)
        expect(batches.some((batch) => batch.codec === codec)).toBe(true)
      },
      `writes and reads by partition with ${codec}`,
    )
  }

  for (const acks of ['0', '1', 'all']) {
    cell('kcat', `produce.acks-${acks}`, async () => {
      const topic = `kcat-acks-${acks}`
      await raw.createTopic({ name: topic, replicationFactor: 3 })
      await ask(['-P', '-t', topic, '-p', '0', '-X', `acks=${acks}`], 'one\ntwo\nthree\n')
      const read = ['-C', '-t', topic, '-p', '0', '-o', 'beginning', '-c', '3', '-q', '-f', '%o %s\n']
      expect(lines(await ask(read))).toEqual(['0 one', '1 two', '2 three'])
    })
  }

  cell(
    'kcat',
    'produce.idempotent',
    async () => {
      await raw.createTopic({ name: 'kcat-parts', replicationFactor: 3 })
      const write = ['-P', '-t', 'kcat-parts', '-p', '0', '-X', 'enable.idempotence=true', '-K:', '-Z', '-H', 'h=1']
      await ask(write, 'a:value\nb:\n')
      const read = ['-C', '-t', 'kcat-parts', '-p', '0', '-o', 'beginning', '-e', '-q', '-Z', '-f', '%o %k %s %h\n']
      expect(lines(await ask(read))).toEqual(['0 a value h=1', '1 b NULL h=1'])
      const [batch] = await raw.readBatches('kcat-parts', 0)
      expect(batch!.producerId >= 0n).toBe(true)
    },
    'writes idempotently, with keys, headers and deletions',
  )

  cell(
    'kcat',
    ['consume.by-time', 'admin.list-offsets'],
    async () => {
      await raw.createTopic({ name: 'kcat-offsets', replicationFactor: 2 })
      await ask(['-P', '-t', 'kcat-offsets', '-p', '0'], 'a\nb\nc\nd\n')
      const from = (offset: string) => ask(['-C', '-t', 'kcat-offsets', '-p', '0', '-o', offset, '-e', '-q'])
      expect(lines(await from('2'))).toEqual(['c', 'd'])
      expect(lines(await from('-1'))).toEqual(['d'])
      expect(lines(await from('s@1000'))).toEqual(['a', 'b', 'c', 'd'])
      expect((await ask(['-Q', '-t', 'kcat-offsets:0:-1'])).trim()).toBe('kcat-offsets [0] offset 4')
      expect((await ask(['-Q', '-t', 'kcat-offsets:0:-2'])).trim()).toBe('kcat-offsets [0] offset 0')
    },
    'reads from an offset, from the end, and by time',
  )

  cell('kcat', ['consume.group', 'offsets.commit'], async () => {
    await raw.createTopic({ name: 'kcat-group', partitions: 2 })
    const read = async (count: number) => {
      const options = ['-X', 'auto.offset.reset=earliest', '-X', 'heartbeat.interval.ms=300', '-c', String(count), '-q']
      return lines(await ask(['-G', 'kcat-group', ...options, 'kcat-group'])).sort()
    }
    await ask(['-P', '-t', 'kcat-group', '-p', '0'], 'a\nb\n')
    await ask(['-P', '-t', 'kcat-group', '-p', '1'], 'c\n')
    expect(await read(3)).toEqual(['a', 'b', 'c'])
    await ask(['-P', '-t', 'kcat-group', '-p', '1'], 'later\n')
    expect(await read(1)).toEqual(['later'])
  })

  cell('kcat', ['txn.commit', 'txn.read-committed'], async () => {
    await raw.createTopic({ name: 'kcat-txn', replicationFactor: 3 })
    await ask(['-P', '-t', 'kcat-txn', '-p', '0', '-X', 'transactional.id=kcat'], 'one\ntwo\n')
    const kafka = new Kafka({ brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING })
    const producer = kafka.producer({ transactionalId: 'kcat-open', idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic: 'kcat-txn', messages: [{ value: 'open' }] })
    const read = (level: string) =>
      ask(['-C', '-t', 'kcat-txn', '-p', '0', '-o', 'beginning', '-e', '-q', '-X', `isolation.level=${level}`])
    expect(lines(await read('read_committed'))).toEqual(['one', 'two'])
    expect(lines(await read('read_uncommitted'))).toEqual(['one', 'two', 'open'])
    await transaction.abort()
    await producer.disconnect()
    expect(lines(await read('read_committed'))).toEqual(['one', 'two'])
  })

  cell('kcat', 'group.eager', () => rebalances('roundrobin'))
  cell('kcat', 'group.cooperative', () => rebalances('cooperative-sticky'))

  /** Three processes come one after the other; then each has two of six partitions. */
  async function rebalances(strategy: string): Promise<void> {
    const topic = `kcat-${strategy}`
    await raw.createTopic({ name: topic, partitions: 6 })
    const members: KcatMember[] = []
    try {
      for (let count = 1; count <= 3; count++) {
        members.push(new KcatMember(cluster.bootstrap, topic, [`partition.assignment.strategy=${strategy}`]))
        await shared(members, 6)
      }
    } finally {
      for (const member of members) await member.stop()
    }
  }

  cell('kcat', ['group.static', 'group.fencing'], async () => {
    const topic = 'kcat-static'
    await raw.createTopic({ name: topic, partitions: 4 })
    const start = (instance: string) => new KcatMember(cluster.bootstrap, topic, [`group.instance.id=${instance}`])
    const members = [start('one'), start('two')]
    try {
      const before = await shared(members, 4)
      const noticed = members[1]!.rebalances
      await members[0]!.stop()
      members[0] = start('one')
      expect(await shared(members, 4)).toEqual(before)
      expect(members[1]!.rebalances).toBe(noticed)
      const twin = start('one')
      members.push(twin)
      await members[0]!.said(/fenced/i)
      expect(await shared([twin, members[1]!], 4)).toEqual(before)
    } finally {
      for (const member of members) await member.stop()
    }
  })

  /** Resolves with the partitions of each when the members share all of them evenly. */
  const shared = (members: readonly KcatMember[], partitions: number) =>
    eventually(() => {
      const shares = members.map((member) => member.assigned())
      expect(shares.map((share) => share.length)).toEqual(members.map(() => partitions / members.length))
      expect(shares.flat().sort()).toEqual(Array.from({ length: partitions }, (_, partition) => partition))
      return shares
    }, 30_000)

  it('writes a record larger than a socket buffer and refuses one over max.message.bytes', async () => {
    await raw.createTopic({ name: 'kcat-large', replicationFactor: 3, configs: { 'max.message.bytes': '600000' } })
    const large = 'L'.repeat(500_000)
    await ask(['-P', '-t', 'kcat-large', '-p', '0', '-X', 'acks=all'], large)
    const [record] = await raw.readRecords('kcat-large', 0)
    expect(record!.value).toBe(large)
    const input = 'M'.repeat(700_000)
    const refused = await kcat(['-b', cluster.bootstrap, '-P', '-t', 'kcat-large', '-p', '0'], {
      input,
      timeoutMs: 30_000,
    })
    expect(refused.stderr).toMatch(/Message size too large/)
  })
})

interface Listing {
  controllerid: number
  brokers: { id: number; name: string }[]
  topics: {
    topic: string
    partitions: { partition: number; leader: number; replicas: { id: number }[]; isrs: { id: number }[] }[]
  }[]
}
