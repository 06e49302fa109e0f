import type { TransactionMetadata } from '../transaction-metadata'

/** Open for longer than its producer's timeout (TransactionStateManager.timedOutTransactions). */
export function isTimedOut(current: Readonly<TransactionMetadata>, nowMs: number): boolean {
  const { state, pendingState, startMs, transactionTimeoutMs } = current
  return state === 'Ongoing' && pendingState === undefined && startMs + transactionTimeoutMs < nowMs
}
