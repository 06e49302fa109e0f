import { describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { decideInitProducerId } from '../../../broker-core/transactions/decisions/init-producer-id'
import type { TransactionMetadata } from '../../../broker-core/transactions/transaction-metadata'
import { entry, ID, NOW, PRODUCER_ID } from './entries'

const { CONCURRENT_TRANSACTIONS, PRODUCER_FENCED } = ErrorCode
const EXHAUSTED = 32_766

interface Wish {
  expected?: [producerId: bigint, producerEpoch: number]
  newProducerId?: bigint
}

function decide(current: TransactionMetadata, { expected, newProducerId }: Wish = {}) {
  return decideInitProducerId(current, {
    transactionTimeoutMs: 20_000,
    expected: expected && { producerId: expected[0], producerEpoch: expected[1] },
    nowMs: NOW,
    newProducerId,
  })
}

const refused = (errorCode: number) => ({ kind: 'refuse', errorCode })
const initialized = (producerId: bigint, producerEpoch: number, lastProducerEpoch: number) => ({
  kind: 'initialize',
  transit: {
    state: 'Empty',
    producerId,
    lastProducerId: PRODUCER_ID,
    producerEpoch,
    lastProducerEpoch,
    transactionTimeoutMs: 20_000,
    partitions: new Map(),
    startMs: -1,
    lastUpdateMs: NOW,
  },
})

describe('InitProducerId of a producer that only knows its transactional id', () => {
  it.each(['Empty', 'CompleteCommit', 'CompleteAbort'] as const)('bumps the epoch in %s', (state) => {
    expect(decide(entry(state))).toEqual(initialized(PRODUCER_ID, 4, -1))
  })

  it('gives a new id epoch 0', () => {
    expect(decide(entry('Empty', { producerEpoch: -1 }))).toEqual(initialized(PRODUCER_ID, 0, -1))
  })

  it.each(['PrepareCommit', 'PrepareAbort'] as const)('has to wait in %s', (state) => {
    expect(decide(entry(state))).toEqual(refused(CONCURRENT_TRANSACTIONS))
  })

  it('fences the producer before and ends its transaction', () => {
    expect(decide(entry('Ongoing'))).toMatchObject({
      kind: 'fence',
      transit: { state: 'PrepareEpochFence', producerId: PRODUCER_ID, producerEpoch: 4, lastProducerEpoch: -1 },
    })
  })

  it('does not bump again an epoch whose fence could not be written', () => {
    const decision = decide(entry('Ongoing', { hasFailedEpochFence: true }))
    expect(decision).toMatchObject({ kind: 'fence', transit: { producerEpoch: 3 } })
  })

  it.each(['Empty', 'Ongoing', 'PrepareCommit', 'CompleteCommit'] as const)(
    'has to wait while %s is on its way elsewhere',
    (state) => {
      expect(decide(entry(state, { pendingState: 'Ongoing' }))).toEqual(refused(CONCURRENT_TRANSACTIONS))
    },
  )

  it.each(['Dead', 'PrepareEpochFence'] as const)('never meets the state %s', (state) => {
    expect(() => decide(entry(state))).toThrow(ID)
  })

  it('gets another producer id when the epochs are used up', () => {
    const last = entry('CompleteCommit', { producerEpoch: EXHAUSTED })
    expect(decide(last)).toEqual({ kind: 'needProducerId' })
    expect(decide(last, { newProducerId: 9n })).toEqual(initialized(9n, 0, -1))
    expect(decide(entry('Empty', { producerEpoch: EXHAUSTED - 1 }))).toEqual(initialized(PRODUCER_ID, EXHAUSTED, -1))
  })

  it('can fence even the last epoch a producer may have', () => {
    const decision = decide(entry('Ongoing', { producerEpoch: EXHAUSTED }))
    expect(decision).toMatchObject({ kind: 'fence', transit: { producerEpoch: 32_767 } })
  })
})

describe('InitProducerId of a producer that goes on after an error (KIP-360)', () => {
  it('bumps its epoch and remembers the one before', () => {
    expect(decide(entry('Empty'), { expected: [PRODUCER_ID, 3] })).toEqual(initialized(PRODUCER_ID, 4, 3))
  })

  it('answers a repeated request with the epoch it gave', () => {
    const bumped = entry('Empty', { producerEpoch: 4, lastProducerEpoch: 3 })
    expect(decide(bumped, { expected: [PRODUCER_ID, 3] })).toEqual(initialized(PRODUCER_ID, 4, 3))
  })

  it.each([
    ['an older epoch', [PRODUCER_ID, 1]],
    ['a newer epoch', [PRODUCER_ID, 5]],
    ['another producer id', [8n, 3]],
  ] as const)('is fenced with %s', (_, [producerId, epoch]) => {
    expect(decide(entry('Empty'), { expected: [producerId, epoch] })).toEqual(refused(PRODUCER_FENCED))
  })

  it('is taken in when all about its id had expired', () => {
    const created = entry('Empty', { producerId: 12n, lastProducerId: -1n, producerEpoch: -1 })
    const decision = decide(created, { expected: [PRODUCER_ID, 3] })
    expect(decision).toMatchObject({ kind: 'initialize', transit: { producerId: 12n, producerEpoch: 0 } })
  })

  it('gets another producer id when its epochs are used up, and may ask for that twice', () => {
    const last = entry('Empty', { producerEpoch: EXHAUSTED })
    expect(decide(last, { expected: [PRODUCER_ID, EXHAUSTED], newProducerId: 9n })).toEqual(
      initialized(9n, 0, EXHAUSTED),
    )
    const rotated = entry('Empty', {
      producerId: 9n,
      lastProducerId: PRODUCER_ID,
      producerEpoch: 0,
      lastProducerEpoch: EXHAUSTED,
    })
    expect(decide(rotated, { expected: [PRODUCER_ID, EXHAUSTED] })).toMatchObject({
      kind: 'initialize',
      transit: { producerId: 9n, producerEpoch: 0, lastProducerEpoch: EXHAUSTED },
    })
    expect(decide(rotated, { expected: [PRODUCER_ID, 5] })).toEqual(refused(PRODUCER_FENCED))
  })
})
