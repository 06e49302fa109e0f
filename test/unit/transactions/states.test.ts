import { describe, expect, it } from 'vitest'
import { TRANSACTION_STATES } from '../../../broker-core/internal-topics/transaction-state-records'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { coordinatorErrorOf } from '../../../broker-core/transactions/decisions/append-outcome'
import { markerOutcome } from '../../../broker-core/transactions/decisions/marker-outcome'
import { settleTransit } from '../../../broker-core/transactions/decisions/settle-transit'
import { isTimedOut } from '../../../broker-core/transactions/decisions/timed-out'
import { isValidTransition, mayExpire } from '../../../broker-core/transactions/decisions/transaction-states'
import {
  prepareComplete,
  prepareDead,
  prepareEnd,
  withPartitions,
} from '../../../broker-core/transactions/decisions/transits'
import { isExpired } from '../../../broker-core/transactions/expire-transactional-ids'
import { partitionSet } from '../../../broker-core/transactions/transaction-metadata'
import { entry, NOW, ORDERS_1, STORED_STATES } from './entries'

/** from → to, as Kafka's documentation of the states draws them. */
const ARROWS = [
  ...['Empty→Empty', 'Empty→Ongoing', 'Empty→Dead', 'Ongoing→Ongoing', 'Ongoing→PrepareCommit', 'Ongoing→PrepareAbort'],
  ...[
    'Ongoing→PrepareEpochFence',
    'PrepareEpochFence→PrepareAbort',
    'PrepareCommit→CompleteCommit',
    'PrepareAbort→CompleteAbort',
  ],
  ...['CompleteCommit→Empty', 'CompleteCommit→Ongoing', 'CompleteCommit→Dead'],
  ...['CompleteAbort→Empty', 'CompleteAbort→Ongoing', 'CompleteAbort→Dead'],
]

describe('transaction states', () => {
  it('go only where an arrow leads', () => {
    const found = TRANSACTION_STATES.flatMap((from) =>
      TRANSACTION_STATES.filter((to) => isValidTransition(from, to)).map((to) => `${from}→${to}`),
    )
    expect(found.sort()).toEqual([...ARROWS].sort())
  })

  it('refuse every other way', () => {
    for (const state of ['Empty', 'CompleteCommit', 'PrepareCommit'] as const) {
      expect(() => prepareEnd(entry(state), true, NOW)).toThrow(`it is ${state}`)
    }
    expect(() => prepareComplete(entry('Ongoing'), NOW)).toThrow('it is Ongoing')
    expect(() => prepareDead(entry('Ongoing'))).toThrow('it is Ongoing')
    expect(() => withPartitions(entry('PrepareAbort'), new Map(), NOW)).toThrow('it is PrepareAbort')
  })

  it('are prepared one at a time', () => {
    const pending = entry('Ongoing', { pendingState: 'PrepareCommit' })
    expect(() => withPartitions(pending, new Map(), NOW)).toThrow('on its way to PrepareCommit')
  })
})

describe('a transit that is in the log', () => {
  const added = partitionSet([ORDERS_1])

  it('becomes the state', () => {
    const current = entry('Ongoing')
    const settled = settleTransit({ ...current, pendingState: 'Ongoing' }, withPartitions(current, added, NOW))
    expect(settled).toMatchObject({ state: 'Ongoing', pendingState: undefined, lastUpdateMs: NOW, startMs: 39_000 })
    expect([...(settled.partitions?.keys() ?? [])]).toEqual(['orders-0', 'orders-1'])
  })

  it('is refused unless it is the pending one', () => {
    const current = entry('Ongoing')
    expect(() => settleTransit(current, prepareEnd(current, true, NOW))).toThrow('not the pending state')
  })

  it('is refused when the producer changed under it', () => {
    const transit = prepareEnd(entry('Ongoing'), true, NOW)
    const changed = entry('Ongoing', { pendingState: 'PrepareCommit', producerEpoch: 9 })
    expect(() => settleTransit(changed, transit)).toThrow('changed')
  })

  it('never is Dead or PrepareEpochFence', () => {
    const transit = prepareDead(entry('Empty'))
    expect(() => settleTransit(entry('Empty', { pendingState: 'Dead' }), transit)).toThrow('never stored')
  })

  it('leaves a completed transaction without partitions', () => {
    const current = entry('PrepareAbort')
    const settled = settleTransit({ ...current, pendingState: 'CompleteAbort' }, prepareComplete(current, NOW))
    expect(settled.partitions?.size).toBe(0)
  })
})

describe('time', () => {
  it.each(STORED_STATES)('is over for %s only while it runs', (state) => {
    expect(isTimedOut(entry(state), 39_000 + 10_001)).toBe(state === 'Ongoing')
    expect(isTimedOut(entry(state), 39_000 + 10_000)).toBe(false)
    expect(isTimedOut(entry(state, { pendingState: 'PrepareCommit' }), NOW * 2)).toBe(false)
  })

  it.each(STORED_STATES)('lets %s expire only without a transaction', (state) => {
    const mayGo = state === 'Empty' || state.startsWith('Complete')
    expect(mayExpire(state)).toBe(mayGo)
    expect(isExpired(entry(state), 41_000, 1000)).toBe(mayGo)
    expect(isExpired(entry(state), 40_999, 1000)).toBe(false)
    expect(isExpired(entry(state, { pendingState: 'Ongoing' }), 41_000, 1000)).toBe(false)
  })
})

describe('errors', () => {
  const name = (code: number) => Object.entries(ErrorCode).find(([, value]) => value === code)?.[0]

  it("of the log become the coordinator's", () => {
    const mapped = Object.values(ErrorCode)
      .filter((code) => coordinatorErrorOf(code) !== code)
      .map((code) => `${name(code)} → ${name(coordinatorErrorOf(code))}`)
    expect(mapped.sort()).toEqual([
      'KAFKA_STORAGE_ERROR → NOT_COORDINATOR',
      'MESSAGE_TOO_LARGE → UNKNOWN_SERVER_ERROR',
      'NOT_ENOUGH_REPLICAS → COORDINATOR_NOT_AVAILABLE',
      'NOT_ENOUGH_REPLICAS_AFTER_APPEND → COORDINATOR_NOT_AVAILABLE',
      'NOT_LEADER_OR_FOLLOWER → NOT_COORDINATOR',
      'RECORD_LIST_TOO_LARGE → UNKNOWN_SERVER_ERROR',
      'REQUEST_TIMED_OUT → COORDINATOR_NOT_AVAILABLE',
      'UNKNOWN_TOPIC_OR_PARTITION → COORDINATOR_NOT_AVAILABLE',
    ])
  })

  it('of a marker decide whether it is sent again', () => {
    const known = Object.values(ErrorCode).filter((code) => markerOutcome(code) !== 'unexpected')
    expect(Object.fromEntries(known.map((code) => [name(code), markerOutcome(code)]))).toEqual({
      NONE: 'written',
      UNSUPPORTED_FOR_MESSAGE_FORMAT: 'written',
      UNSUPPORTED_VERSION: 'written',
      UNKNOWN_TOPIC_OR_PARTITION: 'retry',
      NOT_LEADER_OR_FOLLOWER: 'retry',
      NOT_ENOUGH_REPLICAS: 'retry',
      NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'retry',
      REQUEST_TIMED_OUT: 'retry',
      KAFKA_STORAGE_ERROR: 'retry',
      INVALID_PRODUCER_EPOCH: 'cancel',
      TRANSACTION_COORDINATOR_FENCED: 'cancel',
    })
  })
})
