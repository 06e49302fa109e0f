import type { TransactionState } from '../../internal-topics/transaction-state-records'

/**
 * From which states each state is reached.
 *
 * - `Empty`: the producer has its id and epoch, and no transaction has begun.
 * - `Ongoing`: partitions were added; records may be there.
 * - `PrepareCommit`, `PrepareAbort`: decided. From here only the decision can be carried out.
 * - `CompleteCommit`, `CompleteAbort`: every partition has its marker.
 * - `Dead`: the id expires; never stored.
 * - `PrepareEpochFence`: a newer producer or the timeout fences this one before the abort; never stored.
 */
export const PREVIOUS_STATES: Readonly<Record<TransactionState, readonly TransactionState[]>> = {
  Empty: ['Empty', 'CompleteCommit', 'CompleteAbort'],
  Ongoing: ['Ongoing', 'Empty', 'CompleteCommit', 'CompleteAbort'],
  PrepareCommit: ['Ongoing'],
  PrepareAbort: ['Ongoing', 'PrepareEpochFence'],
  CompleteCommit: ['PrepareCommit'],
  CompleteAbort: ['PrepareAbort'],
  Dead: ['Empty', 'CompleteAbort', 'CompleteCommit'],
  PrepareEpochFence: ['Ongoing'],
}

export function isValidTransition(from: TransactionState, to: TransactionState): boolean {
  return PREVIOUS_STATES[to].includes(from)
}

/** Only ids without a transaction may be forgotten. */
export function mayExpire(state: TransactionState): boolean {
  return state === 'Empty' || state === 'CompleteCommit' || state === 'CompleteAbort'
}
