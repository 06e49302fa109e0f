import { afterEach, describe, expect, it } from 'vitest'
import { apiVersion } from '../../broker-core/config/api-version'
import type { ControllerSettings } from '../../broker-core/controller/controller-settings'
import { ErrorCode } from '../../broker-core/protocol/error-codes'
import { ControllerWorld } from '../helpers/controller-world'
import { entriesOf, type ReceivedRequest, telling } from '../helpers/scripted-broker'

let world: ControllerWorld

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') process.stderr.write(`${world.lines.slice(-100).join('\n')}\n`)
  await world?.stop()
})

const start = async (ids: number[], settings: Partial<ControllerSettings> = {}) => {
  world = await ControllerWorld.start(ids, settings)
  return world
}

describe('election of the controller', () => {
  it('the first broker is elected with epoch 1 and tells all brokers who is there', async () => {
    const { active, members } = await start([1, 2, 3])
    expect(active.id).toBe(1)
    expect(active.controller.epoch).toBe(1)
    expect([...members.values()].map(({ controller }) => controller.activeControllerId)).toEqual([1, 1, 1])
    for (const broker of world.brokers.values()) {
      const update = await broker.saw(({ name, body }) => name === 'UpdateMetadata' && body.liveBrokers.length === 3)
      expect(update).toMatchObject({ version: 6, body: { controllerId: 1, controllerEpoch: 1 } })
      expect(update.body.brokerEpoch).toBe(world.member(broker.id).brokerEpoch)
    }
  })

  it('when it goes another takes over from the znodes, with the next epoch, and elects leaders', async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [
      [1, 2, 3],
      [2, 3, 1],
    ])
    await world.leave(1)
    const elected = await Promise.race(
      [2, 3].map((id) => world.member(id).fact((fact) => fact.kind === 'controllerElected')),
    )
    expect(elected).toMatchObject({ controllerEpoch: 2 })
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.partition === 0 && fact.to === 2)
    await world.broker(2).saw(({ name, body }) => name === 'LeaderAndIsr' && body.controllerEpoch === 2)
    expect(await world.state('t', 0)).toMatchObject({ leader: 2, isr: [2, 3], controllerEpoch: 2 })
    expect(await world.state('t', 1)).toMatchObject({ leader: 2, isr: [2, 3], controllerEpoch: 2 })
  })
})

describe('topics', () => {
  it('a new topic gets leaders and all live replicas in sync; its replicas are told first, then everybody', async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [[2, 1]])
    expect(await world.state('t')).toEqual({ leader: 2, isr: [2, 1], leaderEpoch: 0, controllerEpoch: 1, zkVersion: 0 })
    for (const id of [1, 2]) {
      const told = await world.broker(id).saw(({ name }) => name === 'LeaderAndIsr')
      expect(told.version).toBe(4)
      expect(told.body).toMatchObject({
        topicStates: [{ topicName: 't', partitionStates: [{ leader: 2, leaderEpoch: 0, isr: [2, 1], isNew: true }] }],
        liveLeaders: [{ brokerId: 2, hostName: '127.0.0.1', port: 9002 }],
      })
      const [leadership, metadata] = world.broker(id).received.slice(-2)
      expect([leadership?.name, metadata?.name]).toEqual(['LeaderAndIsr', 'UpdateMetadata'])
    }
    expect(world.broker(3).metadata.partition('t', 0)).toMatchObject({ leader: 2, replicas: [2, 1] })
    expect(world.broker(3).received.some(({ name }) => name === 'LeaderAndIsr')).toBe(false)
    expect(world.active.facts).toContainEqual(
      expect.objectContaining({ kind: 'leaderElected', from: -1, to: 2, why: 'topic created' }),
    )
  })

  it('more partitions of a topic get leaders', async () => {
    await start([1, 2])
    await world.createTopic('t', [[1, 2]])
    const [outcome] = await world.active.admin.createPartitions(
      [{ name: 't', count: 3, assignments: null }],
      10_000,
      false,
    )
    expect(outcome).toEqual({ name: 't', error: { code: 0, message: null } })
    expect(await world.state('t', 2)).toMatchObject({ leaderEpoch: 0, isr: expect.arrayContaining([1, 2]) })
  })

  it('a deleted topic is forgotten, stopped, deleted by its brokers, and its znodes go last', async () => {
    await start([1, 2])
    await world.createTopic('t', [
      [1, 2],
      [2, 1],
    ])
    const [outcome] = await world.active.admin.deleteTopics(['t'], 10_000)
    expect(outcome?.error.code).toBe(0)
    await world.active.fact((fact) => fact.kind === 'topicDeleted')
    for (const id of [1, 2]) {
      const stops = world.broker(id).received.filter(({ name }) => name === 'StopReplica')
      const flags = stops.flatMap(entriesOf).map(({ deletePartition, leaderEpoch }) => [deletePartition, leaderEpoch])
      expect(flags).toEqual([
        [false, -2],
        [false, -2],
        [true, -2],
        [true, -2],
      ])
    }
    const { znodes } = world.active
    expect(await znodes.topics.exists('t')).toBe(false)
    expect(await znodes.topics.deletions()).toEqual([])
    expect(await znodes.configs.entities('topics')).toEqual([])
    await world.createTopic('t', [[1]])
    expect(await world.state('t')).toMatchObject({ leaderEpoch: 0 })
  })

  it('a deletion waits for a dead replica and ends when its broker is back', async () => {
    await start([1, 2])
    await world.createTopic('t', [[1, 2]])
    await world.leave(2)
    await world.active.fact((fact) => fact.kind === 'znodeWritten' && fact.summary.includes('ISR 1,'))
    await world.active.admin.deleteTopics(['t'], 10_000)
    await world.broker(1).saw(telling('StopReplica', { deletePartition: true }))
    expect(await world.active.znodes.topics.exists('t')).toBe(true)
    await world.startMember(2)
    await world.active.fact((fact) => fact.kind === 'topicDeleted')
    expect(await world.active.znodes.topics.exists('t')).toBe(false)
  })

  it('a replica that cannot be deleted halts the deletion; the next controller tries again', async () => {
    await start([1, 2])
    await world.createTopic('t', [[2]])
    world.broker(2).replicaError = (name) => (name === 'StopReplica' ? ErrorCode.KAFKA_STORAGE_ERROR : 0)
    await world.active.admin.deleteTopics(['t'], 10_000)
    await world.broker(2).saw(telling('StopReplica', { deletePartition: true }))
    world.broker(2).replicaError = () => 0
    await world.leave(1)
    await world.member(2).fact((fact) => fact.kind === 'topicDeleted')
  })

  it('with deletion disabled the request is dropped and the topic stays', async () => {
    await start([1], { deleteTopicEnable: false })
    await world.createTopic('t', [[1]])
    await world.active.znodes.topics.requestDeletion('t')
    await expect.poll(() => world.active.znodes.topics.deletions(), { timeout: 5000, interval: 20 }).toEqual([])
    expect(await world.active.znodes.topics.exists('t')).toBe(true)
  })

  it('what may not be created is refused by its code, and nothing is written', async () => {
    await start([1])
    await world.createTopic('a.b', [[1]])
    const wish = { numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    const create = async (name: string, validateOnly = false) =>
      (await world.active.admin.createTopics([{ name, ...wish }], 10_000, validateOnly))[0]?.error.code
    expect(await create('a_b')).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION)
    expect(await create('a.b')).toBe(ErrorCode.TOPIC_ALREADY_EXISTS)
    expect(await create('dry', true)).toBe(ErrorCode.NONE)
    expect(await world.active.znodes.topics.names()).toEqual(['a.b'])
    const [late] = await world.active.admin.createTopics([{ name: 'late', ...wish }], 0, false)
    expect(late?.error.code).toBe(ErrorCode.REQUEST_TIMED_OUT)
    expect(await world.active.znodes.topics.exists('late')).toBe(true)
  })

  it('an asked-for topic is made by any broker', async () => {
    await start([1, 2])
    expect(await world.member(2).admin.autoCreate('auto')).toBe(ErrorCode.LEADER_NOT_AVAILABLE)
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.topic === 'auto')
    expect(await world.member(2).admin.autoCreate('auto')).toBe(ErrorCode.LEADER_NOT_AVAILABLE)
    expect(await world.member(2).admin.autoCreate('a/b')).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION)
  })
})

describe('brokers', () => {
  it('when one dies its partitions get leaders from the ISR, it leaves every ISR, and all hear of it', async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [[2, 3, 1]])
    await world.createTopic('u', [[1, 2, 3]])
    await world.createTopic('v', [[2]])
    await world.leave(2)
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.why === 'broker 2 failed' && fact.to === 3)
    await expect
      .poll(() => world.state('v'), { timeout: 5000, interval: 20 })
      .toMatchObject({ leader: -1, isr: [2], leaderEpoch: 1 })
    expect(await world.state('t')).toMatchObject({ leader: 3, isr: [3, 1] })
    expect(await world.state('u')).toMatchObject({ leader: 1, isr: [1, 3], leaderEpoch: 1 })
    await world.broker(3).saw(telling('LeaderAndIsr', { leader: 3, isr: [3, 1] }))
    expect(world.active.controller.snapshot()).toMatchObject({ offlinePartitionCount: 1, liveBrokerIds: [1, 3] })
    await world
      .broker(1)
      .saw(({ name, body }) => name === 'UpdateMetadata' && body.liveBrokers.every(({ id }) => id !== 2))
  })

  it('one that comes back is told all it needs, and leads what waited for it', async () => {
    await start([1, 2])
    await world.createTopic('t', [[2]])
    await world.leave(2)
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.to === -1)
    world.broker(2).received.length = 0
    await world.startMember(2)
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.to === 2 && fact.why === 'broker 2 started')
    expect(await world.state('t')).toMatchObject({ leader: 2, isr: [2], leaderEpoch: 2 })
    await world.broker(2).saw(telling('LeaderAndIsr', { leader: 2, leaderEpoch: 2 }))
    expect(world.broker(2).received[0]).toMatchObject({ name: 'UpdateMetadata' })
  })

  it('one that is back under a new epoch before anybody noticed counts as dead and new', async () => {
    await start([1, 2])
    await world.createTopic('t', [[2, 1]])
    const member = world.member(2)
    world.broker(2).received.length = 0
    const outsider = await world.outsider()
    await outsider.client.multi([{ type: 'delete', path: '/brokers/ids/2', version: -1 }])
    member.brokerEpoch = await member.znodes.brokers.register({
      id: 2,
      endpoints: [{ listenerName: 'PLAINTEXT', securityProtocol: 'PLAINTEXT', host: '127.0.0.1', port: 9002 }],
      jmxPort: -1,
      timestampMs: 0,
    })
    await world.broker(2).saw(({ body }) => body.brokerEpoch === member.brokerEpoch)
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.to === 1)
    await expect.poll(() => world.state('t'), { timeout: 5000, interval: 20 }).toMatchObject({ leader: 1, isr: [1] })
  })

  it('a controlled shutdown moves leaders and takes the broker out of the ISRs', async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [[2, 3]])
    await world.createTopic('u', [[1, 2]])
    await world.createTopic('v', [[2]])
    const { brokerEpoch } = world.member(2)
    expect(await world.active.controller.handleControlledShutdown(2, brokerEpoch - 1)).toEqual({
      errorCode: ErrorCode.STALE_BROKER_EPOCH,
    })
    expect(await world.active.controller.handleControlledShutdown(9, -1)).toEqual({
      errorCode: ErrorCode.BROKER_NOT_AVAILABLE,
    })
    expect(await world.member(3).controller.handleControlledShutdown(2, brokerEpoch)).toEqual({
      errorCode: ErrorCode.STALE_CONTROLLER_EPOCH,
    })
    const result = await world.active.controller.handleControlledShutdown(2, brokerEpoch)
    expect(result).toEqual({ errorCode: 0, remaining: [] })
    expect(await world.state('t')).toMatchObject({ leader: 3, isr: [3], leaderEpoch: 1 })
    expect(await world.state('u')).toMatchObject({ leader: 1, isr: [1], leaderEpoch: 1 })
    expect(await world.state('v')).toMatchObject({ leader: 2, isr: [2], leaderEpoch: 0 })
    await world.broker(2).saw(telling('StopReplica', { topic: 'u', partitionIndex: 0, deletePartition: false }))
    const elected = await world.active.fact(
      (fact) => fact.kind === 'leaderElected' && fact.topic === 't' && fact.to === 3,
    )
    expect(elected).toMatchObject({ from: 2, why: 'controlled shutdown of broker 2' })
    expect(world.active.controller.snapshot().shuttingDownBrokerIds).toEqual([2])
  })

  it('one that is the last in sync stays leader and is told so', async () => {
    await start([1, 2])
    await world.createTopic('t', [[2, 1]])
    const state = await world.state('t')
    await world.member(2).znodes.partitionStates.updateIsr({ topic: 't', partition: 0 }, { ...state!, isr: [2] })
    const result = await world.active.controller.handleControlledShutdown(2, -1)
    expect(result).toEqual({ errorCode: 0, remaining: [{ topic: 't', partition: 0 }] })
  })

  it('a replica on a failed log directory is offline until its broker answers otherwise', async () => {
    await start([1, 2])
    await world.createTopic('t', [
      [2, 1],
      [2, 1],
    ])
    world.broker(2).replicaError = (name, _topic, partition) =>
      name === 'LeaderAndIsr' && partition === 0 ? ErrorCode.KAFKA_STORAGE_ERROR : 0
    await world.member(2).znodes.notifications.notifyLogDirFailure(2)
    const elected = await world.active.fact(
      (fact) => fact.kind === 'leaderElected' && fact.why.startsWith('log directory of broker 2'),
    )
    expect(elected).toMatchObject({ partition: 0, from: 2, to: 1 })
    await expect.poll(() => world.broker(1).metadata.partition('t', 0)?.offlineReplicas, { timeout: 5000 }).toEqual([2])
    expect(await world.state('t', 1)).toMatchObject({ leader: 2 })
    await expect
      .poll(async () => (await world.active.znodes.notifications.logDirFailures()).paths, { timeout: 5000 })
      .toEqual([])
  })
})

describe('topic ids', () => {
  const withIds: Partial<ControllerSettings> = { interBrokerProtocolVersion: apiVersion('2.8-IV1') }
  const idOf = async (topic: string) => (await world.active.znodes.topics.assignment(topic))?.topicId
  const withId = (version: number, name: string, topicId: string) => (request: ReceivedRequest) =>
    request.name !== 'StopReplica' &&
    request.version === version &&
    request.name === name &&
    request.body.topicStates.some((state) => state.topicId === topicId)

  it('are in the znode first, and told to replicas and to everybody', async () => {
    await start([1, 2], withIds)
    await world.createTopic('t', [[1]])
    const topicId = (await idOf('t'))!
    expect(topicId).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/)
    await world.broker(1).saw(withId(5, 'LeaderAndIsr', topicId))
    await world.broker(2).saw(withId(7, 'UpdateMetadata', topicId))
    expect(world.broker(2).metadata.topicOfId(topicId)).toBe('t')
  })

  it('are not given below protocol 2.8, and added by the first controller above it', async () => {
    await start([1, 2])
    await world.createTopic('t', [[1, 2]])
    expect(await idOf('t')).toBeUndefined()
    Object.assign(world.settings, withIds)
    await world.leave(1)
    await world.member(2).fact((fact) => fact.kind === 'controllerElected')
    const { body } = await world.broker(2).saw(({ name, version }) => name === 'LeaderAndIsr' && version === 5)
    const topicId = (await idOf('t'))!
    expect(body).toMatchObject({ topicStates: [{ topicName: 't', topicId }] })
    expect((await world.active.znodes.topics.assignment('t'))?.partitions.get(0)?.replicas).toEqual([1, 2])
  })

  it('go back into a znode from which an older tool took them', async () => {
    await start([1, 2], withIds)
    await world.createTopic('t', [[1]])
    const topicId = await idOf('t')
    const outsider = await world.outsider()
    const assignment = (await outsider.topics.assignment('t'))!
    assignment.partitions.set(1, { replicas: [2], addingReplicas: [], removingReplicas: [] })
    await outsider.topics.setAssignment('t', { partitions: assignment.partitions })
    await world.broker(2).saw(telling('LeaderAndIsr', { topic: 't', leader: 2 }))
    expect(await idOf('t')).toBe(topicId)
    expect([...(await outsider.topics.assignment('t'))!.partitions.keys()]).toEqual([0, 1])
  })

  it('a replica whose disk failed is known by the answer that names its topic by id', async () => {
    await start([1, 2], withIds)
    world.broker(2).replicaError = () => ErrorCode.KAFKA_STORAGE_ERROR
    await world.createTopic('t', [[2, 1]])
    const elected = await world.active.fact(
      (fact) => fact.kind === 'leaderElected' && fact.why.startsWith('log directory of broker 2'),
    )
    expect(elected).toMatchObject({ from: 2, to: 1 })
  })
})
