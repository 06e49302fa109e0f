import { NOT_STARTED, type TransactionMetadata, type TransitMetadata } from '../transaction-metadata'

type Settled = Partial<Omit<TransactionMetadata, 'transactionalId'>>

/**
 * What a transactional id's entry becomes now that `transit` is in the log. Throws when it is not the one that was prepared: then
 * something changed the entry under a pending state.
 */
export function settleTransit(current: Readonly<TransactionMetadata>, transit: TransitMetadata): Settled {
  const problem = mismatch(current, transit)
  if (problem !== undefined) {
    throw new Error(
      `Transactional id ${current.transactionalId} (${current.state}, pending ${current.pendingState}) cannot complete its way to ${transit.state}: ${problem}`,
    )
  }
  const settled = { state: transit.state, pendingState: undefined, lastUpdateMs: transit.lastUpdateMs }
  switch (transit.state) {
    case 'Empty': {
      const { producerId, lastProducerId, producerEpoch, lastProducerEpoch, transactionTimeoutMs } = transit
      const { startMs } = transit
      return {
        ...settled,
        ...{ producerId, lastProducerId, producerEpoch, lastProducerEpoch, transactionTimeoutMs, startMs },
        partitions: new Map(),
      }
    }
    case 'Ongoing':
      return { ...settled, startMs: transit.startMs, partitions: new Map(transit.partitions) }
    case 'CompleteCommit':
    case 'CompleteAbort':
      return { ...settled, startMs: transit.startMs, partitions: new Map() }
    default:
      return settled
  }
}

function mismatch(current: Readonly<TransactionMetadata>, transit: TransitMetadata): string | undefined {
  if (current.pendingState !== transit.state) return 'that is not the pending state'
  const sameProducer = current.producerId === transit.producerId && current.producerEpoch === transit.producerEpoch
  const sameTimeout = current.transactionTimeoutMs === transit.transactionTimeoutMs
  switch (transit.state) {
    case 'Empty': {
      const { producerEpoch, producerId } = transit
      const bumped =
        producerEpoch === current.producerEpoch + 1 || (producerEpoch === 0 && producerId !== current.producerId)
      if (producerEpoch !== current.producerEpoch && !bumped) return `its epoch would jump to ${producerEpoch}`
      return transit.partitions.size > 0 || transit.startMs !== NOT_STARTED ? 'it would have a transaction' : undefined
    }
    case 'Ongoing': {
      const keepsAll = [...current.partitions.keys()].every((name) => transit.partitions.has(name))
      return sameProducer && sameTimeout && keepsAll ? undefined : 'producer, timeout or partitions changed'
    }
    case 'PrepareCommit':
    case 'PrepareAbort': {
      const samePartitions =
        current.partitions.size === transit.partitions.size &&
        [...current.partitions.keys()].every((name) => transit.partitions.has(name))
      const same = sameProducer && sameTimeout && samePartitions && current.startMs === transit.startMs
      return same ? undefined : 'producer, timeout, partitions or start changed'
    }
    case 'CompleteCommit':
    case 'CompleteAbort':
      return sameProducer && sameTimeout && transit.startMs !== NOT_STARTED ? undefined : 'producer or timeout changed'
    case 'Dead':
    case 'PrepareEpochFence':
      return 'that state is never stored'
  }
}
