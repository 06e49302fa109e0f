import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ErrorCode } from '../../broker-core/protocol/error-codes'
import { fetch } from '../../broker-core/protocol/messages/01-fetch'
import { metadata } from '../../broker-core/protocol/messages/03-metadata'
import { apiVersions } from '../../broker-core/protocol/messages/18-api-versions'
import { createTopics } from '../../broker-core/protocol/messages/19-create-topics'
import { deleteTopics } from '../../broker-core/protocol/messages/20-delete-topics'
import { ZERO_UUID } from '../../broker-core/protocol/primitives'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { ProtocolClient } from '../helpers/protocol-client'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch } from '../helpers/raw-records'
import { produce } from '../helpers/raw-requests'
import { readZnode } from '../helpers/raw-znodes'
import { skipFor } from '../helpers/skips'

const ID = /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/
const NEVER_GIVEN = 'AAAAAAAAAAAAAAAAAAAABA'

const missing = await clusterMissing('highwater')
let cluster: TestCluster
let raw: RawClient
const opened: ProtocolClient[] = []

afterEach(() => {
  for (const client of opened.splice(0)) client.close()
})

async function to(id: number): Promise<ProtocolClient> {
  const client = await ProtocolClient.open(cluster.broker(id).address)
  opened.push(client)
  return client
}

async function create(name: string, replicas: number[]): Promise<string> {
  const { controllerId } = await raw.metadata()
  const answer = await (await to(controllerId)).ask(createTopics, 7, {
    topics: [
      {
        name,
        numPartitions: -1,
        replicationFactor: -1,
        assignments: [{ partitionIndex: 0, brokerIds: replicas }],
        configs: [],
      },
    ],
    timeoutMs: 10_000,
    validateOnly: false,
  })
  expect(answer.topics[0]).toMatchObject({ name, errorCode: 0 })
  await raw.whenComplete([name])
  return answer.topics[0]!.topicId
}

/** `wanted`: a topic's name, or its id in braces. */
async function describeTopic(brokerId: number, wanted: { name: string | null; topicId?: string }) {
  const answer = await (await to(brokerId)).ask(metadata, 12, {
    topics: [wanted],
    allowAutoTopicCreation: false,
    includeTopicAuthorizedOperations: false,
  })
  return answer.topics[0]!
}

const folder = (brokerId: number, partition: string): string => join(cluster.broker(brokerId).logDirs[0]!, partition)
const metadataFile = (brokerId: number, partition: string): string =>
  join(folder(brokerId, partition), 'partition.metadata')
const assignment = async (topic: string): Promise<Record<string, unknown>> =>
  JSON.parse((await readZnode(cluster.zookeeper, `/brokers/topics/${topic}`))?.data ?? '{}')

function fetchOf(
  topicId: string,
  session: { sessionId: number; sessionEpoch: number } = { sessionId: 0, sessionEpoch: -1 },
) {
  const partition = { partition: 0, fetchOffset: 0, partitionMaxBytes: 1 << 20 }
  const topics = topicId === '' ? [] : [{ topicId, partitions: [partition] }]
  return { maxWaitMs: 10, minBytes: 1, maxBytes: 1 << 20, ...session, topics, forgottenTopicsData: [], rackId: '' }
}

describe.skipIf(skipFor('topic ids', missing))('topic ids at protocol 2.8', () => {
  beforeAll(async () => {
    cluster = await TestCluster.start()
    raw = new RawClient(cluster.bootstrap.split(','))
  }, 60_000)
  afterAll(async () => {
    raw?.close()
    await cluster?.stopAll()
  })

  it('are in the znode, in every folder and in every broker, and outlive a restart', async () => {
    const topicId = await create('named', [1, 2, 3])
    expect(topicId).toMatch(ID)
    expect(await assignment('named')).toMatchObject({ version: 3, topic_id: topicId })
    for (const id of cluster.ids) {
      await eventually(() =>
        expect(readFileSync(metadataFile(id, 'named-0'), 'utf8')).toBe(`version: 0\ntopic_id: ${topicId}`),
      )
      expect(await describeTopic(id, { name: 'named' })).toMatchObject({ errorCode: 0, topicId })
      expect(await describeTopic(id, { name: null, topicId })).toMatchObject({ errorCode: 0, name: 'named' })
    }
    await cluster.broker(2).kill('SIGTERM')
    await cluster.broker(2).start()
    await cluster.waitReady()
    await eventually(async () =>
      expect(await describeTopic(2, { name: 'named' })).toMatchObject({ errorCode: 0, topicId }),
    )
    await eventually(async () =>
      expect((await describeTopic(1, { name: 'named' })).partitions[0]!.isrNodes).toHaveLength(3),
    )
  })

  it('name what is fetched, in a session too', async () => {
    const topicId = await create('fetched', [1])
    expect(await produce(await raw.leader('fetched', 0), 'fetched', 0, encodeBatch(['a', 'b']))).toMatchObject({
      error: 0,
    })
    const client = await to(1)
    for (const version of [13, 15, 17]) {
      const answer = await client.ask(fetch, version, fetchOf(topicId))
      expect(answer.responses[0], `version ${version}`).toMatchObject({ topicId })
      expect(answer.responses[0]!.partitions[0]).toMatchObject({ errorCode: 0, highWatermark: 2 })
    }
    const wrong = await client.ask(fetch, 13, fetchOf(NEVER_GIVEN))
    expect(wrong.responses[0]).toMatchObject({
      topicId: NEVER_GIVEN,
      partitions: [{ errorCode: ErrorCode.UNKNOWN_TOPIC_ID }],
    })
    const { sessionId } = await client.ask(fetch, 13, fetchOf(topicId, { sessionId: 0, sessionEpoch: 0 }))
    const next = await client.ask(fetch, 13, fetchOf('', { sessionId, sessionEpoch: 1 }))
    expect(next).toMatchObject({ sessionId, responses: [{ topicId }] })
    const mixed = await client.ask(fetch, 12, { ...fetchOf('', { sessionId, sessionEpoch: 2 }) })
    expect(mixed).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR, responses: [] })
  })

  it('delete a topic', async () => {
    const topicId = await create('deleted', [2])
    const { controllerId } = await raw.metadata()
    const body = (id: string) => ({ topics: [{ topicId: id }], topicNames: [], timeoutMs: 10_000 })
    const controller = await to(controllerId)
    expect(await controller.ask(deleteTopics, 6, body(NEVER_GIVEN))).toMatchObject({
      responses: [{ name: null, topicId: NEVER_GIVEN, errorCode: ErrorCode.UNKNOWN_TOPIC_ID }],
    })
    expect(await controller.ask(deleteTopics, 6, body(topicId))).toMatchObject({
      responses: [{ name: 'deleted', topicId, errorCode: 0 }],
    })
    expect(await describeTopic(controllerId, { name: null, topicId })).toMatchObject({
      errorCode: ErrorCode.UNKNOWN_TOPIC_ID,
      name: null,
    })
  })

  it('tell a topic from an earlier one of its name, whose folder is refused', async () => {
    const old = await create('again', [1, 2])
    await eventually(() => expect(existsSync(metadataFile(2, 'again-0'))).toBe(true))
    const kept = join(cluster.directory, 'kept-again-0')
    cpSync(folder(2, 'again-0'), kept, { recursive: true })
    const { controllerId } = await raw.metadata()
    await (await to(controllerId)).ask(deleteTopics, 6, {
      topics: [{ topicId: old }],
      topicNames: [],
      timeoutMs: 10_000,
    })
    await eventually(async () => expect(await assignment('again')).toEqual({}))
    const topicId = await create('again', [1, 2])
    expect(topicId).not.toBe(old)
    expect((await (await to(1)).ask(fetch, 13, fetchOf(old))).responses[0]!.partitions[0]).toMatchObject({
      errorCode: ErrorCode.UNKNOWN_TOPIC_ID,
    })

    await cluster.broker(2).kill()
    rmSync(folder(2, 'again-0'), { recursive: true })
    cpSync(kept, folder(2, 'again-0'), { recursive: true })
    await cluster.broker(2).start()
    await cluster.broker(2).process.line(/Topic id \S+ of again-0 .* is not that of the topic/, 20_000)
    expect(await produce(await raw.leader('again', 0), 'again', 0, encodeBatch(['new']), { acks: 1 })).toMatchObject({
      error: 0,
    })
    await eventually(async () =>
      expect((await describeTopic(1, { name: 'again' })).partitions[0]!.isrNodes).toEqual([1]),
    )
    expect(readFileSync(metadataFile(2, 'again-0'), 'utf8')).toContain(old)
  })
})

describe.skipIf(skipFor('topic ids', missing))('a cluster made at protocol 2.6', () => {
  afterEach(async () => {
    raw?.close()
    await cluster?.stopAll()
  })

  it('has no ids until its brokers speak 2.8', async () => {
    cluster = await TestCluster.start({ brokers: 1, properties: { 'inter.broker.protocol.version': '2.6' } })
    raw = new RawClient([cluster.bootstrap])
    await raw.createTopic({ name: 'old', partitions: 1, replicationFactor: 1 })
    const before = await (await to(1)).ask(apiVersions, 0, { clientSoftwareName: '', clientSoftwareVersion: '' })
    expect(before.apiKeys.find(({ apiKey }) => apiKey === 1)).toMatchObject({ minVersion: 0, maxVersion: 11 })
    expect(before.apiKeys.find(({ apiKey }) => apiKey === 60)).toBeUndefined()
    expect(await assignment('old')).toEqual({
      version: 2,
      partitions: { 0: [1] },
      adding_replicas: {},
      removing_replicas: {},
    })
    expect(existsSync(metadataFile(1, 'old-0'))).toBe(false)

    const restart = async (protocol: string) => {
      await cluster.broker(1).kill('SIGTERM')
      await cluster.broker(1).start({ 'inter.broker.protocol.version': protocol })
      await cluster.waitReady()
    }
    await restart('2.8')
    const described = await eventually(async () => {
      const topic = await describeTopic(1, { name: 'old' })
      expect(topic.topicId).not.toBe(ZERO_UUID)
      return topic
    })
    expect(await assignment('old')).toMatchObject({ version: 3, topic_id: described.topicId })
    await eventually(() => expect(readFileSync(metadataFile(1, 'old-0'), 'utf8')).toContain(described.topicId))

    await restart('2.6')
    expect(existsSync(metadataFile(1, 'old-0'))).toBe(false)
    expect(await assignment('old')).toMatchObject({ topic_id: described.topicId })
  }, 60_000)
})
