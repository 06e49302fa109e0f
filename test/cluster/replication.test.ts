import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import type { RawConnection } from '../helpers/raw-connection'
import { encodeBatch, readBatches, readRecords } from '../helpers/raw-records'
import { listOffset, produce } from '../helpers/raw-requests'
import { segmentCount } from '../helpers/replica-files'
import {
  deleteTopic,
  type FetchAnswer,
  fetchParts,
  growTopic,
  offsetForLeaderEpoch,
  setTopicConfigs,
} from '../helpers/replication-requests'
import { skipFor } from '../helpers/skips'

const TOPIC = 'copied'
const UNKNOWN_TOPIC_OR_PARTITION = 3
const NOT_LEADER_OR_FOLLOWER = 6
const NOT_ENOUGH_REPLICAS = 19
const FETCH_SESSION_ID_NOT_FOUND = 70
const INVALID_FETCH_SESSION_EPOCH = 71
const FENCED_LEADER_EPOCH = 74
const UNKNOWN_LEADER_EPOCH = 75

describe.skipIf(skipFor('replication', await clusterMissing()))('a leader and its follower', () => {
  let cluster: TestCluster
  let client: RawClient
  let leader: RawConnection
  let follower: RawConnection

  const write = async (topic: string, values: readonly string[], partition = 0) => {
    for (const value of values) {
      expect(await produce(leader, topic, partition, encodeBatch([value]))).toMatchObject({ error: 0 })
    }
  }
  const valuesOf = ({ parts }: FetchAnswer) =>
    parts.flatMap(({ records }) => [...readBatches(records)].flatMap(readRecords).map(({ value }) => value))
  const folders = (id: number) => cluster.broker(id).logDirs.flatMap((logDir) => readdirSync(logDir))

  beforeAll(async () => {
    cluster = await TestCluster.start({
      brokers: 2,
      properties: {
        'log.segment.delete.delay.ms': 1_500,
        'auto.leader.rebalance.enable': false,
      },
    })
    client = new RawClient(cluster.bootstrap.split(','))
    await client.createTopic({ name: TOPIC, assignment: [[1, 2]] })
    leader = await client.to(cluster.broker(1).address)
    follower = await client.to(cluster.broker(2).address)
    await write(TOPIC, ['a', 'b', 'c'])
  }, 60_000)
  afterAll(() => client?.close())

  it('has Kafka’s checkpoint files from the start on', () => {
    expect(folders(1)).toEqual(
      expect.arrayContaining([
        'cleaner-offset-checkpoint',
        'log-start-offset-checkpoint',
        'meta.properties',
        'recovery-point-offset-checkpoint',
        'replication-offset-checkpoint',
      ]),
    )
  })

  it('refuses a client whose leader epoch is another, and tells where epochs end', async () => {
    const errorAt = async (leaderEpoch: number) => {
      const { parts } = await fetchParts(leader, [{ topic: TOPIC, partition: 0, offset: 0, leaderEpoch }])
      return parts[0]?.error
    }
    expect(await errorAt(0)).toBe(0)
    expect(await errorAt(1)).toBe(UNKNOWN_LEADER_EPOCH)
    const ask = (epochs: { currentLeaderEpoch?: number; leaderEpoch?: number }) =>
      offsetForLeaderEpoch(leader, TOPIC, 0, epochs)
    expect(await ask({ leaderEpoch: 0 })).toEqual({ error: 0, leaderEpoch: 0, endOffset: 3 })
    expect(await ask({ leaderEpoch: 5 })).toEqual({ error: 0, leaderEpoch: -1, endOffset: -1 })
    expect(await ask({ currentLeaderEpoch: 1 })).toMatchObject({ error: UNKNOWN_LEADER_EPOCH, endOffset: -1 })
    expect(await offsetForLeaderEpoch(follower, TOPIC, 0, {})).toMatchObject({ error: NOT_LEADER_OR_FOLLOWER })
    expect(await offsetForLeaderEpoch(leader, 'unknown', 0, {})).toMatchObject({ error: UNKNOWN_TOPIC_OR_PARTITION })
  })

  it('lets consumers read at a follower from Fetch 11 on, and nobody write there', async () => {
    const wanted = [{ topic: TOPIC, partition: 0, offset: 0 }]
    await eventually(async () => {
      expect(valuesOf(await fetchParts(follower, wanted, { version: 11 }))).toEqual(['a', 'b', 'c'])
    })
    const older = await fetchParts(follower, wanted, { version: 10 })
    expect(older.parts).toMatchObject([{ error: NOT_LEADER_OR_FOLLOWER }])
    expect(await produce(follower, TOPIC, 0, encodeBatch(['x']))).toMatchObject({ error: NOT_LEADER_OR_FOLLOWER })
    expect(await listOffset(follower, TOPIC, 0, -1)).toMatchObject({ error: NOT_LEADER_OR_FOLLOWER })
  })

  it('records no position of a broker that is no replica, and gives it no records', async () => {
    const answer = await fetchParts(leader, [{ topic: TOPIC, partition: 0, offset: 1 }], { replicaId: 9 })
    expect(answer.parts).toMatchObject([{ error: 0, records: Buffer.alloc(0) }])
  })

  it('tells an incremental fetch session only what is new', async () => {
    const whole = [
      { topic: TOPIC, partition: 0, offset: 3 },
      { topic: 'unknown', partition: 0, offset: 0 },
    ]
    const opened = await fetchParts(leader, whole, { sessionEpoch: 0 })
    expect(opened.parts).toHaveLength(2)
    const { sessionId } = opened
    expect(sessionId).toBeGreaterThan(0)

    const quiet = await fetchParts(leader, [], {
      sessionId,
      sessionEpoch: 1,
      forgotten: [{ topic: 'unknown', partition: 0 }],
    })
    expect(quiet).toEqual({ error: 0, sessionId, parts: [] })
    await write(TOPIC, ['d'])
    expect(valuesOf(await fetchParts(leader, [], { sessionId, sessionEpoch: 2 }))).toEqual(['d'])

    const repeated = await fetchParts(leader, [], { sessionId, sessionEpoch: 2 })
    expect(repeated).toMatchObject({ error: INVALID_FETCH_SESSION_EPOCH, parts: [] })
    const next = [{ topic: TOPIC, partition: 0, offset: 4 }]
    expect((await fetchParts(leader, next, { sessionId, sessionEpoch: 3 })).error).toBe(0)
    await fetchParts(leader, next, { sessionId, sessionEpoch: -1 })
    expect((await fetchParts(leader, [], { sessionId, sessionEpoch: 4 })).error).toBe(FETCH_SESSION_ID_NOT_FOUND)
  })

  it('holds a fetch until there is enough, an unknown partition beside it or not', async () => {
    const wanted = [
      { topic: TOPIC, partition: 0, offset: 4 },
      { topic: 'unknown', partition: 0, offset: 0 },
    ]
    const waiter = await new RawClient([cluster.broker(1).address]).to(cluster.broker(1).address)
    const waiting = fetchParts(waiter, wanted, { maxWaitMs: 8_000, minBytes: 1 })
    await write(TOPIC, ['e'])
    expect(valuesOf(await waiting)).toEqual(['e'])
    waiter.close()
  })

  it('takes changes of a topic’s settings without a restart', async () => {
    await client.createTopic({ name: 'changed', assignment: [[1, 2]] })
    const set = async (configs: Record<string, string>) => {
      expect(await setTopicConfigs(await client.controller(), 'changed', configs)).toEqual({ error: 0, message: null })
    }
    const rolled = () => cluster.brokers.map(({ logDirs }) => segmentCount(logDirs, 'changed-0'))
    await set({ 'min.insync.replicas': '3' })
    await eventually(async () => {
      expect(await produce(leader, 'changed', 0, encodeBatch(['x']))).toMatchObject({ error: NOT_ENOUGH_REPLICAS })
    })
    await set({ 'min.insync.replicas': '1', 'segment.bytes': '1000' })
    await eventually(() => write('changed', ['y'.repeat(600)]))
    await eventually(async () => {
      await write('changed', ['y'.repeat(600)])
      expect(Math.min(...rolled())).toBeGreaterThan(2)
    })
  }, 30_000)

  it('grows a topic', async () => {
    expect(await growTopic(await client.controller(), TOPIC, 2, [[1, 2]])).toBe(0)
    await eventually(() => write(TOPIC, ['in the new one'], 1))
    await eventually(() => expect(folders(2)).toContain(`${TOPIC}-1`))
  })

  it('deletes a topic: its directories wait as -delete, then go', async () => {
    await client.createTopic({ name: 'gone', assignment: [[1, 2]] })
    await write('gone', ['x'])
    expect(await deleteTopic(await client.controller(), 'gone')).toBe(0)
    const renamed = cluster.brokers.map(async ({ process, logDirs }) => {
      const line = await process.line(/gone-0 is renamed to /, 10_000)
      const [, path] = /is renamed to (\S+gone-0\.[0-9a-f]{32}-delete)/.exec(line)!
      expect([existsSync(path!), existsSync(join(logDirs[0]!, 'gone-0'))]).toEqual([true, false])
      await process.line(/Deleted log directory \S+gone-0\./, 10_000)
      expect(existsSync(path!)).toBe(false)
    })
    await Promise.all(renamed)
    const late = await produce(leader, 'gone', 0, encodeBatch(['y']))
    expect(late.error).toBe(UNKNOWN_TOPIC_OR_PARTITION)
  }, 30_000)

  it('goes on without a coordination server, and fences the old epoch after the next election', async () => {
    await cluster.coordination.kill()
    await write(TOPIC, ['nobody coordinates'])
    expect(await client.endOffset(TOPIC, 0)).toBe(6)
    await cluster.coordination.start()
    await cluster.broker(1).kill('SIGTERM')
    await eventually(async () => {
      const { parts } = await fetchParts(follower, [{ topic: TOPIC, partition: 0, offset: 0, leaderEpoch: 0 }])
      expect(parts[0]?.error).toBe(FENCED_LEADER_EPOCH)
    }, 20_000)
    expect(await offsetForLeaderEpoch(follower, TOPIC, 0, { leaderEpoch: 0 })).toMatchObject({ error: 0, endOffset: 6 })
  }, 60_000)
})
