import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { GroupWorld, joinRequest, subscription } from './group-world'

let world: GroupWorld

beforeEach(async () => {
  world = await GroupWorld.open()
})
afterEach(() => world.close())

describe('joining', () => {
  it('a new dynamic member gets its id first, and joins with it', async () => {
    const first = await world.join({ requireKnownMemberId: true, clientId: 'app' })
    expect(first).toMatchObject({ errorCode: ErrorCode.MEMBER_ID_REQUIRED, generationId: -1, protocolName: null })
    expect(first.memberId).toMatch(/^app-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const joining = world.join({ memberId: first.memberId, requireKnownMemberId: true })
    await world.pass(0)
    const { memberId } = first
    expect(await joining).toMatchObject({
      ...{
        errorCode: 0,
        memberId,
        generationId: 1,
        leaderId: memberId,
        protocolType: 'consumer',
        protocolName: 'range',
      },
      members: [{ memberId, groupInstanceId: null, metadata: subscription('t') }],
    })
  })

  it('the first generation waits for more members, longer while they come, up to the rebalance timeout', async () => {
    world.newCoordinator({ 'group.initial.rebalance.delay.ms': '1000' })
    await world.elect()
    const answers: number[] = []
    const join = (clientId: string) =>
      void world.join({ clientId, rebalanceTimeoutMs: 2_500 }).then(({ generationId }) => answers.push(generationId))
    join('a')
    await world.pass(999)
    join('b')
    await world.pass(500)
    expect(answers).toEqual([])
    await world.pass(499)
    join('c')
    await world.pass(500)
    expect(answers).toEqual([])
    // 1000 + 1000 + what is left of 2500.
    await world.pass(2)
    expect(answers).toEqual([1, 1, 1])
  })

  it('a further member makes all join again; the leader stays, and only it learns of all', async () => {
    const [leader] = await world.stableGroup(1)
    expect(world.state()).toBe('Stable')
    const second = world.join({ clientId: 'second' })
    await world.quiet()
    expect(world.state()).toBe('PreparingRebalance')
    expect(world.heartbeat(leader!)).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
    const again = world.join({ memberId: leader!.memberId })
    const [first, other] = await Promise.all([again, second])
    expect(first).toMatchObject({ generationId: 2, leaderId: leader!.memberId })
    expect(first.members.map(({ memberId }) => memberId)).toEqual([leader!.memberId, other.memberId])
    expect(other).toMatchObject({ generationId: 2, leaderId: leader!.memberId, members: [] })
  })

  it('a member that does not come back in time is out of the next generation, a static one keeps its place', async () => {
    const leader = (await world.stableGroup(1, { sessionTimeoutMs: 60_000 }))[0]!
    const joining = [
      world.join({ clientId: 'late', sessionTimeoutMs: 60_000 }),
      world.join({ groupInstanceId: 'fixed', sessionTimeoutMs: 60_000 }),
      world.join({ memberId: leader.memberId, sessionTimeoutMs: 60_000 }),
    ]
    const joined = await Promise.all(joining)
    expect(joined[2]!.members).toHaveLength(3)
    await world.sync(joined[2]!)
    const next = world.join({ memberId: leader.memberId, sessionTimeoutMs: 60_000 })
    await world.pass(4_999)
    expect(world.coordinator.describe('g').state).toBe('PreparingRebalance')
    await world.pass(1)
    expect((await next).members.map(({ groupInstanceId }) => groupInstanceId)).toEqual([null, 'fixed'])
  })

  it('waits for members that were given an id, until that lapses', async () => {
    await world.join({ requireKnownMemberId: true, sessionTimeoutMs: 300 })
    const leader = (await world.stableGroup(1))[0]!
    const again = world.join({ memberId: leader.memberId })
    await world.pass(299)
    expect(world.state()).toBe('PreparingRebalance')
    await world.pass(1)
    expect(await again).toMatchObject({ generationId: 2 })
  })

  it('a member that asks again in the same generation gets the same answer, a changed one starts a rebalance', async () => {
    const [leader, follower] = await world.stableGroup(2)
    expect(await world.join({ memberId: follower!.memberId })).toMatchObject({ generationId: 1, members: [] })
    expect(world.state()).toBe('Stable')
    const changed = [{ name: 'range', metadata: subscription('t', 'u') }]
    void world.join({ memberId: follower!.memberId, protocols: changed })
    await world.quiet()
    expect(world.heartbeat(leader!)).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
  })

  it('the protocol is what all know and most prefer', async () => {
    const protocols = (...names: string[]) => names.map((name) => ({ name, metadata: subscription('t') }))
    const joining = [
      world.join({ protocols: protocols('sticky', 'range', 'roundrobin') }),
      world.join({ protocols: protocols('range', 'roundrobin') }),
      world.join({ protocols: protocols('roundrobin', 'range') }),
    ]
    await world.pass(0)
    expect(await joining[0]).toMatchObject({ protocolName: 'range' })
    const stranger = await world.join({ protocols: protocols('other') })
    expect(stranger.errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    const connect = await world.join({ protocolType: 'connect' })
    expect(connect.errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
  })

  it('a full group takes nobody more', async () => {
    await world.failOver({ 'group.max.size': '2' })
    const [leader] = await world.stableGroup(2)
    expect(await world.join()).toMatchObject({ errorCode: ErrorCode.GROUP_MAX_SIZE_REACHED, memberId: '' })
    expect(world.heartbeat(leader!)).toBe(0)
  })

  it.each([
    ['a session timeout below the least', { sessionTimeoutMs: 99 }, ErrorCode.INVALID_SESSION_TIMEOUT],
    ['a session timeout above the most', { sessionTimeoutMs: 1_800_001 }, ErrorCode.INVALID_SESSION_TIMEOUT],
    ['no group', { groupId: '' }, ErrorCode.INVALID_GROUP_ID],
    ['a member of a group that is not there', { memberId: 'm' }, ErrorCode.UNKNOWN_MEMBER_ID],
    ['no protocols', { protocols: [] }, ErrorCode.INCONSISTENT_GROUP_PROTOCOL],
    ['no protocol type', { protocolType: '' }, ErrorCode.INCONSISTENT_GROUP_PROTOCOL],
  ])('refuses %s', async (_, change, errorCode) => {
    expect(await world.join(change)).toMatchObject({ errorCode })
  })
})

describe('assignments', () => {
  it('followers wait for the leader, and everybody gets its own; who got none gets nothing', async () => {
    const joining = [world.join(), world.join(), world.join()]
    await world.pass(0)
    const [leader, second, third] = await Promise.all(joining)
    const waiting = [world.sync(second!), world.sync(third!)]
    expect(world.state()).toBe('CompletingRebalance')
    const own = await world.sync(leader!, { [leader!.memberId]: 'one', [second!.memberId]: 'two' })
    expect(own).toMatchObject({
      errorCode: 0,
      protocolType: 'consumer',
      protocolName: 'range',
      assignment: Buffer.from('one'),
    })
    expect((await Promise.all(waiting)).map(({ assignment }) => assignment.toString())).toEqual(['two', ''])
    expect(world.state()).toBe('Stable')
    expect((await world.sync(second!)).assignment.toString()).toBe('two')
  })

  it('are answered only when they are stored', async () => {
    world.holding = true
    const joining = world.join()
    await world.pass(0)
    const joined = await joining
    let answered = false
    void world.sync(joined, { [joined.memberId]: 'a' }).then(() => {
      answered = true
    })
    await world.quiet()
    expect([answered, world.state()]).toEqual([false, 'CompletingRebalance'])
    await world.release()
    expect([answered, world.state()]).toEqual([true, 'Stable'])
  })

  it('that cannot be stored make everybody join again', async () => {
    const joining = world.join()
    await world.pass(0)
    world.appendError = ErrorCode.NOT_ENOUGH_REPLICAS
    const refused = await world.sync(await joining)
    expect(refused.errorCode).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE)
    expect(world.state()).toBe('PreparingRebalance')
  })

  it('a member that joins meanwhile ends the wait', async () => {
    const joining = [world.join(), world.join()]
    await world.pass(0)
    const [, follower] = await Promise.all(joining)
    const waiting = world.sync(follower!)
    void world.join({ clientId: 'third' })
    expect(await waiting).toMatchObject({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS })
    expect((await world.sync(follower!)).errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
  })

  it('an old generation, an unknown member or another protocol gets none', async () => {
    const [leader] = await world.stableGroup(1)
    const sync = { groupId: 'g', memberId: leader!.memberId, groupInstanceId: null, generationId: 1 }
    const asked = { ...sync, protocolType: null, protocolName: null, assignments: new Map() }
    const errorOf = async (change: object) => (await world.coordinator.sync({ ...asked, ...change })).errorCode
    expect(await errorOf({ generationId: 0 })).toBe(ErrorCode.ILLEGAL_GENERATION)
    expect(await errorOf({ memberId: 'x' })).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(await errorOf({ groupId: 'x' })).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(await errorOf({ protocolType: 'connect' })).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    expect(await errorOf({ protocolName: 'sticky' })).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    expect(await errorOf({ protocolType: 'consumer', protocolName: 'range' })).toBe(0)
  })
})

describe('sessions', () => {
  it('last while heartbeats come, and end without', async () => {
    const [leader, follower] = await world.stableGroup(2)
    for (let beat = 0; beat < 5; beat++) {
      await world.pass(900)
      expect([world.heartbeat(leader!), world.heartbeat(follower!)]).toEqual([0, 0])
    }
    await world.pass(900)
    expect(world.heartbeat(leader!)).toBe(0)
    await world.pass(100)
    expect(world.state()).toBe('PreparingRebalance')
    expect(world.heartbeat(leader!)).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
    expect(world.heartbeat(follower!)).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
  })

  it('do not end while a member waits for the others', async () => {
    const leader = (await world.stableGroup(2, { rebalanceTimeoutMs: 60_000 }))[0]!
    const again = world.join({ memberId: leader.memberId })
    await world.pass(500)
    let answered = false
    void again.then(() => {
      answered = true
    })
    // The other one's session ends, so the wait does; the leader did not have to send anything.
    await world.pass(600)
    expect(answered).toBe(true)
    expect((await again).members).toHaveLength(1)
  })

  it('a new member that waits is given up after five minutes', async () => {
    const [leader] = await world.stableGroup(1, { sessionTimeoutMs: 1_000_000, rebalanceTimeoutMs: 1_000_000 })
    const waiting = world.join({ clientId: 'gone' })
    await world.pass(5 * 60_000)
    expect(await waiting).toMatchObject({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID, memberId: '' })
    expect(world.heartbeat(leader!)).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
  })

  it('a commit is a sign of life', async () => {
    const [leader] = await world.stableGroup(1)
    await world.pass(900)
    const stamp = { memberId: leader!.memberId, generationId: 1 }
    await world.commit([{ ...OFFSET }], stamp)
    await world.pass(900)
    expect(world.heartbeat(leader!)).toBe(0)
  })

  it('the last member gone, the group is empty, of the next generation, and stored so', async () => {
    const [leader] = await world.stableGroup(1)
    expect(world.coordinator.leave('g', [{ memberId: leader!.memberId, groupInstanceId: null }])).toEqual({
      errorCode: 0,
      members: [{ memberId: leader!.memberId, groupInstanceId: null, errorCode: 0 }],
    })
    expect(world.state()).toBe('Empty')
    await world.quiet()
    await world.failOver()
    expect(world.coordinator.describe('g')).toMatchObject({ state: 'Empty', protocolType: 'consumer', members: [] })
    const joining = world.join()
    await world.pass(0)
    expect(await joining).toMatchObject({ generationId: 3 })
  })

  it('leaving: unknown, pending and by instance', async () => {
    const pending = await world.join({ requireKnownMemberId: true })
    await world.stableGroup(1, { groupInstanceId: 'one' })
    const { errorCode, members } = world.coordinator.leave('g', [
      { memberId: 'nobody', groupInstanceId: null },
      { memberId: pending.memberId, groupInstanceId: null },
      { memberId: 'old', groupInstanceId: 'one' },
      { memberId: '', groupInstanceId: 'one' },
    ])
    expect(errorCode).toBe(0)
    expect(members.map((member) => member.errorCode)).toEqual([
      ...[ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.NONE, ErrorCode.FENCED_INSTANCE_ID, ErrorCode.NONE],
    ])
    expect(world.state()).toBe('Empty')
  })
})

describe('static members', () => {
  const instance = { groupInstanceId: 'one', sessionTimeoutMs: 10_000 }

  it('come back within their session without a rebalance; the old life is fenced', async () => {
    const [leader] = await world.stableGroup(1, instance)
    expect(leader!.memberId).toMatch(/^one-/)
    const back = await world.join(instance)
    // The former id leads, so that the new one does not share out work that nobody would get.
    expect(back).toMatchObject({ errorCode: 0, generationId: 1, leaderId: leader!.memberId, members: [] })
    expect(back.memberId).not.toBe(leader!.memberId)
    expect(world.state()).toBe('Stable')
    expect((await world.sync(back, {}, 'one')).assignment.toString()).toBe('a0')
    expect(world.heartbeat(back, 'one')).toBe(0)
    expect(world.heartbeat(leader!, 'one')).toBe(ErrorCode.FENCED_INSTANCE_ID)
    expect(world.heartbeat(leader!)).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect((await world.join({ ...instance, memberId: leader!.memberId })).errorCode).toBe(ErrorCode.FENCED_INSTANCE_ID)
    await world.failOver()
    expect(world.heartbeat(back, 'one')).toBe(0)
  })

  it('since JoinGroup 9 a leader that comes back is told that it leads and has nothing to do', async () => {
    await world.stableGroup(1, instance)
    const back = await world.join({ ...instance, supportsSkippingAssignment: true })
    expect(back).toMatchObject({ leaderId: back.memberId, skipAssignment: true })
    expect(back.members).toHaveLength(1)
  })

  it('a new id that cannot be stored leaves the old one', async () => {
    const [leader] = await world.stableGroup(1, instance)
    world.appendError = ErrorCode.REQUEST_TIMED_OUT
    expect(await world.join(instance)).toMatchObject({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS, memberId: '' })
    expect(world.heartbeat(leader!, 'one')).toBe(0)
  })

  it('come back with another protocol, or during a rebalance: all join again', async () => {
    const joining = [world.join(instance), world.join({ ...instance, groupInstanceId: 'two' })]
    await world.pass(0)
    const [, second] = await Promise.all(joining)
    const waiting = world.sync(second!, {}, 'two')
    void world.join(instance)
    expect((await waiting).errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
    expect(world.state()).toBe('PreparingRebalance')
  })

  it('a waiting request of the old life hears that it is fenced', async () => {
    await world.stableGroup(2, { sessionTimeoutMs: 10_000 })
    const old = world.join(instance)
    await world.quiet()
    void world.join(instance)
    expect(await old).toMatchObject({ errorCode: ErrorCode.FENCED_INSTANCE_ID })
  })

  it('unknown instances and ids', async () => {
    const [leader] = await world.stableGroup(1)
    const join = async (change: object) => (await world.join({ ...joinRequest(), ...change })).errorCode
    expect(await join({ memberId: leader!.memberId, groupInstanceId: 'x' })).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(await join({ memberId: 'x' })).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
  })
})

const OFFSET = {
  ...{ topic: 't', partition: 0, offset: 1, leaderEpoch: -1, metadata: '' },
  ...{ commitTimestampMs: 0, expireTimestampMs: undefined },
}
