import type { TransactionState } from '../../../broker-core/internal-topics/transaction-state-records'
import {
  newTransactionMetadata,
  partitionSet,
  type TransactionMetadata,
} from '../../../broker-core/transactions/transaction-metadata'

export const ID = 'copier'
export const PRODUCER_ID = 7n
export const EPOCH = 3
export const NOW = 50_000
export const ORDERS_0 = { topic: 'orders', partition: 0 }
export const ORDERS_1 = { topic: 'orders', partition: 1 }

/** States an entry can have; `Dead` and `PrepareEpochFence` are only ever pending. */
export const STORED_STATES = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
] as const satisfies readonly TransactionState[]

/** Producer 7, epoch 3, timeout 10 s; `orders-0` in states that have partitions. */
export function entry(state: TransactionState, changes: Partial<TransactionMetadata> = {}): TransactionMetadata {
  const hasPartitions = state === 'Ongoing' || state === 'PrepareCommit' || state === 'PrepareAbort'
  return {
    ...newTransactionMetadata(ID, PRODUCER_ID, 10_000, 40_000),
    producerEpoch: EPOCH,
    state,
    partitions: partitionSet(hasPartitions ? [ORDERS_0] : []),
    startMs: state === 'Empty' ? -1 : 39_000,
    ...changes,
  }
}
