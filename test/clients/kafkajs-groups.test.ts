import { type Admin, type Consumer, type EachMessagePayload, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { cell } from '../helpers/client-matrix'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const CLIENT = 'kafkajs'
const SESSION = { sessionTimeout: 10_000, heartbeatInterval: 300, maxWaitTimeInMs: 100 }

describe.skipIf(skipFor('kafkajs groups', await clusterMissing()))('kafkajs groups and transactions', () => {
  let cluster: TestCluster
  let kafka: Kafka
  let admin: Admin
  let raw: RawClient
  beforeAll(async () => {
    cluster = await TestCluster.start()
    kafka = new Kafka({ clientId: 'the-member', brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING })
    admin = kafka.admin()
    raw = new RawClient(cluster.bootstrap.split(','))
    await admin.connect()
  })
  afterAll(async () => {
    raw?.close()
    await admin?.disconnect()
    await cluster?.stopAll()
  })

  async function write(topic: string, byPartition: Record<number, string[]>): Promise<void> {
    const producer = kafka.producer()
    await producer.connect()
    const messages = Object.entries(byPartition).flatMap(([partition, values]) =>
      values.map((value) => ({ partition: Number(partition), value })),
    )
    await producer.send({ topic, messages })
    await producer.disconnect()
  }

  /** A consumer of a group that runs, with what it was assigned and read. */
  async function join(groupId: string, topic: string, readUncommitted = false) {
    const consumer = kafka.consumer({ groupId, readUncommitted, ...SESSION })
    const member = { consumer, values: [] as string[], assigned: [] as number[], joins: 0 }
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      member.assigned = payload.memberAssignment[topic] ?? []
      member.joins++
    })
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }: EachMessagePayload) => void member.values.push(message.value!.toString()),
    })
    return member
  }
  const commit = (consumer: Consumer, topic: string, offsets: readonly string[]) =>
    consumer.commitOffsets(offsets.map((offset, partition) => ({ topic, partition, offset })))
  const committed = async (groupId: string, topic: string) => {
    const [found] = await admin.fetchOffsets({ groupId, topics: [topic] })
    return found!.partitions.sort((a, b) => a.partition - b.partition).map(({ offset }) => offset)
  }
  const readBack = async (topic: string, count: number, readUncommitted = false) => {
    const reader = await join(`reader-${topic}-${readUncommitted}`, topic, readUncommitted)
    await eventually(() => expect(reader.values.length).toBeGreaterThanOrEqual(count))
    await reader.consumer.disconnect()
    return reader.values
  }

  cell(CLIENT, ['consume.group', 'offsets.commit', 'consume.assigned'], async () => {
    const topic = 'as-a-group'
    await raw.createTopic({ name: topic, partitions: 2 })
    await write(topic, { 0: ['a', 'b'], 1: ['c'] })
    const first = await join(topic, topic)
    await eventually(() => expect([...first.values].sort()).toEqual(['a', 'b', 'c']))
    await commit(first.consumer, topic, ['2', '1'])
    first.consumer.seek({ topic, partition: 0, offset: '1' })
    await eventually(() => expect([...first.values].sort()).toEqual(['a', 'b', 'b', 'c']))
    await first.consumer.disconnect()
    expect(await committed(topic, topic)).toEqual(['2', '1'])
    await write(topic, { 1: ['later'] })
    const second = await join(topic, topic)
    await eventually(() => expect(second.values).toEqual(['later']))
    await second.consumer.disconnect()
  })

  cell(CLIENT, 'group.eager', async () => {
    const topic = 'shared-by-three'
    await raw.createTopic({ name: topic, partitions: 6 })
    const members = [] as Awaited<ReturnType<typeof join>>[]
    const share = (count: number) =>
      eventually(() => {
        expect(members.map(({ assigned }) => assigned.length)).toEqual(Array(count).fill(6 / count))
        expect(members.flatMap(({ assigned }) => assigned).sort()).toEqual([0, 1, 2, 3, 4, 5])
      }, 20_000)
    for (let count = 1; count <= 3; count++) {
      members.push(await join(topic, topic))
      await share(count)
    }
    const sent = Array.from({ length: 6 }, (_, partition) => `to ${partition}`)
    await write(topic, Object.fromEntries(sent.map((value, partition) => [partition, [value]])))
    await eventually(() => expect(members.flatMap(({ values }) => values).sort()).toEqual(sent))
    await members.pop()!.consumer.disconnect()
    await share(2)
    for (const { consumer } of members) await consumer.disconnect()
  })

  cell(CLIENT, ['offsets.reset', 'admin.group-offsets', 'admin.alter-group-offsets'], async () => {
    const topic = 'reset'
    await raw.createTopic({ name: topic, partitions: 2 })
    await write(topic, { 0: ['a', 'b', 'c'], 1: ['d'] })
    const member = await join(topic, topic)
    await eventually(() => expect(member.values).toHaveLength(4))
    await commit(member.consumer, topic, ['3', '1'])
    await expect(admin.resetOffsets({ groupId: topic, topic, earliest: true })).rejects.toThrow(/running|Stable|empty/i)
    await member.consumer.disconnect()
    await admin.resetOffsets({ groupId: topic, topic, earliest: true })
    expect(await committed(topic, topic)).toEqual(['-2', '-2'])
    const partitions = [
      { partition: 0, offset: '2' },
      { partition: 1, offset: '1' },
    ]
    await admin.setOffsets({ groupId: topic, topic, partitions })
    expect(await committed(topic, topic)).toEqual(['2', '1'])
    const again = await join(topic, topic)
    await eventually(() => expect(again.values).toEqual(['c']))
    await again.consumer.disconnect()
  })

  const transactional = async (transactionalId: string) => {
    const producer = kafka.producer({
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
      retry: { retries: 5 },
    })
    await producer.connect()
    return producer
  }

  cell(CLIENT, ['txn.commit', 'txn.abort'], async () => {
    const topic = 'decided'
    await raw.createTopic({ name: topic, replicationFactor: 3 })
    const producer = await transactional(topic)
    for (const [value, decision] of [
      ['kept', 'commit'],
      ['dropped', 'abort'],
      ['kept too', 'commit'],
    ] as const) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ value }] })
      await transaction[decision]()
    }
    await producer.disconnect()
    expect(await readBack(topic, 2)).toEqual(['kept', 'kept too'])
    expect(await readBack(topic, 3, true)).toEqual(['kept', 'dropped', 'kept too'])
  })

  cell(CLIENT, 'txn.read-committed', async () => {
    const topic = 'open'
    await raw.createTopic({ name: topic, replicationFactor: 3 })
    const producer = await transactional(topic)
    await write(topic, { 0: ['before'] })
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ value: 'inside' }] })
    await write(topic, { 0: ['after'] })
    expect(await readBack(topic, 3, true)).toEqual(['before', 'inside', 'after'])
    const reader = await join('reader-of-open', topic)
    await eventually(() => expect(reader.values).toEqual(['before']))
    await transaction.commit()
    await eventually(() => expect(reader.values).toEqual(['before', 'inside', 'after']))
    await reader.consumer.disconnect()
    await producer.disconnect()
  })

  cell(CLIENT, 'txn.fencing', async () => {
    const topic = 'fenced'
    await raw.createTopic({ name: topic, replicationFactor: 3 })
    const old = await transactional(topic)
    const transaction = await old.transaction()
    await transaction.send({ topic, messages: [{ value: 'of the old one' }] })
    // It asks for its producer id with its first transaction, not when it connects.
    const young = await transactional(topic)
    const next = await young.transaction()
    await expect(transaction.commit()).rejects.toThrow(/epoch|fenced/i)
    await next.send({ topic, messages: [{ value: 'of the new one' }] })
    await next.commit()
    expect(await readBack(topic, 1)).toEqual(['of the new one'])
    await old.disconnect()
    await young.disconnect()
  })

  cell(CLIENT, 'txn.offsets', async () => {
    const topic = 'copied'
    await raw.createTopic({ name: topic })
    // A producer each: it does not ask again where the markers of its last transaction are still under way.
    const send = async (decision: 'abort' | 'commit') => {
      const producer = await transactional(`${topic}-${decision}`)
      const transaction = await producer.transaction()
      const topics = [{ topic, partitions: [{ partition: 0, offset: '4' }] }]
      await transaction.sendOffsets({ consumerGroupId: topic, topics })
      await transaction[decision]()
      await producer.disconnect()
    }
    await send('abort')
    expect(await committed(topic, topic)).toEqual(['-1'])
    await send('commit')
    await eventually(async () => expect(await committed(topic, topic)).toEqual(['4']))
  })

  cell(CLIENT, ['admin.groups', 'admin.delete-groups'], async () => {
    const topic = 'described'
    await raw.createTopic({ name: topic })
    const member = await join(topic, topic)
    await eventually(() => expect(member.joins).toBe(1))
    const listed = async () => (await admin.listGroups()).groups.map(({ groupId }) => groupId)
    expect(await listed()).toContain(topic)
    const [group] = (await admin.describeGroups([topic])).groups
    expect(group).toMatchObject({ state: 'Stable', protocolType: 'consumer', protocol: 'RoundRobinAssigner' })
    expect(group!.members.map(({ clientId }) => clientId)).toEqual(['the-member'])
    const refused = (error: { groups: { error: { type: string } }[] }) => error.groups[0]!.error.type
    expect(await admin.deleteGroups([topic]).catch(refused)).toBe('NON_EMPTY_GROUP')
    await member.consumer.disconnect()
    expect(await admin.deleteGroups([topic])).toMatchObject([{ groupId: topic, errorCode: 0 }])
    expect(await listed()).not.toContain(topic)
  })

  cell(CLIENT, ['admin.partitions', 'admin.delete-records', 'admin.list-offsets', 'admin.delete'], async () => {
    const topic = 'administered'
    await raw.createTopic({ name: topic })
    await write(topic, { 0: ['a', 'b', 'c'] })
    // It looks for leaders among the topics that it knows already.
    expect((await admin.fetchTopicOffsets(topic))[0]).toMatchObject({ low: '0', high: '3' })
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] })
    expect((await admin.fetchTopicOffsets(topic))[0]).toMatchObject({ low: '2', high: '3' })
    expect(await readBack(topic, 1)).toEqual(['c'])
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] })
    await eventually(async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
      expect(topics[0]!.partitions).toHaveLength(3)
    })
    await admin.deleteTopics({ topics: [topic] })
    await eventually(async () => expect(await admin.listTopics()).not.toContain(topic))
  })
})
