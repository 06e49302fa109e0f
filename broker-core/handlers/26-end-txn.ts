import { endTxn } from '../protocol/messages/26-end-txn'
import { handler } from './handler'
import { FENCED_SINCE, fencedAsOf } from './transaction-errors'

/** Commits or aborts: answered when the decision is in the coordinator's log. The markers in the partitions follow. */
export const endTxnHandler = handler(endTxn, [0, 3], async (request, { broker, apiVersion }) => {
  const { transactionalId, producerId, producerEpoch, committed } = request
  const producer = { transactionalId, producerId, producerEpoch }
  const errorCode = await broker.transactionCoordinator.endTransaction(producer, committed)
  return { errorCode: fencedAsOf(errorCode, apiVersion, FENCED_SINCE.endTxn) }
})
