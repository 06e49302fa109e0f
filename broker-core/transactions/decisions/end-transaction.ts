import { ErrorCode } from '../../protocol/error-codes'
import {
  NO_PRODUCER_EPOCH,
  type ProducerIdAndEpoch,
  type TransactionMetadata,
  type TransitMetadata,
} from '../transaction-metadata'
import { prepareComplete, prepareEnd } from './transits'

export interface EndWish extends ProducerIdAndEpoch {
  commit: boolean
  /** false: the coordinator itself aborts, with the epoch it just bumped. */
  isFromClient: boolean
  nowMs: number
}

export type EndDecision =
  /** NONE: that transaction ended so already. */
  | { kind: 'answer'; errorCode: number }
  /** Write it. `fencedEpoch`: the entry takes this epoch at once, and its pending fence gives way to this abort. */
  | { kind: 'prepare'; transit: TransitMetadata; fencedEpoch: number | undefined }

/** The first half of TransactionCoordinator.endTransaction: what of the wish goes to the log. */
export function decideEnd(current: Readonly<TransactionMetadata>, wish: EndWish): EndDecision {
  const { commit, producerEpoch } = wish
  const answer = (errorCode: number): EndDecision => ({ kind: 'answer', errorCode })
  if (current.producerId !== wish.producerId) return answer(ErrorCode.INVALID_PRODUCER_ID_MAPPING)
  // A client never bumps its epoch itself, so it must be the very one; the coordinator's is newer.
  if ((wish.isFromClient && producerEpoch !== current.producerEpoch) || producerEpoch < current.producerEpoch) {
    return answer(ErrorCode.PRODUCER_FENCED)
  }
  const { pendingState, state } = current
  const isOwnFence = pendingState === 'PrepareEpochFence' && !wish.isFromClient
  if (pendingState !== undefined && !isOwnFence) {
    return answer(ErrorCode.CONCURRENT_TRANSACTIONS)
  }
  switch (state) {
    case 'Ongoing': {
      if (commit || !isOwnFence) {
        return { kind: 'prepare', transit: prepareEnd(current, commit, wish.nowMs), fencedEpoch: undefined }
      }
      const fenced = { ...current, pendingState: undefined, producerEpoch, lastProducerEpoch: NO_PRODUCER_EPOCH }
      return { kind: 'prepare', transit: prepareEnd(fenced, false, wish.nowMs), fencedEpoch: producerEpoch }
    }
    case 'CompleteCommit':
      return answer(commit ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE)
    case 'CompleteAbort':
      return answer(commit ? ErrorCode.INVALID_TXN_STATE : ErrorCode.NONE)
    case 'PrepareCommit':
      return answer(commit ? ErrorCode.CONCURRENT_TRANSACTIONS : ErrorCode.INVALID_TXN_STATE)
    case 'PrepareAbort':
      return answer(commit ? ErrorCode.INVALID_TXN_STATE : ErrorCode.CONCURRENT_TRANSACTIONS)
    case 'Empty':
      return answer(ErrorCode.INVALID_TXN_STATE)
    case 'Dead':
    case 'PrepareEpochFence':
      throw new Error(`Transactional id ${current.transactionalId} has the state ${state}, which is only ever pending`)
  }
}

export type CompletionDecision = { kind: 'answer'; errorCode: number } | { kind: 'complete'; transit: TransitMetadata }

/** The second half, with the decision in the log: what the markers will lead to, or why somebody else now cares for them. */
export function decideCompletion(
  current: Readonly<TransactionMetadata>,
  wish: Omit<EndWish, 'isFromClient'>,
): CompletionDecision {
  const answer = (errorCode: number): CompletionDecision => ({ kind: 'answer', errorCode })
  if (current.producerId !== wish.producerId) return answer(ErrorCode.INVALID_PRODUCER_ID_MAPPING)
  if (current.producerEpoch !== wish.producerEpoch) return answer(ErrorCode.PRODUCER_FENCED)
  if (current.pendingState !== undefined) return answer(ErrorCode.CONCURRENT_TRANSACTIONS)
  if (current.state !== (wish.commit ? 'PrepareCommit' : 'PrepareAbort')) return answer(ErrorCode.INVALID_TXN_STATE)
  return { kind: 'complete', transit: prepareComplete(current, wish.nowMs) }
}
