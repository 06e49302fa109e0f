import { ErrorCode } from '../../protocol/error-codes'
import {
  NO_PRODUCER_EPOCH,
  type ProducerIdAndEpoch,
  type TransactionMetadata,
  type TransitMetadata,
} from '../transaction-metadata'
import { fenceProducerEpoch, incrementProducerEpoch, isEpochExhausted, rotateProducerId } from './transits'

export interface InitProducerIdWish {
  transactionTimeoutMs: number
  /** What the producer thinks it is (version 3, KIP-360). */
  expected: ProducerIdAndEpoch | undefined
  nowMs: number
  /** An unused producer id, in case it is needed. */
  newProducerId: bigint | undefined
}

export type InitProducerIdDecision =
  | { kind: 'refuse'; errorCode: number }
  /** Decide again with `newProducerId`. */
  | { kind: 'needProducerId' }
  /** Write it, then answer with its producer id and epoch. */
  | { kind: 'initialize'; transit: TransitMetadata }
  /** End the transaction of the producer before, who is fenced; the new one is told to ask again. */
  | { kind: 'fence'; transit: TransitMetadata }

/** TransactionCoordinator.prepareInitProducerIdTransit */
export function decideInitProducerId(
  current: Readonly<TransactionMetadata>,
  wish: InitProducerIdWish,
): InitProducerIdDecision {
  const { expected, transactionTimeoutMs, nowMs } = wish
  if (current.pendingState !== undefined) return { kind: 'refuse', errorCode: ErrorCode.CONCURRENT_TRANSACTIONS }
  if (expected !== undefined && !mayGoOn(current, expected)) {
    return { kind: 'refuse', errorCode: ErrorCode.PRODUCER_FENCED }
  }
  switch (current.state) {
    case 'PrepareAbort':
    case 'PrepareCommit':
      return { kind: 'refuse', errorCode: ErrorCode.CONCURRENT_TRANSACTIONS }
    case 'CompleteAbort':
    case 'CompleteCommit':
    case 'Empty': {
      const isCurrentEpoch = expected === undefined || expected.producerEpoch === current.producerEpoch
      if (isEpochExhausted(current.producerEpoch) && isCurrentEpoch) {
        if (wish.newProducerId === undefined) return { kind: 'needProducerId' }
        const options = { nowMs, recordLastEpoch: expected !== undefined }
        const transit = rotateProducerId(current, wish.newProducerId, transactionTimeoutMs, options)
        return { kind: 'initialize', transit }
      }
      const transit = incrementProducerEpoch(current, transactionTimeoutMs, expected?.producerEpoch, nowMs)
      return 'errorCode' in transit ? { kind: 'refuse', errorCode: transit.errorCode } : { kind: 'initialize', transit }
    }
    case 'Ongoing':
      // This epoch is never given to anyone: the next request bumps it again.
      return { kind: 'fence', transit: fenceProducerEpoch(current) }
    case 'Dead':
    case 'PrepareEpochFence':
      throw new Error(
        `Transactional id ${current.transactionalId} has the state ${current.state}, which is only ever pending`,
      )
  }
}

/**
 * A producer that names itself must be the one known. The entry may be new, when all about the producer had expired; and who names the
 * id before with an exhausted epoch may have missed the answer that gave it the next id.
 */
function mayGoOn(current: Readonly<TransactionMetadata>, expected: ProducerIdAndEpoch): boolean {
  return (
    current.producerEpoch === NO_PRODUCER_EPOCH ||
    expected.producerId === current.producerId ||
    (expected.producerId === current.lastProducerId && isEpochExhausted(expected.producerEpoch))
  )
}
