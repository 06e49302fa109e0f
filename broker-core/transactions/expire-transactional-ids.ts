import { encodeTransactionStateKey } from '../internal-topics/transaction-state-records'
import { ErrorCode, errorName } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import { mayExpire } from './decisions/transaction-states'
import { prepareDead } from './decisions/transits'
import type { TransactionLog } from './transaction-log'
import { NO_PRODUCER_EPOCH, type TransactionMetadata } from './transaction-metadata'
import type { OwnedTransactions, TransactionStateManager } from './transaction-state-manager'

/** Tombstones in one batch: about the 16 KiB of Kafka's, for ids of usual length. */
const IDS_PER_BATCH = 200

export interface ExpiryOptions {
  states: TransactionStateManager
  log: TransactionLog
  logger: Logger
  nowMs: number
  /** transactional.id.expiration.ms */
  expirationMs: number
  requestTimeoutMs: number
}

export function isExpired(metadata: Readonly<TransactionMetadata>, nowMs: number, expirationMs: number): boolean {
  const { pendingState, state, lastUpdateMs } = metadata
  return pendingState === undefined && mayExpire(state) && lastUpdateMs <= nowMs - expirationMs
}

/** Writes tombstones for ids unused for so long, and forgets them once those are replicated (removeExpiredTransactionalIds). */
export async function expireTransactionalIds(options: ExpiryOptions): Promise<void> {
  const { states, nowMs, expirationMs } = options
  for (const [partition, owned] of [...states.owned()]) {
    const expired: TransactionMetadata[] = []
    for (const metadata of [...owned.byId.values()]) {
      if (!isExpired(metadata, nowMs, expirationMs)) continue
      // Its first write failed: there is nothing in the log to take back.
      if (metadata.producerEpoch === NO_PRODUCER_EPOCH) owned.byId.delete(metadata.transactionalId)
      else expired.push(metadata)
    }
    for (let at = 0; at < expired.length; at += IDS_PER_BATCH) {
      const batch = expired.slice(at, at + IDS_PER_BATCH).filter((one) => isExpired(one, nowMs, expirationMs))
      if (batch.length > 0) await expireBatch(options, partition, owned, batch)
    }
  }
}

async function expireBatch(
  { states, log, logger, nowMs, requestTimeoutMs }: ExpiryOptions,
  partition: number,
  owned: OwnedTransactions,
  batch: readonly TransactionMetadata[],
): Promise<void> {
  if (!isStillOwned(states, partition, owned)) return
  for (const metadata of batch) states.begin(metadata, prepareDead(metadata))
  const tombstones = batch.map(({ transactionalId }) => ({
    key: encodeTransactionStateKey(transactionalId),
    value: null,
    timestamp: nowMs,
  }))
  const errorCode = await log.append(partition, tombstones, requestTimeoutMs)
  const isDone = errorCode === ErrorCode.NONE && isStillOwned(states, partition, owned)
  for (const metadata of batch) {
    if (isDone) owned.byId.delete(metadata.transactionalId)
    else metadata.pendingState = undefined
  }
  if (isDone) logger.info(`${batch.length} expired transactional ids were removed from partition ${partition}`)
  else logger.warn(`Expired transactional ids of partition ${partition} could not be removed: ${errorName(errorCode)}`)
}

function isStillOwned(states: TransactionStateManager, partition: number, owned: OwnedTransactions): boolean {
  for (const [id, now] of states.owned()) if (id === partition) return now === owned
  return false
}
