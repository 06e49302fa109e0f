import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { GroupWorld, joinRequest, offset } from './group-world'

let world: GroupWorld

beforeEach(async () => {
  world = await GroupWorld.open()
})
afterEach(() => world.close())

describe('the coordinator of a group', () => {
  it('goes on where the former one was', async () => {
    const members = await world.stableGroup(2, { groupInstanceId: null })
    const before = world.coordinator.describe('g')
    expect(before).toMatchObject({ state: 'Stable', protocol: 'range', protocolType: 'consumer' })
    await world.failOver()
    expect(world.coordinator.describe('g')).toEqual(before)
    expect(members.map((member) => world.heartbeat(member))).toEqual([0, 0])
    expect((await world.sync(members[1]!)).assignment.toString()).toBe('a1')
    // Their sessions began anew.
    await world.pass(1_000)
    expect(world.heartbeat(members[0]!)).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
  })

  it('answers for groups of other brokers that it is not theirs', async () => {
    const [leader] = await world.stableGroup(1)
    world.coordinator.onResignation(0)
    expect(world.heartbeat(leader!)).toBe(ErrorCode.NOT_COORDINATOR)
    expect((await world.join()).errorCode).toBe(ErrorCode.NOT_COORDINATOR)
    expect((await world.sync(leader!)).errorCode).toBe(ErrorCode.NOT_COORDINATOR)
    expect(world.coordinator.leave('g', [])).toEqual({ errorCode: ErrorCode.NOT_COORDINATOR, members: [] })
    expect((await world.commit([offset(0, 1)]))[0]!.errorCode).toBe(ErrorCode.NOT_COORDINATOR)
    expect(world.coordinator.fetchOffsets('g', undefined, false).errorCode).toBe(ErrorCode.NOT_COORDINATOR)
    expect(world.coordinator.describe('g')).toMatchObject({ errorCode: ErrorCode.NOT_COORDINATOR, state: '' })
    expect(world.coordinator.deleteGroup('g')).toBe(ErrorCode.NOT_COORDINATOR)
    expect(world.coordinator.deleteOffsets('g', []).errorCode).toBe(ErrorCode.NOT_COORDINATOR)
    expect(world.coordinator.list(new Set()).groups).toEqual([])
  })

  it('tells those that wait when it loses the group', async () => {
    await world.stableGroup(1, { sessionTimeoutMs: 100_000 })
    const joining = world.join()
    await world.quiet()
    world.coordinator.onResignation(0)
    expect((await joining).errorCode).toBe(ErrorCode.NOT_COORDINATOR)
    await world.elect()
    const other = { groupId: 'h' }
    const two = [world.join(other), world.join(other)]
    await world.pass(0)
    const [, follower] = await Promise.all(two)
    const syncing = world.coordinator.sync({
      ...{ groupId: 'h', memberId: follower!.memberId, groupInstanceId: null, generationId: 1 },
      ...{ protocolType: null, protocolName: null, assignments: new Map() },
    })
    world.coordinator.onResignation(0)
    expect((await syncing).errorCode).toBe(ErrorCode.NOT_COORDINATOR)
    // Nothing of what it set in motion is left.
    expect(world.time.waiting).toBe(1)
  })

  it('says so while it reads', async () => {
    const [leader] = await world.stableGroup(1)
    await world.commit([offset(0, 1)], { memberId: leader!.memberId, generationId: 1 })
    world.coordinator.onResignation(0)
    const electing = world.elect()
    expect((await world.join()).errorCode).toBe(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)
    expect(world.heartbeat(leader!)).toBe(0)
    expect((await world.sync(leader!)).errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
    expect(world.coordinator.list(new Set()).errorCode).toBe(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)
    expect(world.coordinator.fetchOffsets('g', undefined, false).errorCode).toBe(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)
    await electing
    expect(world.coordinator.list(new Set()).errorCode).toBe(0)
    expect(world.fetch(0).offset).toBe(1)
  })

  it('a leadership lost while reading leaves nothing behind, and the next one reads anew', async () => {
    await world.commit([offset(0, 1)])
    world.coordinator.onResignation(0)
    world.coordinator.onElection(0, 10)
    // The records are read, and the reader gives way before it puts the groups in place.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    world.coordinator.onResignation(0)
    await world.coordinator.loaded()
    expect(world.coordinator.list(new Set()).groups).toEqual([])
    world.coordinator.onElection(0, 11)
    await world.coordinator.loaded()
    expect(world.fetch(0).offset).toBe(1)
  })

  it('a commit that was under way when the group moved changes nothing at the former coordinator', async () => {
    const former = world.coordinator
    world.holding = true
    const committing = world.commit([offset(0, 5)])
    former.onResignation(0)
    world.newCoordinator()
    await world.elect()
    await world.release()
    expect((await committing)[0]!.errorCode).toBe(0)
    expect(world.fetch(0).offset).toBe(5)
    expect(former.list(new Set()).groups).toEqual([])
  })

  it('skips records it cannot read', async () => {
    await world.commit([offset(0, 1)])
    const strange = [
      { key: Buffer.from([0, 9, 1]), value: Buffer.from('newer'), timestamp: 0 },
      { key: Buffer.from([0, 1, 0, 9]), value: Buffer.from('cut'), timestamp: 0 },
    ]
    world.log.appendAsLeader(buildRecordBatch(strange), { leaderEpoch: 1, origin: 'coordinator' })
    await world.commit([offset(1, 2)])
    await world.failOver()
    expect([world.fetch(0).offset, world.fetch(1).offset]).toEqual([1, 2])
    expect(world.logs.lines.filter((line) => line.includes('is skipped'))).toHaveLength(2)
  })

  it('loaded with more members than it may have, the group rebalances', async () => {
    await world.stableGroup(3)
    await world.failOver({ 'group.max.size': '2' })
    expect(world.state()).toBe('PreparingRebalance')
  })

  it('lists by state', async () => {
    await world.stableGroup(1)
    await world.coordinator.commitOffsets({
      ...{ groupId: 'simple', memberId: '', groupInstanceId: null, generationId: -1 },
      offsets: [offset(0, 1)],
    })
    expect(world.coordinator.list(new Set(['Stable'])).groups).toEqual([
      { groupId: 'g', protocolType: 'consumer', state: 'Stable' },
    ])
    expect(world.coordinator.list(new Set()).groups).toHaveLength(2)
    expect(world.coordinator.counts()).toMatchObject({ offsets: 1, byState: { Stable: 1, Empty: 1, Dead: 0 } })
  })

  it('tells what happens to its groups', async () => {
    await world.stableGroup(1)
    const states = world.facts.flatMap((fact) => (fact.kind === 'groupStateChanged' ? [`${fact.from} ${fact.to}`] : []))
    expect(states).toEqual([
      'Empty PreparingRebalance',
      'PreparingRebalance CompletingRebalance',
      'CompletingRebalance Stable',
    ])
    await world.failOver()
    expect(world.facts[world.facts.length - 1]).toEqual({ kind: 'groupLoaded', partition: 0, groups: 1, offsets: 0 })
  })

  it('a stopped one answers COORDINATOR_NOT_AVAILABLE', async () => {
    world.coordinator.shutdown()
    expect((await world.coordinator.join(joinRequest())).errorCode).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE)
    expect(world.time.waiting).toBe(0)
  })
})
