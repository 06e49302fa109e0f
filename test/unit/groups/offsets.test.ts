import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { GroupWorld, offset } from './group-world'

const PRODUCER = {
  groupId: 'g',
  memberId: '',
  groupInstanceId: null,
  generationId: -1,
  producerId: 7n,
  producerEpoch: 0,
}
const RETENTION_MS = 10 * 60_000

let world: GroupWorld

beforeEach(async () => {
  world = await GroupWorld.open({ 'offsets.retention.minutes': '10', 'offsets.retention.check.interval.ms': '60000' })
})
afterEach(() => world.close())

const codes = (outcomes: readonly { errorCode: number }[]) => outcomes.map(({ errorCode }) => errorCode)

describe('commits', () => {
  it('without a group are kept, and read back by the next coordinator', async () => {
    expect(codes(await world.commit([offset(0, 5, { metadata: 'm', leaderEpoch: 3 }), offset(1, 6)]))).toEqual([0, 0])
    await world.failOver()
    expect(world.fetch(0)).toEqual({ topic: 't', partition: 0, errorCode: 0, offset: 5, leaderEpoch: 3, metadata: 'm' })
    expect(world.fetch(9)).toMatchObject({ errorCode: 0, offset: -1, leaderEpoch: -1, metadata: '' })
    const all = world.coordinator.fetchOffsets('g', undefined, false).offsets
    expect(all.map(({ partition }) => partition)).toEqual([0, 1])
    expect(world.coordinator.list(new Set())).toEqual({
      errorCode: 0,
      groups: [{ groupId: 'g', protocolType: '', state: 'Empty' }],
    })
  })

  it('are seen only when they are stored', async () => {
    await world.commit([offset(0, 1)])
    world.holding = true
    const committing = world.commit([offset(0, 2)])
    expect(world.fetch(0)).toMatchObject({ offset: 1, errorCode: 0 })
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: -1, errorCode: ErrorCode.UNSTABLE_OFFSET_COMMIT })
    await world.release()
    expect(codes(await committing)).toEqual([0])
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: 2, errorCode: 0 })
  })

  it.each([
    [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.COORDINATOR_NOT_AVAILABLE],
    [ErrorCode.NOT_ENOUGH_REPLICAS, ErrorCode.COORDINATOR_NOT_AVAILABLE],
    [ErrorCode.NOT_LEADER_OR_FOLLOWER, ErrorCode.NOT_COORDINATOR],
    [ErrorCode.KAFKA_STORAGE_ERROR, ErrorCode.NOT_COORDINATOR],
    [ErrorCode.MESSAGE_TOO_LARGE, ErrorCode.INVALID_COMMIT_OFFSET_SIZE],
    [ErrorCode.REQUEST_TIMED_OUT, ErrorCode.REQUEST_TIMED_OUT],
  ])('a failed append %i is told as %i and leaves what was', async (appendError, told) => {
    await world.commit([offset(0, 1)])
    world.appendError = appendError
    expect(codes(await world.commit([offset(0, 2)]))).toEqual([told])
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: 1, errorCode: 0 })
  })

  it('metadata too long costs its partition only', async () => {
    const outcomes = await world.commit([offset(0, 1, { metadata: 'x'.repeat(4097) }), offset(1, 1)])
    expect(codes(outcomes)).toEqual([ErrorCode.OFFSET_METADATA_TOO_LARGE, 0])
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: -1, errorCode: 0 })
  })

  it('need a member of the current generation once there are members', async () => {
    expect(codes(await world.commit([offset(0, 1)], { generationId: 3 }))).toEqual([ErrorCode.ILLEGAL_GENERATION])
    const [leader] = await world.stableGroup(1, { groupInstanceId: 'one' })
    const { memberId } = leader!
    const errorOf = async (change: object) => (await world.commit([offset(0, 1)], change))[0]!.errorCode
    expect(await errorOf({})).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(await errorOf({ memberId, generationId: 0 })).toBe(ErrorCode.ILLEGAL_GENERATION)
    expect(await errorOf({ memberId: 'x', generationId: 1 })).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(await errorOf({ memberId: 'x', generationId: 1, groupInstanceId: 'one' })).toBe(ErrorCode.FENCED_INSTANCE_ID)
    expect(await errorOf({ memberId, generationId: 1 })).toBe(0)
    const next = await world.join({ memberId })
    expect(await errorOf({ memberId, generationId: next.generationId })).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
  })
})

describe('transactional commits', () => {
  it('count once the transaction is committed, also for the next coordinator', async () => {
    await world.commit([offset(0, 1)])
    expect(codes(await world.coordinator.commitTransactionalOffsets({ ...PRODUCER, offsets: [offset(0, 9)] }))).toEqual(
      [0],
    )
    expect(world.fetch(0)).toMatchObject({ offset: 1 })
    expect(world.fetch(0, 't', true).errorCode).toBe(ErrorCode.UNSTABLE_OFFSET_COMMIT)
    await world.failOver()
    expect(world.fetch(0)).toMatchObject({ offset: 1 })
    expect(world.fetch(0, 't', true).errorCode).toBe(ErrorCode.UNSTABLE_OFFSET_COMMIT)
    world.mark(7n, 'commit')
    world.coordinator.completeTransaction(7n, [0], true)
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: 9, errorCode: 0 })
    await world.failOver()
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: 9, errorCode: 0 })
  })

  it('are forgotten when it is aborted', async () => {
    await world.commit([offset(0, 1)])
    await world.coordinator.commitTransactionalOffsets({ ...PRODUCER, offsets: [offset(0, 9)] })
    world.mark(7n, 'abort')
    world.coordinator.completeTransaction(7n, [0], false)
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: 1, errorCode: 0 })
    await world.failOver()
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: 1, errorCode: 0 })
  })

  it('do not undo what was committed after them', async () => {
    await world.coordinator.commitTransactionalOffsets({ ...PRODUCER, offsets: [offset(0, 9)] })
    await world.commit([offset(0, 20)])
    world.mark(7n, 'commit')
    world.coordinator.completeTransaction(7n, [0], true)
    expect(world.fetch(0)).toMatchObject({ offset: 20 })
    await world.failOver()
    expect(world.fetch(0)).toMatchObject({ offset: 20 })
  })

  it('decided before their own append is confirmed, count as soon as it is', async () => {
    world.holding = true
    const committing = world.coordinator.commitTransactionalOffsets({ ...PRODUCER, offsets: [offset(0, 9)] })
    world.mark(7n, 'commit')
    world.coordinator.completeTransaction(7n, [0], true)
    expect(world.fetch(0).offset).toBe(-1)
    await world.release()
    expect(codes(await committing)).toEqual([0])
    expect(world.fetch(0, 't', true)).toMatchObject({ offset: 9, errorCode: 0 })
  })

  it('a marker for other partitions decides nothing here', async () => {
    await world.coordinator.commitTransactionalOffsets({ ...PRODUCER, offsets: [offset(0, 9)] })
    world.coordinator.completeTransaction(7n, [1], true)
    expect(world.fetch(0)).toMatchObject({ offset: -1 })
  })

  it('say who they are only if they want to', async () => {
    const [leader] = await world.stableGroup(1)
    const commit = async (change: object) =>
      codes(await world.coordinator.commitTransactionalOffsets({ ...PRODUCER, ...change, offsets: [offset(0, 9)] }))
    expect(await commit({})).toEqual([0])
    expect(await commit({ memberId: leader!.memberId, generationId: 1 })).toEqual([0])
    expect(await commit({ memberId: leader!.memberId, generationId: 0 })).toEqual([ErrorCode.ILLEGAL_GENERATION])
    expect(await commit({ memberId: 'x' })).toEqual([ErrorCode.UNKNOWN_MEMBER_ID])
  })

  it('a failed one holds up nobody', async () => {
    world.appendError = ErrorCode.INVALID_PRODUCER_EPOCH
    expect(codes(await world.coordinator.commitTransactionalOffsets({ ...PRODUCER, offsets: [offset(0, 9)] }))).toEqual(
      [ErrorCode.INVALID_PRODUCER_EPOCH],
    )
    expect(world.fetch(0, 't', true).errorCode).toBe(0)
  })
})

describe('what is gone', () => {
  const groups = () => world.coordinator.list(new Set()).groups.map(({ groupId }) => groupId)

  it('offsets of nobody expire by their commit, and the group with the last of them', async () => {
    const nowMs = world.time.wallMs()
    await world.commit([
      offset(0, 1, { commitTimestampMs: nowMs }),
      offset(1, 1, { commitTimestampMs: nowMs + 60_000 }),
    ])
    await world.pass(RETENTION_MS)
    expect([world.fetch(0).offset, world.fetch(1).offset]).toEqual([-1, 1])
    await world.failOver()
    expect([world.fetch(0).offset, world.fetch(1).offset]).toEqual([-1, 1])
    await world.pass(60_000)
    expect(groups()).toEqual([])
    await world.failOver()
    expect(groups()).toEqual([])
  })

  it('a retention of their own comes first', async () => {
    await world.commit([offset(0, 1, { expireTimestampMs: world.time.wallMs() + 90_000 })])
    await world.failOver()
    await world.pass(60_000)
    expect(world.fetch(0).offset).toBe(1)
    await world.pass(60_000)
    expect(world.fetch(0).offset).toBe(-1)
  })

  it('of a group with members only what nobody reads expires; without members all does, since then', async () => {
    const [leader] = await world.stableGroup(1, { sessionTimeoutMs: 1_800_000 })
    const stamp = { memberId: leader!.memberId, generationId: 1 }
    await world.commit([offset(0, 1), offset(0, 1, { topic: 'other' })], stamp)
    await world.pass(RETENTION_MS)
    expect([world.fetch(0).offset, world.fetch(0, 'other').offset]).toEqual([1, -1])
    world.coordinator.leave('g', [{ memberId: leader!.memberId, groupInstanceId: null }])
    await world.pass(RETENTION_MS - 60_000)
    expect(world.fetch(0).offset).toBe(1)
    await world.pass(60_000)
    expect(groups()).toEqual([])
    await world.failOver()
    expect(groups()).toEqual([])
  })

  it('groups are deleted without members only, and their offsets with them', async () => {
    const [leader] = await world.stableGroup(1)
    await world.commit([offset(0, 1)], { memberId: leader!.memberId, generationId: 1 })
    expect(world.coordinator.deleteGroup('g')).toBe(ErrorCode.NON_EMPTY_GROUP)
    expect(world.coordinator.deleteGroup('x')).toBe(ErrorCode.GROUP_ID_NOT_FOUND)
    world.coordinator.leave('g', [{ memberId: leader!.memberId, groupInstanceId: null }])
    expect(world.coordinator.deleteGroup('g')).toBe(0)
    expect(world.coordinator.deleteGroup('g')).toBe(ErrorCode.GROUP_ID_NOT_FOUND)
    await world.quiet()
    await world.failOver()
    expect([groups(), world.fetch(0).offset]).toEqual([[], -1])
  })

  it('offsets are deleted where no member reads', async () => {
    const [leader] = await world.stableGroup(1)
    const stamp = { memberId: leader!.memberId, generationId: 1 }
    await world.commit([offset(0, 1), offset(0, 2, { topic: 'other' })], stamp)
    const both = [
      { topic: 't', partition: 0 },
      { topic: 'other', partition: 0 },
    ]
    const { errorCode, partitions } = world.coordinator.deleteOffsets('g', both)
    expect([errorCode, ...codes(partitions)]).toEqual([0, ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC, 0])
    await world.failOver()
    expect([world.fetch(0).offset, world.fetch(0, 'other').offset]).toEqual([1, -1])
    expect(world.coordinator.deleteOffsets('x', both).errorCode).toBe(ErrorCode.GROUP_ID_NOT_FOUND)
  })

  it('in a group of another kind, or one whose subscriptions are not understood, none', async () => {
    await world.stableGroup(1, { protocolType: 'connect' })
    const asked = [{ topic: 't', partition: 0 }]
    expect(world.coordinator.deleteOffsets('g', asked).errorCode).toBe(ErrorCode.NON_EMPTY_GROUP)
    const odd = { groupId: 'odd', protocols: [{ name: 'range', metadata: Buffer.from('?') }] }
    void world.join(odd)
    await world.pass(0)
    const { partitions } = world.coordinator.deleteOffsets('odd', asked)
    expect(codes(partitions)).toEqual([ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC])
  })

  it('with a deleted topic its offsets go', async () => {
    await world.commit([offset(0, 1), offset(1, 2)])
    world.coordinator.onPartitionsDeleted([{ topic: 't', partition: 0 }])
    expect([world.fetch(0).offset, world.fetch(1).offset]).toEqual([-1, 2])
    await world.failOver()
    expect([world.fetch(0).offset, world.fetch(1).offset]).toEqual([-1, 2])
  })
})
