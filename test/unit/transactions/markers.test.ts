import { describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { entry, ID, ORDERS_1 } from './entries'
import { turns, World } from './world'

const { NONE, NOT_LEADER_OR_FOLLOWER, NOT_COORDINATOR } = ErrorCode
const lines = (world: World) => world.sent.map(({ brokerId, lines: sent }) => [brokerId, ...sent])

async function ended(partitions: readonly number[], commit = true): Promise<World> {
  const world = await World.elected()
  const producer = await world.begin(partitions)
  await world.coordinator.endTransaction(producer, commit)
  return world
}

describe('markers', () => {
  it('go to a broker in one request when several wait for it', async () => {
    const world = await ended([0])
    world.lead('orders-1', 1)
    for (const id of ['second', 'third']) {
      const { producerId, producerEpoch } = await world.init(id)
      const producer = { transactionalId: id, producerId, producerEpoch }
      await world.coordinator.addPartitions(producer, [ORDERS_1])
      await world.coordinator.endTransaction(producer, false)
    }
    expect(lines(world)).toEqual([[1, 'orders-0 commit 100/0']])
    await world.sent[0]!.answer(NONE)
    expect(lines(world)[1]).toEqual([1, 'orders-1 abort 101/0', 'orders-1 abort 102/0'])
    await world.sent[1]!.answer(NONE)
    expect(world.log.lines.slice(-2)).toEqual(['second CompleteAbort 101/0', 'third CompleteAbort 102/0'])
  })

  it('follow a partition to its next leader', async () => {
    const world = await ended([0, 1])
    await world.sent[1]!.answer(NONE)
    await world.sent[0]!.answer(NOT_LEADER_OR_FOLLOWER)
    expect(world.sent).toHaveLength(2)
    world.lead('orders-0', 3)
    await world.metadataChanges()
    expect(lines(world)[2]).toEqual([3, 'orders-0 commit 100/0'])
    await world.sent[2]!.answer(NONE)
    expect(world.entry().state).toBe('CompleteCommit')
  })

  it('are sent again after a while to who refused for now, but not those that arrived', async () => {
    const world = await World.elected()
    world.lead('orders-1', 1)
    const producer = await world.begin([0, 1])
    await world.coordinator.endTransaction(producer, true)
    await world.sent[0]!.answer({ 'orders-1': ErrorCode.NOT_ENOUGH_REPLICAS })
    expect([...world.entry().partitions.keys()]).toEqual(['orders-1'])
    await world.pass(100)
    expect(lines(world)[1]).toEqual([1, 'orders-1 commit 100/0'])
  })

  it('survive a lost connection', async () => {
    const world = await ended([0])
    await world.sent[0]!.fail()
    await world.pass(100)
    expect(lines(world)).toEqual([
      [1, 'orders-0 commit 100/0'],
      [1, 'orders-0 commit 100/0'],
    ])
  })

  it('do not wait for the answer of a broker that is gone', async () => {
    const world = await ended([0])
    world.dead.add(1)
    world.lead('orders-0', 2)
    await world.metadataChanges()
    await world.pass(100)
    expect(lines(world)[1]).toEqual([2, 'orders-0 commit 100/0'])
    await world.sent[1]!.answer(NONE)
    expect(world.entry().state).toBe('CompleteCommit')
  })

  it('wait for a leader without asking in between', async () => {
    const world = await World.elected()
    world.lead('orders-0', 'unavailable')
    const producer = await world.begin([0])
    await world.coordinator.endTransaction(producer, true)
    await world.pass(60_000)
    expect(world.sent).toEqual([])
    expect(world.entry().state).toBe('PrepareCommit')
    world.lead('orders-0', 2)
    await world.metadataChanges()
    expect(lines(world)).toEqual([[2, 'orders-0 commit 100/0']])
  })

  it('are left out where the partition was deleted', async () => {
    const world = await World.elected()
    const producer = await world.begin([0, 1])
    world.lead('orders-0', 'deleted')
    await world.coordinator.endTransaction(producer, true)
    await turns()
    expect([...world.entry().partitions.keys()]).toEqual(['orders-1'])
    await world.sent[0]!.answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
    expect(world.entry().state).toBe('PrepareCommit')
    world.lead('orders-1', 'deleted')
    await world.metadataChanges()
    expect(world.entry().state).toBe('CompleteCommit')
    expect(world.sent).toHaveLength(1)
  })

  it.each([ErrorCode.TRANSACTION_COORDINATOR_FENCED, ErrorCode.INVALID_PRODUCER_EPOCH])(
    'are given up when a newer one is at work (%i)',
    async (errorCode) => {
      const world = await ended([0])
      await world.sent[0]!.answer(errorCode)
      await world.pass(60_000)
      expect(world.sent).toHaveLength(1)
      expect(world.entry().state).toBe('PrepareCommit')
    },
  )

  it('are tried again after an answer that makes no sense', async () => {
    const world = await ended([0])
    await world.sent[0]!.answer(ErrorCode.CORRUPT_MESSAGE)
    await world.pass(100)
    expect(world.sent).toHaveLength(2)
  })

  it('of a coordinator that resigned change nothing', async () => {
    const world = await ended([0])
    world.coordinator.onResignation(0)
    await world.sent[0]!.answer(NONE)
    await world.pass(60_000)
    expect(world.sent).toHaveLength(1)
    expect(world.log.lines.at(-1)).toBe(`${ID} PrepareCommit 100/0 orders-0`)
    expect((await world.init()).errorCode).toBe(NOT_COORDINATOR)
  })

  it('are followed by the complete state, however often its write fails', async () => {
    const world = await ended([0])
    world.log.outcome = ErrorCode.NOT_ENOUGH_REPLICAS
    await world.sent[0]!.answer(NONE)
    await world.pass(1000)
    expect(world.entry()).toMatchObject({ state: 'PrepareCommit', pendingState: 'CompleteCommit' })
    world.log.outcome = NONE
    await world.pass(100)
    expect(world.entry()).toMatchObject({ state: 'CompleteCommit', pendingState: undefined })
  })
})

describe('a coordinator that takes over', () => {
  it.each([
    ['PrepareCommit', 'commit', 'CompleteCommit'],
    ['PrepareAbort', 'abort', 'CompleteAbort'],
  ] as const)('completes what was %s', async (state, result, completed) => {
    const world = new World()
    world.log.store(entry('Ongoing'))
    world.log.store(entry(state))
    await world.elect(8)
    expect(lines(world)).toEqual([[1, `orders-0 ${result} 7/3`]])
    expect(world.sent[0]?.request.markers[0]?.coordinatorEpoch).toBe(8)
    expect((await world.init()).errorCode).toBe(ErrorCode.CONCURRENT_TRANSACTIONS)
    await world.sent[0]!.answer(NONE)
    expect(world.log.lines.at(-1)).toBe(`${ID} ${completed} 7/3`)
  })

  it('completes at once what has no partition left', async () => {
    const world = new World()
    world.lead('orders-0', 'deleted')
    world.log.store(entry('PrepareCommit'))
    await world.elect(8)
    expect(world.log.lines.at(-1)).toBe(`${ID} CompleteCommit 7/3`)
  })

  it('leaves out no partition only because it does not know of it yet', async () => {
    const world = new World()
    world.lead('orders-0', 'unknown')
    world.log.store(entry('PrepareCommit'))
    await world.elect(8)
    await world.pass(60_000)
    expect(world.entry().state).toBe('PrepareCommit')
    world.lead('orders-0', 2)
    await world.metadataChanges()
    expect(lines(world)).toEqual([[2, 'orders-0 commit 7/3']])
  })

  it('asks again whether a partition was deleted until it is told', async () => {
    const world = new World()
    world.lead('orders-0', 'deleted')
    world.deletedIsUnknown = true
    world.log.store(entry('PrepareAbort'))
    await world.elect(8)
    await world.pass(1_000)
    expect(world.entry().state).toBe('PrepareAbort')
    world.deletedIsUnknown = false
    await world.pass(1_000)
    expect(world.entry().state).toBe('CompleteAbort')
  })

  it('goes on with what runs, and knows no id that expired', async () => {
    const world = new World()
    world.log.store(entry('Ongoing'))
    world.log.store(entry('Empty', { transactionalId: 'idle' }))
    world.log.records.push({ partition: 0, key: world.log.records[1]!.key, value: null })
    await world.elect(8)
    expect(world.sent).toEqual([])
    expect(world.entry()).toMatchObject({ state: 'Ongoing', producerId: 7n, producerEpoch: 3, startMs: 39_000 })
    expect(() => world.entry('idle')).toThrow('no entry: 0')
  })

  it('does not end what a take-over in between has loaded', async () => {
    const world = new World()
    world.log.store(entry('PrepareCommit'))
    world.coordinator.onElection(0, 5)
    world.coordinator.onResignation(0)
    await world.coordinator.states.partitions.settled()
    await world.pass(0)
    expect(world.sent).toEqual([])
    expect((await world.init()).errorCode).toBe(NOT_COORDINATOR)
  })

  it('serves what it could read of a log that cannot be read', async () => {
    const world = new World()
    world.log.store(entry('Ongoing'))
    world.log.failReplay = true
    await world.elect(5)
    await turns()
    expect((await world.init()).errorCode).toBe(NONE)
  })
})
