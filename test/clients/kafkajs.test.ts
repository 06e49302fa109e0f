import { type Admin, ConfigResourceTypes, Kafka, type KafkaJSProtocolError, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cell } from '../helpers/client-matrix'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { CODECS } from '../helpers/compression'
import { eventually } from '../helpers/eventually'
import { kafkajsCompression, plugCodecs } from '../helpers/kafkajs-codecs'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

plugCodecs()

describe.skipIf(skipFor('kafkajs', await clusterMissing()))('kafkajs', () => {
  let cluster: TestCluster
  let kafka: Kafka
  let admin: Admin
  let raw: RawClient

  beforeAll(async () => {
    cluster = await TestCluster.start()
    kafka = new Kafka({ clientId: 'kafkajs-test', brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING })
    admin = kafka.admin()
    raw = new RawClient(cluster.bootstrap.split(','))
    await admin.connect()
  })
  afterAll(async () => {
    raw?.close()
    await admin?.disconnect()
    await cluster?.stopAll()
  })

  cell(
    'kafkajs',
    'admin.create',
    async () => {
      const { brokers, controller, clusterId } = await admin.describeCluster()
      expect(brokers.map(({ nodeId, host, port }) => `${nodeId} ${host}:${port}`).sort()).toEqual(
        cluster.brokers.map(({ id, address }) => `${id} ${address}`),
      )
      expect(cluster.ids).toContain(controller)
      expect(clusterId).toMatch(/^[\w-]{22}$/)
    },
    'describes the cluster',
  )

  cell(
    'kafkajs',
    'admin.create',
    async () => {
      const topics = [
        { topic: 'admin-spread', numPartitions: 4, replicationFactor: 2 },
        {
          topic: 'admin-placed',
          replicaAssignment: [
            { partition: 0, replicas: [3, 1] },
            { partition: 1, replicas: [2, 3] },
          ],
        },
      ]
      expect(await admin.createTopics({ topics, waitForLeaders: true })).toBe(true)
      expect(await admin.createTopics({ topics })).toBe(false)
      expect(await admin.listTopics()).toEqual(expect.arrayContaining(['admin-spread', 'admin-placed']))

      const described = await admin.fetchTopicMetadata({ topics: ['admin-spread', 'admin-placed'] })
      const placed = described.topics.find(({ name }) => name === 'admin-placed')!.partitions
      const byId = [...placed].sort((a, b) => a.partitionId - b.partitionId)
      expect(byId.map(({ leader, replicas }) => ({ leader, replicas }))).toEqual([
        { leader: 3, replicas: [3, 1] },
        { leader: 2, replicas: [2, 3] },
      ])
      const spread = described.topics.find(({ name }) => name === 'admin-spread')!.partitions
      expect(spread).toHaveLength(4)
      for (const { replicas } of spread) expect(new Set(replicas).size).toBe(2)

      await admin.createPartitions({ topicPartitions: [{ topic: 'admin-spread', count: 6 }] })
      await eventually(async () => {
        const { topics: again } = await admin.fetchTopicMetadata({ topics: ['admin-spread'] })
        expect(again[0]!.partitions.filter(({ leader }) => leader > 0)).toHaveLength(6)
      })
      await admin.deleteTopics({ topics: ['admin-spread', 'admin-placed'] })
      await eventually(async () => expect(await admin.listTopics()).not.toContain('admin-spread'))
    },
    'creates, lists, describes and deletes topics',
  )

  cell(
    'kafkajs',
    'admin.configs',
    async () => {
      await raw.createTopic({ name: 'configured', configs: { 'cleanup.policy': 'compact' } })
      const read = async (type: ConfigResourceTypes, name: string) => {
        const { resources } = await admin.describeConfigs({ resources: [{ type, name }], includeSynonyms: false })
        return new Map(resources[0]!.configEntries.map((entry) => [entry.configName, entry]))
      }
      const before = await read(ConfigResourceTypes.TOPIC, 'configured')
      expect(before.get('cleanup.policy')).toMatchObject({ configValue: 'compact', isDefault: false, configSource: 1 })
      expect(before.get('retention.ms')).toMatchObject({ configValue: '604800000', configSource: 5 })

      const configEntries = [{ name: 'retention.ms', value: '3600000' }]
      const resources = [{ type: ConfigResourceTypes.TOPIC, name: 'configured', configEntries }]
      await admin.alterConfigs({ validateOnly: false, resources })
      await eventually(async () => {
        const after = await read(ConfigResourceTypes.TOPIC, 'configured')
        expect(after.get('retention.ms')).toMatchObject({ configValue: '3600000', configSource: 1 })
        expect(after.get('cleanup.policy')).toMatchObject({ configValue: 'delete', configSource: 5 })
      })
      const broker = await read(ConfigResourceTypes.BROKER, '2')
      expect(broker.get('broker.id')).toMatchObject({ configValue: '2', readOnly: true })
    },
    'reads and alters configs',
  )

  cell(
    'kafkajs',
    'admin.create',
    async () => {
      const attempt = (topic: object) =>
        admin
          .createTopics({ topics: [topic as { topic: string }] })
          .then(() => 'no error')
          .catch(
            (error: KafkaJSProtocolError & { errors?: KafkaJSProtocolError[] }) =>
              error.errors?.[0]?.type ?? error.type,
          )
      expect(await attempt({ topic: 'wide', numPartitions: 1, replicationFactor: 9 })).toBe(
        'INVALID_REPLICATION_FACTOR',
      )
      expect(await attempt({ topic: 'bad/name', numPartitions: 1, replicationFactor: 1 })).toBe(
        'INVALID_TOPIC_EXCEPTION',
      )
      expect(await attempt({ topic: 'empty', numPartitions: 0, replicationFactor: 1 })).toBe('INVALID_PARTITIONS')
      const configEntries = [{ name: 'retention.ms', value: 'soon' }]
      expect(await attempt({ topic: 'odd', numPartitions: 1, replicationFactor: 1, configEntries })).toBe(
        'INVALID_CONFIG',
      )
    },
    'answers what cannot be with the right errors',
  )

  describe.each(CODECS)('produces with %s', (codec) => {
    for (const acks of [0, 1, -1]) {
      const features = [`produce.${codec}`, `produce.acks-${acks === -1 ? 'all' : acks}`]
      cell(
        'kafkajs',
        features,
        async () => {
          const topic = `plain-${codec}-${acks}`
          await raw.createTopic({ name: topic, partitions: 1, replicationFactor: 3 })
          const producer = kafka.producer({ allowAutoTopicCreation: false })
          await producer.connect()
          const values = Array.from({ length: 120 }, (_, index) => `${codec} ${acks} ${index} ${'y'.repeat(index)}`)
          const messages = values.map((value, index) => ({
            key: `k${index}`,
            value,
            headers: { number: String(index) },
          }))
          const compression = kafkajsCompression[codec]
          for (let at = 0; at < messages.length; at += 40) {
            await producer.send({ topic, acks, compression, messages: messages.slice(at, at + 40) })
          }
          await producer.disconnect()
          // With acks=0 the producer is told nothing: the records are on their way.
          await eventually(async () => expect(await raw.endOffset(topic, 0)).toBe(120))
          const batches = await raw.readBatches(topic, 0)
          expect(new Set(batches.map((batch) => batch.codec))).toEqual(new Set([codec]))
          expect(batches.every(({ crcValid }) => crcValid)).toBe(true)
          const records = await raw.readRecords(topic, 0)
          expect(records.map(({ value }) => value)).toEqual(values)
          expect(records.map(({ offset }) => offset)).toEqual(values.map((_, index) => index))
          expect(records[7]).toMatchObject({ key: 'k7', headers: { number: '7' } })
        },
        `acks ${acks}`,
      )
    }

    cell(
      'kafkajs',
      'produce.idempotent',
      async () => {
        const topic = `idempotent-${codec}`
        await raw.createTopic({ name: topic, partitions: 2, replicationFactor: 3 })
        const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false })
        await producer.connect()
        const compression = kafkajsCompression[codec]
        for (let round = 0; round < 4; round++) {
          const messages = [0, 1].map((partition) => ({ partition, value: `${round} for ${partition}` }))
          await producer.send({ topic, compression, messages })
        }
        await producer.disconnect()
        for (const partition of [0, 1]) {
          const batches = await raw.readBatches(topic, partition)
          expect(batches.map(({ baseSequence }) => baseSequence)).toEqual([0, 1, 2, 3])
          expect(new Set(batches.map(({ producerId }) => producerId)).size).toBe(1)
          expect(batches[0]!.producerId >= 0n).toBe(true)
          const values = (await raw.readRecords(topic, partition)).map(({ value }) => value)
          expect(values).toEqual([0, 1, 2, 3].map((round) => `${round} for ${partition}`))
        }
      },
      'idempotent',
    )
  })

  cell(
    'kafkajs',
    'consume.by-time',
    async () => {
      await raw.createTopic({ name: 'timed', partitions: 1, replicationFactor: 2 })
      const producer = kafka.producer()
      await producer.connect()
      const base = Date.now() - 60_000
      for (let index = 0; index < 5; index++) {
        await producer.send({
          topic: 'timed',
          messages: [{ value: `${index}`, timestamp: String(base + index * 1_000) }],
        })
      }
      await producer.disconnect()
      const at = async (timestamp: number) => (await admin.fetchTopicOffsetsByTimestamp('timed', timestamp))[0]!.offset
      expect(await at(base)).toBe('0')
      expect(await at(base + 2_500)).toBe('3')
      expect(await at(base + 4_000)).toBe('4')
      expect((await admin.fetchTopicOffsets('timed'))[0]).toMatchObject({ low: '0', high: '5' })
    },
    'finds offsets by time',
  )

  it('creates a topic by writing to it where auto creation is on', async () => {
    const producer = kafka.producer({ allowAutoTopicCreation: true })
    await producer.connect()
    await producer.send({ topic: 'made-by-writing', messages: [{ value: 'first' }] })
    await producer.disconnect()
    expect((await raw.readRecords('made-by-writing', 0)).map(({ value }) => value)).toEqual(['first'])
  })
})
