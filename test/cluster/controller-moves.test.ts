import { afterEach, describe, expect, it } from 'vitest'
import type { ControllerSettings } from '../../broker-core/controller/controller-settings'
import { ErrorCode } from '../../broker-core/protocol/error-codes'
import { ControllerWorld } from '../helpers/controller-world'
import { telling } from '../helpers/scripted-broker'

let world: ControllerWorld

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') process.stderr.write(`${world.lines.slice(-100).join('\n')}\n`)
  await world?.stop()
})

const start = async (ids: number[], settings: Partial<ControllerSettings> = {}) => {
  world = await ControllerWorld.start(ids, settings)
  return world
}

describe('elections on request', () => {
  const lostPreferred = async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [[2, 3]])
    await world.leave(2)
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.to === 3)
    await expect.poll(() => world.state('t'), { timeout: 5000, interval: 20 }).toMatchObject({ leader: 3, isr: [3] })
    await world.startMember(2)
    await world.broker(2).saw(telling('LeaderAndIsr', { leader: 3 }))
  }
  const backInSync = async () => {
    const state = await world.state('t')
    await world.member(3).znodes.partitionStates.updateIsr({ topic: 't', partition: 0 }, { ...state!, isr: [3, 2] })
    await world.member(3).znodes.notifications.notifyIsrChange([{ topic: 't', partition: 0 }])
    await expect.poll(() => world.broker(1).metadata.partition('t', 0)?.isr, { timeout: 5000 }).toEqual([3, 2])
  }
  const partition = { topic: 't', partition: 0 }

  it('the preferred replica leads again once it is in sync', async () => {
    await lostPreferred()
    const { controller } = world.active
    expect(await controller.electLeaders([partition], 'preferred')).toMatchObject([
      { error: { code: ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE } },
    ])
    await backInSync()
    expect(await controller.electLeaders([partition], 'preferred')).toMatchObject([{ error: { code: 0 }, leader: 2 }])
    expect(await controller.electLeaders([partition], 'preferred')).toMatchObject([
      { error: { code: ErrorCode.ELECTION_NOT_NEEDED } },
    ])
    expect(await controller.electLeaders([{ topic: 'x', partition: 0 }], 'preferred')).toMatchObject([
      { error: { code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION } },
    ])
    const elsewhere = [...world.members.values()].find(({ controller: other }) => !other.isActive)
    expect(await elsewhere?.controller.electLeaders([partition], 'preferred')).toMatchObject([
      { error: { code: ErrorCode.NOT_CONTROLLER } },
    ])
  })

  it('through the znode of the older tool, which is removed', async () => {
    await lostPreferred()
    await backInSync()
    const outsider = await world.outsider()
    for (let round = 0; round < 2; round++) {
      await outsider.admin.requestPreferredElection([partition])
      await expect.poll(() => outsider.admin.preferredElection(), { timeout: 5000, interval: 20 }).toEqual([])
      await expect.poll(() => outsider.admin.watchPreferredElection(), { timeout: 5000, interval: 20 }).toBe(false)
      expect(await world.state('t')).toMatchObject({ leader: 2 })
    }
  })

  it('leaders go home by themselves when a broker leads too little of what prefers it', async () => {
    await lostPreferred()
    await backInSync()
    world.settings = { ...world.settings, autoLeaderRebalanceEnable: true }
    await world.leave(world.active.id)
    const moved = await Promise.race(
      [...world.members.values()].map(({ fact }) =>
        fact((told) => told.kind === 'leaderElected' && told.why === 'preferred replica election (automatic)'),
      ),
    )
    expect(moved).toMatchObject({ topic: 't', from: 3, to: 2 })
  })

  it('an unclean election only when asked for', async () => {
    await start([1, 2])
    await world.createTopic('t', [[2, 1]])
    const state = await world.state('t')
    await world.member(2).znodes.partitionStates.updateIsr(partition, { ...state!, isr: [2] })
    await world.leave(2)
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.to === -1)
    expect(await world.state('t')).toMatchObject({ leader: -1, isr: [2] })
    const { controller } = world.active
    expect(await controller.electLeaders([partition], 'preferred')).toMatchObject([{ leader: -1 }])
    expect(await controller.electLeaders([partition], 'unclean')).toMatchObject([{ error: { code: 0 }, leader: 1 }])
    expect(await world.state('t')).toMatchObject({ leader: 1, isr: [1] })
    expect(controller.snapshot().uncleanElections).toBe(1)
  })

  it('an unclean election by the setting of the topic', async () => {
    await start([1, 2])
    await world.createTopic('t', [[2, 1]], [{ name: 'unclean.leader.election.enable', value: 'true' }])
    const state = await world.state('t')
    await world.member(2).znodes.partitionStates.updateIsr(partition, { ...state!, isr: [2] })
    await world.leave(2)
    const elected = await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.to === 1)
    expect(elected).toMatchObject({ isr: [1], why: 'broker 2 failed' })
  })

  it('an offline partition gets its leader when unclean election is switched on', async () => {
    await start([1, 2])
    await world.createTopic('t', [[2, 1]])
    const state = await world.state('t')
    await world.member(2).znodes.partitionStates.updateIsr(partition, { ...state!, isr: [2] })
    await world.leave(2)
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.to === -1)
    world.settings = { ...world.settings, uncleanLeaderElectionEnable: true }
    world.active.controller.uncleanLeaderElectionEnabled()
    await world.active.fact((fact) => fact.kind === 'leaderElected' && fact.to === 1)
  })
})

describe('reassignment', () => {
  const partition = { topic: 't', partition: 0 }
  const move = async (replicas: number[] | null) =>
    (await world.active.controller.alterPartitionReassignments([{ ...partition, replicas }])).outcomes[0]?.error.code

  const inSync = async (leader: number, isr: number[]) => {
    const state = await world.state('t')
    await world.member(leader).znodes.partitionStates.updateIsr(partition, { ...state!, isr })
  }

  it('adds the new replicas, waits until they are in sync, moves the leader, deletes the old ones', async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [[1, 2]])
    expect(await move([3, 2])).toBe(0)
    const moving = { replicas: [3, 2, 1], addingReplicas: [3], removingReplicas: [1] }
    await world.broker(3).saw(telling('LeaderAndIsr', { ...moving, isNew: true }))
    const { controller, znodes } = world.active
    expect((await controller.listPartitionReassignments(null)).reassignments).toEqual([
      { ...partition, replicas: [3, 2, 1], addingReplicas: [3], removingReplicas: [1] },
    ])
    expect((await znodes.topics.assignment('t'))?.partitions.get(0)?.addingReplicas).toEqual([3])
    await inSync(1, [1, 2, 3])
    await world.broker(1).saw(telling('StopReplica', { deletePartition: true }))
    await expect
      .poll(async () => (await znodes.topics.assignment('t'))?.partitions.get(0), { timeout: 5000 })
      .toEqual({
        replicas: [3, 2],
        addingReplicas: [],
        removingReplicas: [],
      })
    await expect.poll(() => world.broker(1).metadata.partition('t', 0)?.replicas, { timeout: 5000 }).toEqual([3, 2])
    expect(await world.state('t')).toMatchObject({ leader: 3, isr: [2, 3] })
    expect((await controller.listPartitionReassignments([partition])).reassignments).toEqual([])
  })

  it('is cancelled: the added replica is deleted, the original ones stay', async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [[1, 2]])
    expect(await move(null)).toBe(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS)
    expect(await move([1, 9])).toBe(ErrorCode.INVALID_REPLICA_ASSIGNMENT)
    expect(await move([3, 1])).toBe(0)
    expect(await move(null)).toBe(0)
    await world.broker(3).saw(telling('StopReplica', { deletePartition: true }))
    const assignment = (await world.active.znodes.topics.assignment('t'))?.partitions.get(0)
    expect(assignment).toEqual({ replicas: [1, 2], addingReplicas: [], removingReplicas: [] })
    expect(await world.state('t')).toMatchObject({ leader: 1, isr: [1, 2] })
  })

  it('goes on under another controller', async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [[2]])
    expect(await move([3])).toBe(0)
    await world.leave(1)
    await Promise.race([2, 3].map((id) => world.member(id).fact((fact) => fact.kind === 'controllerElected')))
    await world.broker(3).saw(telling('LeaderAndIsr', { addingReplicas: [3], leaderEpoch: 2 }))
    await inSync(2, [2, 3])
    await expect.poll(async () => (await world.state('t'))?.isr, { timeout: 5000, interval: 20 }).toEqual([3])
    expect(await world.state('t')).toMatchObject({ leader: 3 })
    await world.broker(2).saw(telling('StopReplica', { deletePartition: true }))
  })

  it('through the znode of the older tool, which is removed at the end', async () => {
    await start([1, 2])
    await world.createTopic('t', [[1]])
    const outsider = await world.outsider()
    await outsider.admin.requestReassignments([
      { ...partition, replicas: [2] },
      { topic: 'x', partition: 0, replicas: [1] },
    ])
    await world.broker(2).saw(({ name }) => name === 'LeaderAndIsr')
    await inSync(1, [1, 2])
    await expect.poll(() => outsider.admin.watchReassignments(), { timeout: 5000, interval: 20 }).toBe(false)
    expect(await world.state('t')).toMatchObject({ leader: 2, isr: [2] })
  })
})

describe('fencing', () => {
  it('a controller whose epoch is over writes nothing more and resigns', async () => {
    await start([1, 2])
    await world.createTopic('t', [[2, 1]])
    const outsider = await world.outsider()
    await outsider.client.setData('/controller_epoch', Buffer.from('7'), -1)
    const before = await world.state('t')
    const result = await world.active.controller.handleControlledShutdown(2, -1)
    expect(result).toEqual({ errorCode: ErrorCode.STALE_CONTROLLER_EPOCH })
    const resigned = await world.member(1).fact((fact) => fact.kind === 'controllerResigned')
    expect(resigned).toMatchObject({ controllerEpoch: 1 })
    expect(await outsider.partitionStates.get({ topic: 't', partition: 0 })).toEqual(before)
  })

  it('one that was frozen past its session resigns before its new session, and registers anew', async () => {
    await start([1, 2, 3])
    await world.createTopic('t', [[2, 3, 1]])
    const frozen = world.member(1)
    const epochBefore = frozen.brokerEpoch
    frozen.network.freeze()
    const sessionBefore = frozen.client.sessionId
    const sessionAtResignation = frozen
      .fact((fact) => fact.kind === 'controllerResigned' && fact.why === 'its session expired')
      .then(() => frozen.client.sessionId)
    const late = frozen.controller.electLeaders([{ topic: 't', partition: 0 }], 'unclean')
    const lateShutdown = frozen.controller.handleControlledShutdown(2, -1)
    const elected = await Promise.race(
      [2, 3].map((id) => world.member(id).fact((fact) => fact.kind === 'controllerElected')),
    )
    expect(elected).toMatchObject({ controllerEpoch: 2 })
    const before = await world.member(2).znodes.partitionStates.get({ topic: 't', partition: 0 })
    frozen.network.thaw()
    expect(await sessionAtResignation).toBe(sessionBefore)
    await late
    expect((await lateShutdown).errorCode).not.toBe(0)
    await expect.poll(() => frozen.brokerEpoch, { timeout: 5000, interval: 20 }).toBeGreaterThan(epochBefore)
    await expect.poll(() => frozen.controller.activeControllerId, { timeout: 5000 }).toBeGreaterThan(1)
    expect(frozen.controller.isActive).toBe(false)
    const after = await world.member(2).znodes.partitionStates.get({ topic: 't', partition: 0 })
    expect(after).toMatchObject({ leader: before?.leader, controllerEpoch: 2 })
  })
})
