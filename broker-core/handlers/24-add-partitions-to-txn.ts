import { CONSUMER_OFFSETS_TOPIC, TRANSACTION_STATE_TOPIC } from '../internal-topics/internal-topics'
import { ErrorCode } from '../protocol/error-codes'
import { addPartitionsToTxn } from '../protocol/messages/24-add-partitions-to-txn'
import { handler } from './handler'
import { FENCED_SINCE, fencedAsOf } from './transaction-errors'

const INTERNAL_TOPICS: readonly string[] = [CONSUMER_OFFSETS_TOPIC, TRANSACTION_STATE_TOPIC]

/**
 * Adds partitions to a producer's transaction before it writes to them. All or none: one that does not exist, or that is a coordinator's
 * own, has its error, and the others were not attempted.
 */
export const addPartitionsToTxnHandler = handler(
  addPartitionsToTxn,
  [0, 3],
  async (request, { broker, apiVersion }) => {
    const problemOf = (topic: string, partition: number): number => {
      if (INTERNAL_TOPICS.includes(topic)) return ErrorCode.TOPIC_AUTHORIZATION_FAILED
      const isKnown = broker.metadataCache.partition(topic, partition) !== undefined
      return isKnown ? ErrorCode.NONE : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
    }
    const asked = request.v3AndBelowTopics.flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({ topic: name, partition })),
    )
    const isRefused = asked.some(({ topic, partition }) => problemOf(topic, partition) !== ErrorCode.NONE)
    const outcome = isRefused
      ? ErrorCode.OPERATION_NOT_ATTEMPTED
      : await broker.transactionCoordinator.addPartitions(
          {
            transactionalId: request.v3AndBelowTransactionalId,
            producerId: request.v3AndBelowProducerId,
            producerEpoch: request.v3AndBelowProducerEpoch,
          },
          asked,
        )
    const common = fencedAsOf(outcome, apiVersion, FENCED_SINCE.addPartitionsToTxn)
    return {
      resultsByTopicV3AndBelow: request.v3AndBelowTopics.map(({ name, partitions }) => ({
        name,
        resultsByPartition: partitions.map((partitionIndex) => ({
          partitionIndex,
          partitionErrorCode: (isRefused && problemOf(name, partitionIndex)) || common,
        })),
      })),
    }
  },
)
