import { Admin, type CompressionAlgorithmValue, MessagesStreamModes } from '@platformatic/kafka'
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { cell } from '../helpers/client-matrix'
import { clusterMissing, TestCluster, targetEngine } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { PlatformaticClients, type StringConsumer } from '../helpers/platformatic'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const CLIENT = 'platformatic'
/** It asks for versions that Apache Kafka 2.6 does not have. */
const missing = targetEngine === 'apache' ? 'Apache Kafka 2.6.3 is too old for it' : await clusterMissing('highwater')
const COUNT = 60
const TOPIC_RESOURCE = 2
const LATEST = -1n
const EARLIEST = -2n
/** Unless told, it asks for the producer id 0, which fences itself where the transactional id has another. */
const UNKNOWN_PRODUCER = { producerId: -1n, producerEpoch: -1 }

describe.skipIf(skipFor('@platformatic/kafka', missing))('@platformatic/kafka', () => {
  let cluster: TestCluster
  let raw: RawClient
  let admin: Admin
  let clients: PlatformaticClients
  const producer = (options?: object) => clients.producer(options)
  const consumer = (groupId: string, options?: object) => clients.consumer(groupId, options)

  const numbered = (topic: string, count = COUNT, partition = 0) =>
    Array.from({ length: count }, (_, at) => ({
      topic,
      partition,
      key: `k${at}`,
      value: `v${at}`,
      headers: { number: String(at) },
    }))

  beforeAll(async () => {
    cluster = await TestCluster.start()
    raw = new RawClient(cluster.bootstrap.split(','))
    clients = new PlatformaticClients(cluster.bootstrap)
    admin = new Admin(clients.base('admin'))
  }, 60_000)
  afterEach(async () => {
    await clients.close()
  })
  afterAll(async () => {
    await admin?.close()
    raw?.close()
    await cluster?.stopAll()
  })

  const codecs: CompressionAlgorithmValue[] = ['none', 'gzip', 'snappy', 'lz4']
  for (const codec of codecs) {
    cell(CLIENT, `produce.${codec}`, async () => {
      const topic = `codec-${codec}`
      await raw.createTopic({ name: topic, replicationFactor: 3 })
      await producer().send({ messages: numbered(topic), compression: codec, acks: -1 })
      await eventually(async () => expect(await raw.endOffset(topic, 0)).toBe(COUNT))
      const batches = await raw.readBatches(topic, 0)
      expect(new Set(batches.map((batch) => batch.codec))).toEqual(new Set([codec]))
      expect((await raw.readRecords(topic, 0)).map(({ value }) => value)).toEqual(
        numbered(topic).map(({ value }) => value),
      )
    })
  }

  for (const [name, acks] of [
    ['0', 0],
    ['1', 1],
    ['all', -1],
  ] as const) {
    cell(CLIENT, `produce.acks-${name}`, async () => {
      const topic = `acks-${name}`
      await raw.createTopic({ name: topic, replicationFactor: 3 })
      await producer().send({ messages: numbered(topic), acks })
      await eventually(async () => expect(await raw.endOffset(topic, 0)).toBe(COUNT))
    })
  }

  cell(CLIENT, 'produce.idempotent', async () => {
    await raw.createTopic({ name: 'idempotent', replicationFactor: 3 })
    const one = producer({ idempotent: true })
    for (let turn = 0; turn < 3; turn++) await one.send({ messages: numbered('idempotent', 10), acks: -1 })
    const batches = await raw.readBatches('idempotent', 0)
    expect(batches.every(({ producerId }) => producerId >= 0n)).toBe(true)
    expect(await raw.endOffset('idempotent', 0)).toBe(30)
  })

  cell(CLIENT, 'consume.assigned', async () => {
    await raw.createTopic({ name: 'assigned', assignment: [[2], [3]] })
    await producer().send({ messages: [...numbered('assigned', 20), ...numbered('assigned', 5, 1)] })
    const from = consumer('nobody')
    const { topics } = await from.metadata({ topics: ['assigned'] })
    const partition = {
      partition: 0,
      currentLeaderEpoch: 0,
      fetchOffset: 4n,
      lastFetchedEpoch: -1,
      partitionMaxBytes: 1 << 20,
    }
    const { responses } = await from.fetch({
      node: 2,
      topics: [{ topicId: topics.get('assigned')!.id, partitions: [partition] }],
    })
    const answer = responses[0]!.partitions[0]!
    expect(answer).toMatchObject({ errorCode: 0, highWatermark: 20n })
    const values = answer.records!.flatMap((batch) => batch.records.map((record) => record.value?.toString()))
    expect(values.at(-1)).toBe('v19')
  })

  cell(CLIENT, 'consume.by-time', async () => {
    await raw.createTopic({ name: 'by-time' })
    const messages = numbered('by-time', 10).map((message, at) => ({
      ...message,
      timestamp: BigInt(1_700_000_000_000 + at * 1000),
    }))
    await producer().send({ messages })
    const from = consumer('by-time')
    const found = await from.listOffsetsWithTimestamps({ topics: ['by-time'], timestamp: 1_700_000_003_500n })
    expect(found.get('by-time')!.get(0)).toMatchObject({ offset: 4n, timestamp: 1_700_000_004_000n })
  })

  cell(CLIENT, 'consume.group', async () => {
    await raw.createTopic({ name: 'grouped', partitions: 3, replicationFactor: 3 })
    await producer().send({ messages: [0, 1, 2].flatMap((partition) => numbered('grouped', 20, partition)) })
    const messages = await clients.read(consumer('one-of-one'), ['grouped'], 60)
    expect(new Set(messages.map(({ partition, offset }) => `${partition} ${offset}`)).size).toBe(60)
    expect(messages.every(({ headers, offset }) => headers.get('number') === String(offset))).toBe(true)
  })

  cell(CLIENT, 'group.eager', async () => {
    await raw.createTopic({ name: 'shared', partitions: 6, replicationFactor: 3 })
    const members: StringConsumer[] = []
    for (let at = 0; at < 3; at++) {
      const member = consumer('three')
      members.push(member)
      const stream = await clients.stream(member, ['shared'], { mode: MessagesStreamModes.LATEST })
      stream.resume()
    }
    await eventually(() => {
      const assigned = members.map((member) => member.assignments?.flatMap(({ partitions }) => partitions) ?? [])
      expect(assigned.map((partitions) => partitions.length)).toEqual([2, 2, 2])
      expect(assigned.flat().sort()).toEqual([0, 1, 2, 3, 4, 5])
    }, 20_000)
  })

  /** Joins as `groupInstanceId` first, without reading. */
  async function joinStatic(groupId: string) {
    const member = consumer(groupId, { groupInstanceId: 'first' })
    member.topics.track('static')
    const memberId = await member.joinGroup({})
    return { member, memberId, generation: member.generationId }
  }

  cell(CLIENT, 'group.static', async () => {
    await raw.createTopic({ name: 'static', partitions: 2 })
    const before = await joinStatic('statics')
    const again = await joinStatic('statics')
    expect(again.memberId).not.toBe(before.memberId)
    expect(again.generation).toBe(before.generation)
  })

  cell(CLIENT, 'group.fencing', async () => {
    await raw.createTopic({ name: 'static', partitions: 2 })
    const before = await joinStatic('fences')
    const fenced = new Promise<Error>((resolve) => {
      before.member.on('consumer:heartbeat:error', ({ error }) => resolve(error))
    })
    await joinStatic('fences')
    const error = (await fenced) as Error & { errors?: { apiId?: string }[] }
    expect(
      error.errors?.map(({ apiId }) => apiId),
      error.message,
    ).toEqual(['FENCED_INSTANCE_ID'])
  })

  cell(CLIENT, 'offsets.commit', async () => {
    await raw.createTopic({ name: 'committed' })
    await producer().send({ messages: numbered('committed', 20) })
    const first = consumer('keeps-its-place')
    const messages = await clients.read(first, ['committed'], 20)
    const { topic, partition } = messages[6]!
    await first.commit({ offsets: [{ topic, partition, offset: 7n, leaderEpoch: 0 }] })
    const committed = await first.listCommittedOffsets({ topics: [{ topic, partitions: [0] }] })
    expect(committed.get(topic)).toEqual([7n])
    await clients.close()
    const rest = await clients.read(consumer('keeps-its-place'), ['committed'], 13, {
      mode: MessagesStreamModes.COMMITTED,
    })
    expect(rest[0]!.offset).toBe(7n)
  })

  cell(CLIENT, 'offsets.reset', async () => {
    await raw.createTopic({ name: 'reset' })
    await producer().send({ messages: numbered('reset', 10) })
    const one = consumer('goes-back')
    await clients.read(one, ['reset'], 10)
    for (const offset of [10n, 3n]) {
      await one.commit({ offsets: [{ topic: 'reset', partition: 0, offset, leaderEpoch: 0 }] })
    }
    expect((await one.listCommittedOffsets({ topics: [{ topic: 'reset', partitions: [0] }] })).get('reset')).toEqual([
      3n,
    ])
  })

  describe('transactions', () => {
    const transactional = (transactionalId: string) => producer({ transactionalId, idempotent: true })
    const committedRecords = (topic: string, count: number) =>
      clients.read(consumer(`reads-${topic}`), [topic], count, { isolationLevel: 1 })

    for (const [end, feature] of [
      ['commit', 'txn.commit'],
      ['abort', 'txn.abort'],
    ] as const) {
      cell(CLIENT, feature, async () => {
        const topic = `transaction-${end}`
        await raw.createTopic({ name: topic, replicationFactor: 3 })
        const one = transactional(topic)
        const transaction = await one.beginTransaction()
        await transaction.send({ messages: numbered(topic, 10) })
        await transaction[end]()
        const next = await one.beginTransaction()
        await next.send({ messages: [{ topic, partition: 0, key: 'k', value: 'last' }] })
        await next.commit()
        const count = end === 'commit' ? 11 : 1
        expect((await committedRecords(topic, count)).at(-1)!.value).toBe('last')
      })
    }

    cell(CLIENT, 'txn.read-committed', async () => {
      await raw.createTopic({ name: 'open', replicationFactor: 3 })
      await producer().send({ messages: numbered('open', 5) })
      const transaction = await transactional('open').beginTransaction()
      await transaction.send({ messages: numbered('open', 5) })
      const from = consumer('stops-at-open')
      const latest = async (isolationLevel: number) =>
        (await from.listOffsets({ topics: ['open'], timestamp: LATEST, isolationLevel })).get('open')![0]
      expect([await latest(0), await latest(1)]).toEqual([10n, 5n])
      await transaction.commit()
      await eventually(async () => expect(await latest(1)).toBe(11n))
    })

    cell(CLIENT, 'txn.fencing', async () => {
      await raw.createTopic({ name: 'fenced', replicationFactor: 3 })
      const old = await transactional('same').beginTransaction()
      await old.send({ messages: numbered('fenced', 1) })
      const young = await transactional('same').beginTransaction(UNKNOWN_PRODUCER)
      await young.send({ messages: numbered('fenced', 1) })
      await expect(old.send({ messages: numbered('fenced', 1) })).rejects.toThrow()
      await young.commit()
    })

    cell(CLIENT, 'txn.offsets', async () => {
      await raw.createTopic({ name: 'from', replicationFactor: 3 })
      await raw.createTopic({ name: 'into', replicationFactor: 3 })
      await producer().send({ messages: numbered('from', 5) })
      const reader = consumer('copies')
      const messages = await clients.read(reader, ['from'], 5)
      const transaction = await transactional('copier').beginTransaction()
      await transaction.addConsumer(reader)
      await transaction.send({
        messages: messages.map(({ key, value }) => ({ topic: 'into', partition: 0, key, value })),
      })
      for (const message of messages) await transaction.addOffset(message)
      await transaction.commit()
      await eventually(async () => {
        const committed = await reader.listCommittedOffsets({ topics: [{ topic: 'from', partitions: [0] }] })
        expect(committed.get('from')).toEqual([5n])
      })
    })
  })

  describe('administration', () => {
    cell(CLIENT, 'admin.create', async () => {
      const created = await admin.createTopics({ topics: ['made'], partitions: 3, replicas: 2 })
      expect(created).toMatchObject([{ name: 'made', partitions: 3, replicas: 2 }])
      const { topics, brokers } = await admin.metadata({ topics: ['made'], forceUpdate: true })
      expect(brokers.size).toBe(3)
      expect(topics.get('made')).toMatchObject({ id: created[0]!.id, partitionsCount: 3 })
      expect(await admin.listTopics()).toContain('made')
    })

    const configOf = async (topic: string, name: string) => {
      const [described] = await admin.describeConfigs({
        resources: [{ resourceType: TOPIC_RESOURCE, resourceName: topic, configurationKeys: [name] }],
      })
      return described!.configs[0]?.value
    }

    cell(CLIENT, 'admin.configs', async () => {
      await raw.createTopic({ name: 'settings' })
      const configs = [{ name: 'retention.ms', value: '1234567' }]
      await admin.alterConfigs({ resources: [{ resourceType: TOPIC_RESOURCE, resourceName: 'settings', configs }] })
      await eventually(async () => expect(await configOf('settings', 'retention.ms')).toBe('1234567'))
    })

    cell(CLIENT, 'admin.incremental', async () => {
      await raw.createTopic({ name: 'stepwise', configs: { 'retention.ms': '1' } })
      const configs = [{ name: 'cleanup.policy', value: 'compact', configOperation: 2 as const }]
      await admin.incrementalAlterConfigs({
        resources: [{ resourceType: TOPIC_RESOURCE, resourceName: 'stepwise', configs }],
      })
      await eventually(async () => expect(await configOf('stepwise', 'cleanup.policy')).toBe('delete,compact'))
      expect(await configOf('stepwise', 'retention.ms')).toBe('1')
    })

    cell(CLIENT, 'admin.partitions', async () => {
      await raw.createTopic({ name: 'grows' })
      await admin.createPartitions({ topics: [{ name: 'grows', count: 4, assignments: null }] })
      await eventually(async () =>
        expect((await raw.metadata(['grows'])).topics.get('grows')!.partitions).toHaveLength(4),
      )
    })

    cell(CLIENT, 'admin.delete-records', async () => {
      await raw.createTopic({ name: 'shortened' })
      await producer().send({ messages: numbered('shortened', 10) })
      const deleted = await admin.deleteRecords({
        topics: [{ name: 'shortened', partitions: [{ partition: 0, offset: 6n }] }],
      })
      expect(deleted).toMatchObject([{ name: 'shortened', partitions: [{ partition: 0, lowWatermark: 6n }] }])
    })

    cell(CLIENT, 'admin.list-offsets', async () => {
      await raw.createTopic({ name: 'ends' })
      await producer().send({ messages: numbered('ends', 10) })
      const of = async (timestamp: bigint) =>
        (await admin.listOffsets({ topics: [{ name: 'ends', partitions: [{ partitionIndex: 0, timestamp }] }] }))[0]!
          .partitions[0]!.offset
      expect([await of(EARLIEST), await of(LATEST)]).toEqual([0n, 10n])
    })

    cell(CLIENT, 'admin.delete', async () => {
      await raw.createTopic({ name: 'doomed' })
      await eventually(async () => expect(await admin.listTopics()).toContain('doomed'))
      await admin.deleteTopics({ topics: ['doomed'] })
      await eventually(async () => expect((await raw.metadata(null)).topics.has('doomed')).toBe(false))
    })

    const group = async (groupId: string, topic: string) => {
      await raw.createTopic({ name: topic })
      await producer().send({ messages: numbered(topic, 10) })
      const member = consumer(groupId)
      await clients.read(member, [topic], 10)
      await member.commit({ offsets: [{ topic, partition: 0, offset: 10n, leaderEpoch: 0 }] })
    }
    const end = () => clients.close()

    cell(CLIENT, 'admin.groups', async () => {
      await group('listed', 'of-listed')
      expect((await admin.listGroups()).get('listed')).toMatchObject({ id: 'listed' })
      const described = (await admin.describeGroups({ groups: ['listed'] })).get('listed')!
      expect(described).toMatchObject({ id: 'listed', state: 'STABLE' })
      expect(described.members.size).toBe(1)
    })

    cell(CLIENT, 'admin.group-offsets', async () => {
      await group('offsets', 'of-offsets')
      const [found] = await admin.listConsumerGroupOffsets({ groups: ['offsets'] })
      expect(found!.topics).toMatchObject([
        { name: 'of-offsets', partitions: [{ partitionIndex: 0, committedOffset: 10n }] },
      ])
    })

    cell(CLIENT, 'admin.alter-group-offsets', async () => {
      await group('altered', 'of-altered')
      await end()
      const topics = [{ name: 'of-altered', partitionOffsets: [{ partition: 0, offset: 4n }] }]
      await eventually(() => admin.alterConsumerGroupOffsets({ groupId: 'altered', topics }))
      const [found] = await admin.listConsumerGroupOffsets({ groups: ['altered'] })
      expect(found!.topics).toMatchObject([{ partitions: [{ committedOffset: 4n }] }])
    })

    cell(CLIENT, 'admin.delete-groups', async () => {
      await group('gone', 'of-gone')
      await end()
      await eventually(() => admin.deleteGroups({ groups: ['gone'] }))
      expect((await admin.listGroups()).has('gone')).toBe(false)
    })
  })
})
