import type { TopicPartition } from '../../format/topic-partition'
import { ErrorCode } from '../../protocol/error-codes'
import {
  NO_PRODUCER_EPOCH,
  NOT_STARTED,
  type PartitionSet,
  type TransactionMetadata,
  type TransitMetadata,
} from '../transaction-metadata'
import { isValidTransition } from './transaction-states'

/** Largest int16. Never given to a producer, so that the coordinator can always fence the one before. */
const EPOCH_MAX = 0x7fff
const EMPTY: ReadonlyMap<string, TopicPartition> = new Map()

type Current = Readonly<TransactionMetadata>

export function isEpochExhausted(producerEpoch: number): boolean {
  return producerEpoch >= EPOCH_MAX - 1
}

/** The next state from here; throws where there is no way, since the caller was to see that. */
function transit(
  current: Current,
  changes: Partial<TransitMetadata> & Pick<TransitMetadata, 'state'>,
): TransitMetadata {
  const next: TransitMetadata = {
    producerId: current.producerId,
    producerEpoch: current.producerEpoch,
    lastProducerEpoch: current.lastProducerEpoch,
    transactionTimeoutMs: current.transactionTimeoutMs,
    partitions: current.partitions,
    startMs: current.startMs,
    lastUpdateMs: current.lastUpdateMs,
    ...changes,
    lastProducerId: current.producerId,
  }
  const problem =
    current.pendingState !== undefined
      ? `is on its way to ${current.pendingState}`
      : next.producerId < 0n || next.producerEpoch < 0
        ? `would get producer id ${next.producerId}, epoch ${next.producerEpoch}`
        : isValidTransition(current.state, next.state)
          ? undefined
          : `is ${current.state}`
  if (problem !== undefined) {
    throw new Error(`Transactional id ${current.transactionalId} cannot become ${next.state}: it ${problem}`)
  }
  return next
}

/** A newer producer, or the timeout: the epoch goes up, and the producer before is fenced with the abort that follows. */
export function fenceProducerEpoch(current: Current): TransitMetadata {
  if (current.producerEpoch === EPOCH_MAX) {
    throw new Error(`Transactional id ${current.transactionalId} cannot be fenced: its epoch is ${EPOCH_MAX}`)
  }
  return transit(current, {
    state: 'PrepareEpochFence',
    producerEpoch: current.hasFailedEpochFence ? current.producerEpoch : current.producerEpoch + 1,
    lastProducerEpoch: NO_PRODUCER_EPOCH,
  })
}

/**
 * InitProducerId's next epoch. A producer that names its epoch goes on after an error: it gets the next one, also when it asks twice
 * for want of an answer. Any other epoch is of a producer that was fenced.
 */
export function incrementProducerEpoch(
  current: Current,
  transactionTimeoutMs: number,
  expectedEpoch: number | undefined,
  nowMs: number,
): TransitMetadata | { errorCode: number } {
  const { producerEpoch, lastProducerEpoch } = current
  const changes = {
    state: 'Empty',
    transactionTimeoutMs,
    partitions: EMPTY,
    startMs: NOT_STARTED,
    lastUpdateMs: nowMs,
  } as const
  if (expectedEpoch === undefined) {
    return transit(current, { ...changes, producerEpoch: producerEpoch + 1, lastProducerEpoch: NO_PRODUCER_EPOCH })
  }
  if (producerEpoch === NO_PRODUCER_EPOCH || expectedEpoch === producerEpoch) {
    return transit(current, { ...changes, producerEpoch: producerEpoch + 1, lastProducerEpoch: producerEpoch })
  }
  if (expectedEpoch === lastProducerEpoch) return transit(current, { ...changes, producerEpoch, lastProducerEpoch })
  return { errorCode: ErrorCode.PRODUCER_FENCED }
}

/** No epoch is left: the transactional id goes on with another producer id, epoch 0. */
export function rotateProducerId(
  current: Current,
  producerId: bigint,
  transactionTimeoutMs: number,
  options: { nowMs: number; recordLastEpoch: boolean },
): TransitMetadata {
  return transit(current, {
    state: 'Empty',
    producerId,
    producerEpoch: 0,
    lastProducerEpoch: options.recordLastEpoch ? current.producerEpoch : NO_PRODUCER_EPOCH,
    transactionTimeoutMs,
    partitions: EMPTY,
    startMs: NOT_STARTED,
    lastUpdateMs: options.nowMs,
  })
}

/** The first partitions begin the transaction. */
export function withPartitions(current: Current, added: PartitionSet, nowMs: number): TransitMetadata {
  return transit(current, {
    state: 'Ongoing',
    partitions: new Map([...current.partitions, ...added]),
    startMs: current.state === 'Ongoing' ? current.startMs : nowMs,
    lastUpdateMs: nowMs,
  })
}

export function prepareEnd(current: Current, commit: boolean, nowMs: number): TransitMetadata {
  return transit(current, {
    state: commit ? 'PrepareCommit' : 'PrepareAbort',
    partitions: new Map(current.partitions),
    lastUpdateMs: nowMs,
  })
}

export function prepareComplete(current: Current, nowMs: number): TransitMetadata {
  return transit(current, {
    state: current.state === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort',
    partitions: EMPTY,
    lastUpdateMs: nowMs,
  })
}

export function prepareDead(current: Current): TransitMetadata {
  return transit(current, { state: 'Dead', partitions: EMPTY })
}
