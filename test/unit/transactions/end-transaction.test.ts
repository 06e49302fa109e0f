import { describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { decideCompletion, decideEnd } from '../../../broker-core/transactions/decisions/end-transaction'
import type { TransactionMetadata } from '../../../broker-core/transactions/transaction-metadata'
import { EPOCH, entry, ID, NOW, PRODUCER_ID, STORED_STATES } from './entries'

const { NONE, INVALID_TXN_STATE, CONCURRENT_TRANSACTIONS, PRODUCER_FENCED, INVALID_PRODUCER_ID_MAPPING } = ErrorCode

function end(
  current: TransactionMetadata,
  commit: boolean,
  changes: { producerId?: bigint; producerEpoch?: number; isFromClient?: boolean } = {},
) {
  const wish = { producerId: PRODUCER_ID, producerEpoch: EPOCH, isFromClient: true, commit, nowMs: NOW, ...changes }
  return decideEnd(current, wish)
}

const answer = (errorCode: number) => ({ kind: 'answer', errorCode })

describe('EndTxn', () => {
  it.each([
    ['Ongoing', true, 'PrepareCommit'],
    ['Ongoing', false, 'PrepareAbort'],
  ] as const)('of %s with commit %s prepares %s', (state, commit, prepared) => {
    const current = entry(state)
    expect(end(current, commit)).toEqual({
      kind: 'prepare',
      fencedEpoch: undefined,
      transit: {
        state: prepared,
        producerId: PRODUCER_ID,
        lastProducerId: PRODUCER_ID,
        producerEpoch: EPOCH,
        lastProducerEpoch: -1,
        transactionTimeoutMs: 10_000,
        partitions: current.partitions,
        startMs: 39_000,
        lastUpdateMs: NOW,
      },
    })
  })

  it.each([
    ['Empty', INVALID_TXN_STATE, INVALID_TXN_STATE],
    ['CompleteCommit', NONE, INVALID_TXN_STATE],
    ['CompleteAbort', INVALID_TXN_STATE, NONE],
    ['PrepareCommit', CONCURRENT_TRANSACTIONS, INVALID_TXN_STATE],
    ['PrepareAbort', INVALID_TXN_STATE, CONCURRENT_TRANSACTIONS],
  ] as const)('of %s answers commit %i, abort %i', (state, toCommit, toAbort) => {
    expect(end(entry(state), true)).toEqual(answer(toCommit))
    expect(end(entry(state), false)).toEqual(answer(toAbort))
  })

  describe.each(STORED_STATES)('in %s', (state) => {
    it('knows its producer', () => {
      expect(end(entry(state), true, { producerId: 8n })).toEqual(answer(INVALID_PRODUCER_ID_MAPPING))
      expect(end(entry(state), true, { producerEpoch: EPOCH - 1 })).toEqual(answer(PRODUCER_FENCED))
      expect(end(entry(state), true, { producerEpoch: EPOCH + 1 })).toEqual(answer(PRODUCER_FENCED))
    })

    it('has to wait while another request is being written', () => {
      expect(end(entry(state, { pendingState: 'Ongoing' }), true)).toEqual(answer(CONCURRENT_TRANSACTIONS))
    })
  })

  it.each(['Dead', 'PrepareEpochFence'] as const)('never meets the state %s', (state) => {
    expect(() => end(entry(state), true)).toThrow(ID)
  })
})

describe('an abort by the coordinator', () => {
  const fencing = { producerEpoch: EPOCH + 1, isFromClient: false }

  it('takes the place of the fence that was prepared, with its epoch', () => {
    expect(
      end(entry('Ongoing', { pendingState: 'PrepareEpochFence', lastProducerEpoch: 2 }), false, fencing),
    ).toMatchObject({
      kind: 'prepare',
      fencedEpoch: EPOCH + 1,
      transit: { state: 'PrepareAbort', producerEpoch: EPOCH + 1, lastProducerEpoch: -1 },
    })
  })

  it('does nothing with an epoch that is old by now', () => {
    expect(end(entry('Ongoing'), false, { producerEpoch: EPOCH - 1, isFromClient: false })).toEqual(
      answer(PRODUCER_FENCED),
    )
  })
})

describe('after the decision is in the log', () => {
  const wish = { producerId: PRODUCER_ID, producerEpoch: EPOCH, nowMs: NOW }

  it.each([
    ['PrepareCommit', true, 'CompleteCommit'],
    ['PrepareAbort', false, 'CompleteAbort'],
  ] as const)('%s leads to %s', (state, commit, completed) => {
    const decision = decideCompletion(entry(state), { ...wish, commit })
    expect(decision).toMatchObject({
      kind: 'complete',
      transit: { state: completed, startMs: 39_000, lastUpdateMs: NOW },
    })
    expect(decision.kind === 'complete' && decision.transit.partitions.size).toBe(0)
  })

  it.each(STORED_STATES)('%s does not lead to the other end', (state) => {
    const commit = state === 'PrepareAbort'
    expect(decideCompletion(entry(state), { ...wish, commit })).toEqual(answer(INVALID_TXN_STATE))
  })

  it("leaves alone what is somebody else's by now", () => {
    const current = entry('PrepareCommit')
    expect(decideCompletion(current, { ...wish, commit: true, producerId: 8n })).toEqual(
      answer(INVALID_PRODUCER_ID_MAPPING),
    )
    expect(decideCompletion(current, { ...wish, commit: true, producerEpoch: 2 })).toEqual(answer(PRODUCER_FENCED))
    const pending = entry('PrepareCommit', { pendingState: 'CompleteCommit' })
    expect(decideCompletion(pending, { ...wish, commit: true })).toEqual(answer(CONCURRENT_TRANSACTIONS))
  })
})
