import { describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { entry, ID, ORDERS_0 } from './entries'
import { turns, World } from './world'

const { NONE, CONCURRENT_TRANSACTIONS, NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, PRODUCER_FENCED } = ErrorCode

describe('one transaction', () => {
  it('is decided, marked in every partition and completed', async () => {
    const world = await World.elected()
    const producer = await world.begin([0, 1])
    expect(await world.coordinator.endTransaction(producer, true)).toBe(NONE)
    expect(world.sent.map(({ brokerId, lines }) => [brokerId, ...lines])).toEqual([
      [1, 'orders-0 commit 100/0'],
      [2, 'orders-1 commit 100/0'],
    ])
    expect(world.sent[0]?.request.markers[0]?.coordinatorEpoch).toBe(5)
    await world.sent[0]!.answer(NONE)
    expect(world.entry().state).toBe('PrepareCommit')
    expect(await world.coordinator.endTransaction(producer, true)).toBe(CONCURRENT_TRANSACTIONS)
    await world.sent[1]!.answer(NONE)
    expect(world.log.lines).toEqual([
      `${ID} Empty 100/0`,
      `${ID} Ongoing 100/0 orders-0 orders-1`,
      `${ID} PrepareCommit 100/0 orders-0 orders-1`,
      `${ID} CompleteCommit 100/0`,
    ])
    expect(world.facts).toEqual([
      'Empty → Empty',
      'Empty → Ongoing',
      'Ongoing → PrepareCommit',
      'PrepareCommit → CompleteCommit',
    ])
    expect(await world.coordinator.endTransaction(producer, true)).toBe(NONE)
  })

  it('is answered before its markers are written, so the next must wait for them', async () => {
    const world = await World.elected()
    const producer = await world.begin()
    await world.coordinator.endTransaction(producer, false)
    expect(await world.coordinator.addPartitions(producer, [ORDERS_0])).toBe(CONCURRENT_TRANSACTIONS)
    expect((await world.init()).errorCode).toBe(CONCURRENT_TRANSACTIONS)
    await world.sent[0]!.answer(NONE)
    expect(await world.coordinator.addPartitions(producer, [ORDERS_0])).toBe(NONE)
  })
})

describe('a change', () => {
  it('shows only when it is in the log, and everybody else waits for it', async () => {
    const world = await World.elected()
    const producer = await world.begin()
    world.log.held = []
    const ending = world.coordinator.endTransaction(producer, true)
    expect(world.entry()).toMatchObject({ state: 'Ongoing', pendingState: 'PrepareCommit' })
    expect(await world.coordinator.endTransaction(producer, false)).toBe(CONCURRENT_TRANSACTIONS)
    expect(world.sent).toEqual([])
    world.log.held[0]!(NONE)
    expect(await ending).toBe(NONE)
    expect(world.entry()).toMatchObject({ state: 'PrepareCommit', pendingState: 'CompleteCommit' })
  })

  it.each([
    [ErrorCode.NOT_ENOUGH_REPLICAS, COORDINATOR_NOT_AVAILABLE],
    [ErrorCode.NOT_LEADER_OR_FOLLOWER, NOT_COORDINATOR],
  ])('that the log refuses with %i is as if it had not been asked', async (refusal, told) => {
    const world = await World.elected()
    const producer = await world.begin()
    world.log.outcome = refusal
    expect(await world.coordinator.endTransaction(producer, true)).toBe(told)
    expect(world.entry()).toMatchObject({ state: 'Ongoing', pendingState: undefined })
    world.log.outcome = NONE
    expect(await world.coordinator.endTransaction(producer, false)).toBe(NONE)
  })

  it('that comes through after the coordinator moved is left to the next one', async () => {
    const world = await World.elected()
    const producer = await world.begin()
    world.log.held = []
    const ending = world.coordinator.endTransaction(producer, true)
    world.coordinator.onResignation(0)
    world.log.held[0]!(NONE)
    expect(await ending).toBe(NOT_COORDINATOR)
    expect(world.sent).toEqual([])
  })

  it('of an earlier leadership does not count in a later one', async () => {
    const world = await World.elected()
    const producer = await world.begin()
    const held: ((errorCode: number) => void)[] = []
    world.log.held = held
    const ending = world.coordinator.endTransaction(producer, true)
    world.log.held = undefined
    await world.elect(6)
    const sentByLoading = world.sent.length
    held[0]!(NONE)
    expect(await ending).toBe(NOT_COORDINATOR)
    expect(sentByLoading).toBe(1)
    expect(world.sent).toHaveLength(1)
    expect(world.sent[0]?.request.markers[0]?.coordinatorEpoch).toBe(6)
  })
})

describe('a new producer of the same id', () => {
  it('fences the one before, whose transaction is aborted first', async () => {
    const world = await World.elected()
    const old = await world.begin()
    expect(await world.init()).toEqual({ errorCode: CONCURRENT_TRANSACTIONS, producerId: -1n, producerEpoch: -1 })
    expect(world.sent.map(({ lines }) => lines)).toEqual([['orders-0 abort 100/1']])
    expect(await world.coordinator.endTransaction(old, true)).toBe(PRODUCER_FENCED)
    await world.sent[0]!.answer(NONE)
    expect(await world.init()).toEqual({ errorCode: NONE, producerId: 100n, producerEpoch: 2 })
    expect(await world.coordinator.addPartitions(old, [ORDERS_0])).toBe(PRODUCER_FENCED)
  })

  it('does not use up an epoch for each fence that cannot be written', async () => {
    const world = await World.elected()
    await world.begin()
    world.log.outcome = ErrorCode.NOT_ENOUGH_REPLICAS
    for (let again = 0; again < 3; again++) expect((await world.init()).errorCode).toBe(COORDINATOR_NOT_AVAILABLE)
    expect(world.entry()).toMatchObject({ producerEpoch: 1, hasFailedEpochFence: true, pendingState: undefined })
    world.log.outcome = NONE
    expect((await world.init()).errorCode).toBe(CONCURRENT_TRANSACTIONS)
    expect(world.entry()).toMatchObject({ producerEpoch: 1, hasFailedEpochFence: false })
  })

  it('is made of one of two that come at once', async () => {
    const world = await World.elected()
    const results = await Promise.all([world.init(), world.init()])
    expect(results.map(({ errorCode }) => errorCode).sort()).toEqual([NONE, CONCURRENT_TRANSACTIONS].sort())
    expect((await world.init()).producerEpoch).toBe(1)
  })

  it('gets a new producer id after the last epoch', async () => {
    const world = new World()
    world.log.store(entry('CompleteCommit', { producerEpoch: 32_766 }))
    await world.elect(5)
    expect(await world.init()).toEqual({ errorCode: NONE, producerId: 100n, producerEpoch: 0 })
  })
})

describe('requests', () => {
  it('are for the coordinator only, once it has loaded', async () => {
    const world = new World()
    expect((await world.init()).errorCode).toBe(NOT_COORDINATOR)
    world.log.store(entry('Empty'))
    world.coordinator.onElection(0, 5)
    expect((await world.init()).errorCode).toBe(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)
    await world.coordinator.states.partitions.settled()
    expect((await world.init()).producerEpoch).toBe(4)
    world.coordinator.onResignation(0)
    expect((await world.init()).errorCode).toBe(NOT_COORDINATOR)
  })

  it('must make sense', async () => {
    const world = await World.elected()
    expect((await world.init('')).errorCode).toBe(ErrorCode.INVALID_REQUEST)
    for (const timeoutMs of [0, -1, 900_001]) {
      expect((await world.init(ID, timeoutMs)).errorCode).toBe(ErrorCode.INVALID_TRANSACTION_TIMEOUT)
    }
    const nobody = { transactionalId: 'nobody', producerId: 1n, producerEpoch: 0 }
    expect(await world.coordinator.addPartitions(nobody, [ORDERS_0])).toBe(ErrorCode.INVALID_PRODUCER_ID_MAPPING)
    expect(await world.coordinator.endTransaction(nobody, true)).toBe(ErrorCode.INVALID_PRODUCER_ID_MAPPING)
    expect(await world.coordinator.endTransaction({ ...nobody, transactionalId: '' }, true)).toBe(
      ErrorCode.INVALID_REQUEST,
    )
  })

  it('for a producer id need the coordination server', async () => {
    const world = await World.elected()
    world.producerIdsFail = true
    expect((await world.init()).errorCode).toBe(COORDINATOR_NOT_AVAILABLE)
  })
})

describe('a coordinator that shuts down', () => {
  it('sends no marker of a decision that comes through afterwards', async () => {
    const world = await World.elected()
    const producer = await world.begin()
    world.log.held = []
    const ending = world.coordinator.endTransaction(producer, true)
    world.coordinator.shutdown()
    world.log.held[0]!(NONE)
    await ending
    await world.pass(60_000)
    expect(world.sent).toEqual([])
  })
})

describe('time', () => {
  it('aborts a transaction that runs for longer than its producer asked for', async () => {
    const world = await World.elected()
    const producer = await world.begin()
    await world.pass(60_000)
    expect(world.sent).toEqual([])
    await world.pass(10_000)
    expect(world.sent.map(({ lines }) => lines)).toEqual([['orders-0 abort 100/1']])
    expect(await world.coordinator.endTransaction(producer, true)).toBe(PRODUCER_FENCED)
    await world.sent[0]!.answer(NONE)
    expect(world.log.lines.slice(-2)).toEqual([`${ID} PrepareAbort 100/1 orders-0`, `${ID} CompleteAbort 100/1`])
  })

  it('forgets ids that nobody uses', async () => {
    const world = await World.elected()
    await world.begin()
    await world.init('idle')
    await world.pass(7 * 86_400_000 - 3_600_000)
    // The open transaction was aborted meanwhile; let it end, which is a use.
    await world.sent[0]!.answer(NONE)
    await world.pass(3_600_000)
    await turns()
    expect(world.log.lines.slice(-1)).toEqual(['idle gone'])
    expect(() => world.entry('idle')).toThrow('no entry: 0')
    expect(world.entry().state).toBe('CompleteAbort')
  })

  it('forgets an id that never got into the log without a word there', async () => {
    const world = await World.elected()
    world.log.outcome = ErrorCode.NOT_ENOUGH_REPLICAS
    expect((await world.init('unlucky')).errorCode).toBe(COORDINATOR_NOT_AVAILABLE)
    world.log.outcome = NONE
    await world.init('idle')
    await world.pass(7 * 86_400_000 - 3_600_000)
    await world.pass(3_600_000)
    expect(world.log.lines).toEqual(['idle Empty 101/0', 'idle gone'])
    expect(() => world.entry('unlucky')).toThrow('no entry: 0')
  })

  it('keeps an expired id whose tombstone could not be written', async () => {
    const world = await World.elected()
    await world.init('idle')
    world.log.outcome = ErrorCode.NOT_ENOUGH_REPLICAS
    await world.pass(7 * 86_400_000 - 3_600_000)
    await world.pass(3_600_000)
    expect(world.log.refused).toEqual(['idle gone'])
    expect(world.entry('idle')).toMatchObject({ state: 'Empty', pendingState: undefined })
  })
})
