import { type Admin, type Consumer, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { RawConnection } from '../helpers/raw-connection'
import { commit, fetchOffsets, findCoordinator, heartbeat, join, joinWithId, sync } from '../helpers/raw-groups'
import { skipFor } from '../helpers/skips'

const TOPIC = 'read'
const NOT_COORDINATOR = 16
const UNKNOWN_MEMBER_ID = 25
const INVALID_SESSION_TIMEOUT = 26
const REBALANCE_IN_PROGRESS = 27
const FENCED_INSTANCE_ID = 82
/** What a coordinator that is taking over may answer. */
const NOT_YET = [14, 15, NOT_COORDINATOR]

describe.skipIf(skipFor('groups', await clusterMissing()))('consumer groups', () => {
  let cluster: TestCluster
  let kafka: Kafka
  let client: RawClient
  let admin: Admin

  const connect = async (group: string) => client.to(await findCoordinator(client, group))
  /** For a request that waits: it would hold up what is asked after it. */
  const connectAlone = async (group: string) => RawConnection.open(await findCoordinator(client, group))
  const coordinatorOf = async (group: string) => {
    const address = await findCoordinator(client, group)
    return cluster.brokers.find((broker) => broker.address === address)!
  }
  /** Asks the coordinator of the moment until one answers for the group. */
  const settled = <T>(group: string, ask: (group: string) => Promise<T>, errorOf: (answer: T) => number) =>
    eventually(async () => {
      const answer = await ask(group)
      if (NOT_YET.includes(errorOf(answer))) throw new Error(`${group}: ${errorOf(answer)}`)
      return answer
    }, 20_000)
  const committed = async (group: string) =>
    (
      await settled(
        group,
        async () => fetchOffsets(await connect(group), group),
        (answer) => answer.error,
      )
    ).offsets

  beforeAll(async () => {
    cluster = await TestCluster.start({
      properties: {
        'offsets.topic.replication.factor': 3,
        'offsets.topic.num.partitions': 3,
        'offsets.retention.check.interval.ms': 500,
        'group.min.session.timeout.ms': 500,
        'auto.leader.rebalance.enable': false,
      },
    })
    kafka = new Kafka({ clientId: 'groups', brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING })
    admin = kafka.admin()
    await admin.connect()
    client = new RawClient(cluster.bootstrap.split(','))
    await client.createTopic({ name: TOPIC, partitions: 6, replicationFactor: 3 })
  }, 60_000)
  afterAll(async () => {
    client?.close()
    await admin?.disconnect()
  })

  it('three members share a topic, and the rest takes over what one leaves', async () => {
    const seen = new Map<string, Set<string>>()
    const owned = new Map<string, number[]>()
    const start = async (name: string): Promise<Consumer> => {
      const consumer = kafka.consumer({
        groupId: 'shared',
        sessionTimeout: 6_000,
        heartbeatInterval: 200,
        maxWaitTimeInMs: 200,
      })
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        owned.set(name, payload.memberAssignment[TOPIC] ?? [])
      })
      await consumer.connect()
      await consumer.subscribe({ topics: [TOPIC], fromBeginning: true })
      await consumer.run({
        eachMessage: async ({ partition, message }) => {
          const text = `${partition}:${message.value}`
          seen.set(text, (seen.get(text) ?? new Set()).add(name))
        },
      })
      return consumer
    }
    const consumers = await Promise.all(['a', 'b', 'c'].map(start))
    const shares = (count: number) =>
      eventually(() => {
        expect(owned.size).toBe(count)
        expect([...owned.values()].flat().sort()).toEqual([0, 1, 2, 3, 4, 5])
        for (const partitions of owned.values()) expect(partitions).toHaveLength(6 / count)
      }, 20_000)
    await shares(3)
    const producer = kafka.producer()
    await producer.connect()
    const messages = Array.from({ length: 60 }, (_, index) => ({ value: `v${index}`, partition: index % 6 }))
    await producer.send({ topic: TOPIC, messages })
    await eventually(() => expect(seen.size).toBe(60), 20_000)
    expect([...seen.values()].every((by) => by.size === 1)).toBe(true)
    const described = await admin.describeGroups(['shared'])
    expect(described.groups).toMatchObject([
      { state: 'Stable', protocolType: 'consumer', protocol: 'RoundRobinAssigner' },
    ])
    expect(described.groups[0]!.members.map(({ clientHost }) => clientHost)).toEqual(Array(3).fill('/127.0.0.1'))
    await consumers[2]!.disconnect()
    owned.delete('c')
    await shares(2)
    await Promise.all(consumers.slice(0, 2).map((consumer) => consumer.disconnect()))
    await producer.disconnect()
    const offsets = await committed('shared')
    expect(Object.values(offsets)).toEqual(Array(6).fill(10))
  }, 60_000)

  it('a static member that comes back within its session leaves the generation as it is', async () => {
    const group = 'static'
    const connection = await connect(group)
    const instance = { group, instanceId: 'i1' }
    const first = await settled(
      group,
      () => join(connection, instance),
      ({ error }) => error,
    )
    const assigned = { [first.memberId]: 'part' }
    expect(await sync(connection, { ...instance, ...first }, assigned)).toEqual({ error: 0, assignment: 'part' })
    const again = await join(connection, instance)
    expect(again).toMatchObject({ error: 0, generation: first.generation, leader: first.memberId, members: [] })
    expect(again.memberId).not.toBe(first.memberId)
    expect(await heartbeat(connection, { ...instance, ...again })).toBe(0)
    expect(await heartbeat(connection, { ...instance, ...first })).toBe(FENCED_INSTANCE_ID)
    expect(await sync(connection, { ...instance, ...again })).toEqual({ error: 0, assignment: 'part' })
  })

  it('a coordinator killed: no committed offset goes back, and the group goes on in its generation', async () => {
    const group = 'survivor'
    const connection = await connect(group)
    const joining = { group, sessionTimeoutMs: 20_000, rebalanceTimeoutMs: 20_000 }
    const first = await joinWithId(connection, joining)
    expect(first).toMatchObject({ error: 0, generation: 1, protocol: 'range', leader: first.memberId })
    const member = { group, memberId: first.memberId, generation: 1 }
    await sync(connection, member, { [first.memberId]: 'mine' })
    for (let offset = 1; offset <= 50; offset++) {
      expect(await commit(connection, member, [{ topic: TOPIC, partition: 0, offset }])).toEqual([0])
    }
    const killed = await coordinatorOf(group)
    await killed.kill('SIGKILL')
    const beat = await settled(
      group,
      async () => heartbeat(await connect(group), member),
      (error) => error,
    )
    expect(beat).toBe(0)
    expect((await coordinatorOf(group)).id).not.toBe(killed.id)
    expect(await committed(group)).toEqual({ [`${TOPIC}-0`]: 50 })
    const now = await connect(group)
    expect(await sync(now, member)).toEqual({ error: 0, assignment: 'mine' })
    expect(await commit(now, member, [{ topic: TOPIC, partition: 0, offset: 51 }])).toEqual([0])
    const second = join(await connectAlone(group), { ...joining, instanceId: 'other' })
    await eventually(async () => expect(await heartbeat(now, member)).toBe(REBALANCE_IN_PROGRESS))
    const rejoining = join(await connectAlone(group), { ...joining, memberId: first.memberId })
    const [other] = await Promise.all([second, rejoining])
    expect(other).toMatchObject({ error: 0, generation: 2, leader: first.memberId })
    await killed.start()
    await cluster.waitReady()
  }, 60_000)

  it('a member that waits hears at once when its coordinator hands over', async () => {
    const group = 'handed'
    const connection = await connect(group)
    const first = await joinWithId(connection, { group, sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 30_000 })
    await sync(connection, { ...first, group }, {})
    const coordinator = await coordinatorOf(group)
    const waiting = join(await connectAlone(group), { group, instanceId: 'late', rebalanceTimeoutMs: 30_000 }, 30_000)
    await eventually(async () => {
      const { groups } = await admin.describeGroups([group])
      expect(groups[0]!.state).toBe('PreparingRebalance')
    })
    const stopped = coordinator.kill('SIGTERM')
    expect((await waiting).error).toBe(NOT_COORDINATOR)
    await stopped
    const answer = await settled(
      group,
      async () => heartbeat(await connect(group), { ...first, group }),
      (error) => error,
    )
    expect([0, REBALANCE_IN_PROGRESS]).toContain(answer)
    await coordinator.start()
    await cluster.waitReady()
  }, 60_000)

  it('a session shorter or longer than the broker allows is refused', async () => {
    const connection = await connect('hasty')
    for (const sessionTimeoutMs of [499, 1_800_001]) {
      const refused = await settled(
        'hasty',
        () => join(connection, { group: 'hasty', sessionTimeoutMs }),
        ({ error }) => error,
      )
      expect(refused).toMatchObject({ error: INVALID_SESSION_TIMEOUT, generation: -1, memberId: '' })
    }
    const { groups } = await admin.describeGroups(['hasty'])
    expect(groups[0]!.state).toBe('Dead')
  })

  it('sessions end, offsets expire, and go with their topic', async () => {
    const group = 'fading'
    const connection = await connect(group)
    await client.createTopic({ name: 'doomed', partitions: 1, replicationFactor: 3 })
    const first = await joinWithId(connection, { group, sessionTimeoutMs: 500 })
    await sync(connection, { ...first, group }, {})
    await eventually(
      async () => expect(await heartbeat(connection, { ...first, group })).toBe(UNKNOWN_MEMBER_ID),
      5_000,
      700,
    )
    const lasting = [
      { topic: TOPIC, partition: 1, offset: 7 },
      { topic: 'doomed', partition: 0, offset: 8 },
    ]
    expect(await commit(connection, { group }, lasting)).toEqual([0, 0])
    expect(await commit(connection, { group }, [{ topic: TOPIC, partition: 0, offset: 9 }], 600)).toEqual([0])
    expect(await committed(group)).toEqual({ [`${TOPIC}-0`]: 9, [`${TOPIC}-1`]: 7, 'doomed-0': 8 })
    await eventually(async () => expect(await committed(group)).not.toHaveProperty(`${TOPIC}-0`))
    await admin.deleteTopics({ topics: ['doomed'] })
    await eventually(async () => expect(await committed(group)).toEqual({ [`${TOPIC}-1`]: 7 }))
    await admin.deleteGroups([group])
    expect(await committed(group)).toEqual({})
  }, 40_000)
})
