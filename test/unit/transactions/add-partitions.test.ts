import { describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { decideAddPartitions } from '../../../broker-core/transactions/decisions/add-partitions'
import { partitionSet, type TransactionMetadata } from '../../../broker-core/transactions/transaction-metadata'
import { EPOCH, entry, NOW, ORDERS_0, ORDERS_1, PRODUCER_ID, STORED_STATES } from './entries'

const ME = { producerId: PRODUCER_ID, producerEpoch: EPOCH }

function decide(current: TransactionMetadata, partitions = [ORDERS_1], producer = ME) {
  return decideAddPartitions(current, producer, partitionSet(partitions), NOW)
}

const answer = (errorCode: number) => ({ kind: 'answer', errorCode })

describe('AddPartitionsToTxn', () => {
  it.each([
    ['Empty', ['orders-1']],
    ['CompleteCommit', ['orders-1']],
    ['CompleteAbort', ['orders-1']],
  ] as const)('begins a transaction in %s', (state, names) => {
    const decision = decide(entry(state))
    expect(decision).toMatchObject({ kind: 'add', transit: { state: 'Ongoing', startMs: NOW, lastUpdateMs: NOW } })
    expect(decision.kind === 'add' && [...decision.transit.partitions.keys()]).toEqual(names)
  })

  it('extends one that runs, whose start stays', () => {
    const decision = decide(entry('Ongoing'))
    expect(decision).toMatchObject({ kind: 'add', transit: { state: 'Ongoing', startMs: 39_000 } })
    expect(decision.kind === 'add' && [...decision.transit.partitions.keys()]).toEqual(['orders-0', 'orders-1'])
  })

  it('writes nothing for partitions it has', () => {
    expect(decide(entry('Ongoing'), [ORDERS_0])).toEqual(answer(ErrorCode.NONE))
    expect(decide(entry('Ongoing'), [ORDERS_0, ORDERS_1])).toMatchObject({ kind: 'add' })
  })

  it.each(['PrepareCommit', 'PrepareAbort'] as const)('has to wait in %s', (state) => {
    expect(decide(entry(state))).toEqual(answer(ErrorCode.CONCURRENT_TRANSACTIONS))
  })

  describe.each(STORED_STATES)('in %s', (state) => {
    it('knows its producer', () => {
      const other = { producerId: 8n, producerEpoch: EPOCH }
      expect(decide(entry(state), [ORDERS_1], other)).toEqual(answer(ErrorCode.INVALID_PRODUCER_ID_MAPPING))
      for (const producerEpoch of [EPOCH - 1, EPOCH + 1]) {
        expect(decide(entry(state), [ORDERS_1], { ...ME, producerEpoch })).toEqual(answer(ErrorCode.PRODUCER_FENCED))
      }
    })

    it('has to wait while another request is being written', () => {
      const pending = entry(state, { pendingState: 'Ongoing' })
      expect(decide(pending)).toEqual(answer(ErrorCode.CONCURRENT_TRANSACTIONS))
    })
  })
})
