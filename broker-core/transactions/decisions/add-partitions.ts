import { ErrorCode } from '../../protocol/error-codes'
import type { PartitionSet, ProducerIdAndEpoch, TransactionMetadata, TransitMetadata } from '../transaction-metadata'
import { withPartitions } from './transits'

export type AddPartitionsDecision =
  /** NONE: all of them were added before. */
  { kind: 'answer'; errorCode: number } | { kind: 'add'; transit: TransitMetadata }

/** TransactionCoordinator.handleAddPartitionsToTransaction; also for the offsets partition of a group. */
export function decideAddPartitions(
  current: Readonly<TransactionMetadata>,
  producer: ProducerIdAndEpoch,
  added: PartitionSet,
  nowMs: number,
): AddPartitionsDecision {
  const answer = (errorCode: number): AddPartitionsDecision => ({ kind: 'answer', errorCode })
  if (current.producerId !== producer.producerId) return answer(ErrorCode.INVALID_PRODUCER_ID_MAPPING)
  if (current.producerEpoch !== producer.producerEpoch) return answer(ErrorCode.PRODUCER_FENCED)
  if (current.pendingState !== undefined) return answer(ErrorCode.CONCURRENT_TRANSACTIONS)
  if (current.state === 'PrepareCommit' || current.state === 'PrepareAbort') {
    return answer(ErrorCode.CONCURRENT_TRANSACTIONS)
  }
  const isKnown = [...added.keys()].every((name) => current.partitions.has(name))
  if (current.state === 'Ongoing' && isKnown) return answer(ErrorCode.NONE)
  return { kind: 'add', transit: withPartitions(current, added, nowMs) }
}
