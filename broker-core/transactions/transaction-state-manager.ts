import { CoordinatedPartitions } from '../internal-topics/coordinated-partitions'
import { TRANSACTION_STATE_TOPIC } from '../internal-topics/internal-topics'
import {
  decodeTransactionStateKey,
  decodeTransactionStateValue,
  encodeTransactionStateKey,
  encodeTransactionStateValue,
} from '../internal-topics/transaction-state-records'
import type { Probe } from '../probe/events'
import { ErrorCode, errorName } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import type { Clock, Scheduler } from '../runtime/time'
import { coordinatorErrorOf } from './decisions/append-outcome'
import { settleTransit } from './decisions/settle-transit'
import { prepareComplete } from './decisions/transits'
import type { TransactionLog } from './transaction-log'
import { metadataFromRecord, recordOf, type TransactionMetadata, type TransitMetadata } from './transaction-metadata'

/** Ids of one partition of `__transaction_state`, with the leader epoch under which they were loaded. */
export interface OwnedTransactions {
  readonly coordinatorEpoch: number
  readonly byId: Map<string, TransactionMetadata>
}

/** What is known of a transactional id here: nothing yet, when `metadata` is undefined. */
export type FoundTransaction =
  /** COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR */
  | { errorCode: number }
  | { errorCode: typeof ErrorCode.NONE; coordinatorEpoch: number; metadata: TransactionMetadata | undefined }

/** A transaction that was decided before this broker took over. */
export interface PreparedTransaction {
  coordinatorEpoch: number
  metadata: TransactionMetadata
  transit: TransitMetadata
}

export interface TransactionStateManagerOptions {
  clock: Clock
  scheduler: Pick<Scheduler, 'soon'>
  logger: Logger
  probe: Probe
  log: TransactionLog
  partitionFor: (transactionalId: string) => number
  /** The partition is loaded; these still need their markers. */
  onPrepared: (prepared: readonly PreparedTransaction[]) => void
  /** What is under way for ids of this partition is no longer this broker's. */
  onUnload: (partition: number) => void
}

/**
 * Transactional ids of the partitions this broker leads (kafka.coordinator.transaction.TransactionStateManager). A change is written
 * first and shows in memory only when it is replicated; meanwhile the entry has a pending state, which each outcome resolves.
 */
export class TransactionStateManager {
  readonly partitions: CoordinatedPartitions
  private readonly cache = new Map<number, OwnedTransactions>()

  constructor(private readonly options: TransactionStateManagerOptions) {
    this.partitions = new CoordinatedPartitions({
      topic: TRANSACTION_STATE_TOPIC,
      logger: options.logger,
      load: (partition, epoch, isCurrent) => this.load(partition, epoch, isCurrent),
      unload: (partition) => {
        this.cache.delete(partition)
        options.onUnload(partition)
      },
    })
  }

  partitionFor(transactionalId: string): number {
    return this.options.partitionFor(transactionalId)
  }

  find(transactionalId: string): FoundTransaction {
    const partition = this.partitionFor(transactionalId)
    if (this.partitions.stateOf(partition) === 'loading') return { errorCode: ErrorCode.COORDINATOR_LOAD_IN_PROGRESS }
    const owned = this.cache.get(partition)
    if (owned === undefined) return { errorCode: ErrorCode.NOT_COORDINATOR }
    const { coordinatorEpoch, byId } = owned
    return { errorCode: ErrorCode.NONE, coordinatorEpoch, metadata: byId.get(transactionalId) }
  }

  /** Keeps the entry unless one is there; returns the one that is. */
  putIfAbsent(created: TransactionMetadata): FoundTransaction {
    const { transactionalId } = created
    const found = this.find(transactionalId)
    if (!('metadata' in found) || found.metadata !== undefined) return found
    this.cache.get(this.partitionFor(transactionalId))?.byId.set(transactionalId, created)
    return { ...found, metadata: created }
  }

  *owned(): Iterable<[partition: number, owned: OwnedTransactions]> {
    for (const [partition, owned] of this.cache) {
      if (this.partitions.stateOf(partition) === 'owned') yield [partition, owned]
    }
  }

  /** From here until its outcome the entry is on its way to `transit`. */
  begin(metadata: TransactionMetadata, transit: TransitMetadata): void {
    metadata.pendingState = transit.state
  }

  /**
   * Writes a transit that was begun, then shows it. Returns the coordinator's error code, NONE when it is done. A failure takes the
   * pending state away, unless the caller will try again (`keepPendingOn`).
   */
  async append(
    transactionalId: string,
    coordinatorEpoch: number,
    transit: TransitMetadata,
    keepPendingOn: (errorCode: number) => boolean = () => false,
  ): Promise<number> {
    const before = this.find(transactionalId)
    if (!('metadata' in before)) return before.errorCode
    if (before.metadata === undefined || before.coordinatorEpoch !== coordinatorEpoch) return ErrorCode.NOT_COORDINATOR
    const record = {
      key: encodeTransactionStateKey(transactionalId),
      value: encodeTransactionStateValue(recordOf(transit)),
      timestamp: this.options.clock.wallMs(),
    }
    const partition = this.partitionFor(transactionalId)
    const appended = await this.options.log.append(partition, [record], transit.transactionTimeoutMs)
    const errorCode = coordinatorErrorOf(appended)
    return errorCode === ErrorCode.NONE
      ? this.show(transactionalId, coordinatorEpoch, transit)
      : this.giveUp(transactionalId, coordinatorEpoch, transit, { errorCode, keepPending: keepPendingOn(errorCode) })
  }

  private show(transactionalId: string, coordinatorEpoch: number, transit: TransitMetadata): number {
    const found = this.find(transactionalId)
    if (!('metadata' in found)) return found.errorCode
    const { metadata } = found
    if (metadata === undefined || found.coordinatorEpoch !== coordinatorEpoch) {
      this.options.logger.info(
        `${transactionalId} became ${transit.state} in the log under coordinator epoch ${coordinatorEpoch}, which is over; its state is left to the next coordinator`,
      )
      return ErrorCode.NOT_COORDINATOR
    }
    const from = metadata.state
    Object.assign(metadata, settleTransit(metadata, transit))
    const { producerEpoch, state: to } = metadata
    const producerId = String(metadata.producerId)
    this.options.probe({ kind: 'transactionStateChanged', transactionalId, producerId, producerEpoch, from, to })
    return ErrorCode.NONE
  }

  private giveUp(
    transactionalId: string,
    coordinatorEpoch: number,
    transit: TransitMetadata,
    { errorCode, keepPending }: { errorCode: number; keepPending: boolean },
  ): number {
    const found = this.find(transactionalId)
    const isCurrent = 'metadata' in found && found.coordinatorEpoch === coordinatorEpoch
    this.options.logger.info(
      `${transactionalId} could not be written as ${transit.state}: ${errorName(errorCode)}${keepPending ? '; trying again' : ''}`,
    )
    if (isCurrent && found.metadata !== undefined && !keepPending) found.metadata.pendingState = undefined
    return errorCode
  }

  private async load(partition: number, coordinatorEpoch: number, isCurrent: () => boolean): Promise<void> {
    const { clock, logger, log, scheduler, onPrepared } = this.options
    const startedMs = clock.monotonicMs()
    const byId = new Map<string, TransactionMetadata>()
    try {
      for await (const record of log.replay(partition, isCurrent)) replayRecord(byId, record)
    } catch (error) {
      logger.error(`Error loading transactions from ${TRANSACTION_STATE_TOPIC}-${partition}`, error)
    }
    if (!isCurrent()) return
    this.cache.set(partition, { coordinatorEpoch, byId })
    const prepared = this.prepared(byId, coordinatorEpoch)
    const tookMs = Math.round(clock.monotonicMs() - startedMs)
    logger.info(
      `Loaded ${byId.size} transactional ids from ${TRANSACTION_STATE_TOPIC}-${partition} at epoch ${coordinatorEpoch} in ${tookMs} ms; ${prepared.length} wait for their markers`,
    )
    if (prepared.length === 0) return
    // Only when the partition counts as loaded: markers that can be dropped lead straight to the next append.
    scheduler.soon(() => {
      if (isCurrent()) onPrepared(prepared)
    })
  }

  private prepared(byId: ReadonlyMap<string, TransactionMetadata>, coordinatorEpoch: number): PreparedTransaction[] {
    const prepared: PreparedTransaction[] = []
    for (const metadata of byId.values()) {
      if (metadata.state !== 'PrepareCommit' && metadata.state !== 'PrepareAbort') continue
      const transit = prepareComplete(metadata, this.options.clock.wallMs())
      this.begin(metadata, transit)
      prepared.push({ coordinatorEpoch, metadata, transit })
    }
    return prepared
  }
}

function replayRecord(
  byId: Map<string, TransactionMetadata>,
  { key, value }: { key: Buffer | null; value: Buffer | null },
): void {
  if (key === null) throw new Error('a transaction state record has no key')
  const transactionalId = decodeTransactionStateKey(key)
  // Deleting first keeps the map in the order of the last change.
  byId.delete(transactionalId)
  if (value !== null) byId.set(transactionalId, metadataFromRecord(transactionalId, decodeTransactionStateValue(value)))
}
