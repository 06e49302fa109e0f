import { CONSUMER_OFFSETS_TOPIC } from '../internal-topics/internal-topics'
import { addOffsetsToTxn } from '../protocol/messages/25-add-offsets-to-txn'
import { handler } from './handler'
import { FENCED_SINCE, fencedAsOf } from './transaction-errors'

/** Makes the partition that keeps a group's offsets part of the transaction, which will commit some with TxnOffsetCommit. */
export const addOffsetsToTxnHandler = handler(addOffsetsToTxn, [0, 3], async (request, { broker, apiVersion }) => {
  const { transactionalId, producerId, producerEpoch, groupId } = request
  const partition = broker.groupCoordinator.partitionFor(groupId)
  const errorCode = await broker.transactionCoordinator.addPartitions({ transactionalId, producerId, producerEpoch }, [
    { topic: CONSUMER_OFFSETS_TOPIC, partition },
  ])
  return { errorCode: fencedAsOf(errorCode, apiVersion, FENCED_SINCE.addOffsetsToTxn) }
})
