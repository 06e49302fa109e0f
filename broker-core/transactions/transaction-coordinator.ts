import type { BrokerConfig } from '../config/broker-config'
import type { TopicPartition } from '../format/topic-partition'
import type { Probe } from '../probe/events'
import { ErrorCode, errorName } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import type { Clock, Scheduler, Timer } from '../runtime/time'
import { decideAddPartitions } from './decisions/add-partitions'
import { decideCompletion, decideEnd, type EndWish } from './decisions/end-transaction'
import { decideInitProducerId } from './decisions/init-producer-id'
import { isTimedOut } from './decisions/timed-out'
import { fenceProducerEpoch } from './decisions/transits'
import { expireTransactionalIds } from './expire-transactional-ids'
import { MarkerChannel, type MarkerChannelOptions } from './marker-channel'
import type { TransactionLog } from './transaction-log'
import {
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  newTransactionMetadata,
  type ProducerIdAndEpoch,
  partitionSet,
  type TransactionMetadata,
  type TransitMetadata,
} from './transaction-metadata'
import { TransactionStateManager } from './transaction-state-manager'

type Settings = Pick<
  BrokerConfig,
  | 'transactionMaxTimeoutMs'
  | 'transactionalIdExpirationMs'
  | 'transactionAbortTimedOutTransactionCleanupIntervalMs'
  | 'transactionRemoveExpiredTransactionCleanupIntervalMs'
  | 'requestTimeoutMs'
>

export interface TransactionCoordinatorOptions {
  clock: Clock
  scheduler: Scheduler
  logger: Logger
  probe: Probe
  settings: () => Settings
  log: TransactionLog
  /** The partition of `__transaction_state` that keeps an id. */
  partitionFor: (transactionalId: string) => number
  /** Rejects when the coordination server gives none. */
  generateProducerId: () => Promise<bigint>
  markers: Pick<MarkerChannelOptions, 'leaderOf' | 'isDeleted' | 'isAlive' | 'connect' | 'onMetadataChange'>
}

export interface InitProducerIdRequest {
  transactionalId: string
  transactionTimeoutMs: number
  /** What the producer thinks it is, to go on after an error. */
  expected: ProducerIdAndEpoch | undefined
}

/** -1 both with an error. */
export interface InitProducerIdResult extends ProducerIdAndEpoch {
  errorCode: number
}

export interface TransactionalProducer extends ProducerIdAndEpoch {
  transactionalId: string
}

/**
 * Coordinates the transactions of ids whose partition of `__transaction_state` this broker leads
 * (kafka.coordinator.transaction.TransactionCoordinator). Methods answer with the codes of newer versions (PRODUCER_FENCED); handlers
 * turn them into those of the asked version.
 */
export class TransactionCoordinator {
  readonly states: TransactionStateManager
  private readonly markers: MarkerChannel
  private readonly timers: Timer[] = []
  private expiring = false
  private closed = false

  constructor(private readonly options: TransactionCoordinatorOptions) {
    const { clock, scheduler, logger, probe, log, partitionFor } = options
    this.states = new TransactionStateManager({
      clock,
      scheduler,
      logger,
      probe,
      log,
      partitionFor,
      onPrepared: (prepared) => {
        for (const one of prepared) this.markers.add(one)
      },
      onUnload: (partition) => this.markers.removeFor(partition),
    })
    this.markers = new MarkerChannel({ ...options.markers, states: this.states, scheduler, logger })
  }

  startup(): void {
    const { scheduler, settings } = this.options
    const {
      transactionAbortTimedOutTransactionCleanupIntervalMs: abortIntervalMs,
      transactionRemoveExpiredTransactionCleanupIntervalMs: expireIntervalMs,
    } = settings()
    this.timers.push(scheduler.every(abortIntervalMs, () => this.abortTimedOut()))
    this.timers.push(scheduler.every(expireIntervalMs, () => void this.expire()))
  }

  shutdown(): void {
    this.closed = true
    for (const timer of this.timers) timer.cancel()
    this.states.partitions.close()
    this.markers.close()
  }

  partitionFor(transactionalId: string): number {
    return this.states.partitionFor(transactionalId)
  }

  /** This broker leads that partition of `__transaction_state` since `leaderEpoch`: its ids are loaded, what was decided is completed. */
  onElection(partition: number, leaderEpoch: number): void {
    if (!this.closed) this.states.partitions.elected(partition, leaderEpoch)
  }

  onResignation(partition: number): void {
    this.states.partitions.resigned(partition)
  }

  /** INVALID_REQUEST, INVALID_TRANSACTION_TIMEOUT, CONCURRENT_TRANSACTIONS (ask again), PRODUCER_FENCED, or the coordinator's own state. */
  async initProducerId(request: InitProducerIdRequest): Promise<InitProducerIdResult> {
    const { transactionalId, transactionTimeoutMs } = request
    if (transactionalId === '') return refusal(ErrorCode.INVALID_REQUEST)
    if (transactionTimeoutMs <= 0 || transactionTimeoutMs > this.options.settings().transactionMaxTimeoutMs) {
      return refusal(ErrorCode.INVALID_TRANSACTION_TIMEOUT)
    }
    for (let newProducerId: bigint | undefined; ; ) {
      const begun = this.beginInit(request, newProducerId)
      if (begun !== 'needProducerId') return begun
      try {
        newProducerId = await this.options.generateProducerId()
      } catch (error) {
        this.options.logger.warn('No producer id could be claimed in the coordination server', error)
        return refusal(ErrorCode.COORDINATOR_NOT_AVAILABLE)
      }
    }
  }

  /**
   * Decides and begins in one turn, so that nobody else comes in between. Getting a producer id takes time, in which everything may
   * change: therefore it is all decided anew with it.
   */
  private beginInit(
    { transactionalId, transactionTimeoutMs, expected }: InitProducerIdRequest,
    newProducerId: bigint | undefined,
  ): 'needProducerId' | InitProducerIdResult | Promise<InitProducerIdResult> {
    const nowMs = this.options.clock.wallMs()
    const found =
      newProducerId === undefined
        ? this.states.find(transactionalId)
        : this.states.putIfAbsent(newTransactionMetadata(transactionalId, newProducerId, transactionTimeoutMs, nowMs))
    if (!('metadata' in found)) return refusal(found.errorCode)
    const { metadata, coordinatorEpoch } = found
    if (metadata === undefined) return 'needProducerId'
    const decision = decideInitProducerId(metadata, { transactionTimeoutMs, expected, nowMs, newProducerId })
    if (decision.kind === 'refuse') return refusal(decision.errorCode)
    if (decision.kind === 'needProducerId') return 'needProducerId'
    this.states.begin(metadata, decision.transit)
    return decision.kind === 'fence'
      ? this.abortForNewProducer(transactionalId, decision.transit)
      : this.finishInit(transactionalId, coordinatorEpoch, decision.transit)
  }

  private async abortForNewProducer(transactionalId: string, fence: TransitMetadata): Promise<InitProducerIdResult> {
    const errorCode = await this.endByCoordinator(transactionalId, fence)
    return refusal(errorCode === ErrorCode.NONE ? ErrorCode.CONCURRENT_TRANSACTIONS : errorCode)
  }

  private async finishInit(
    transactionalId: string,
    coordinatorEpoch: number,
    transit: TransitMetadata,
  ): Promise<InitProducerIdResult> {
    const errorCode = await this.states.append(transactionalId, coordinatorEpoch, transit)
    if (errorCode !== ErrorCode.NONE) return refusal(errorCode)
    const { producerId, producerEpoch } = transit
    this.options.logger.info(
      `Initialized transactionalId ${transactionalId} with producerId ${producerId} and producer epoch ${producerEpoch}`,
    )
    return { errorCode, producerId, producerEpoch }
  }

  /** NONE once the partitions are in the log as part of the transaction, which this may begin. Also for a group's offsets partition. */
  async addPartitions(producer: TransactionalProducer, partitions: readonly TopicPartition[]): Promise<number> {
    const { transactionalId } = producer
    if (transactionalId === '') return ErrorCode.INVALID_REQUEST
    const found = this.states.find(transactionalId)
    if (!('metadata' in found)) return found.errorCode
    const { metadata, coordinatorEpoch } = found
    if (metadata === undefined) return ErrorCode.INVALID_PRODUCER_ID_MAPPING
    const decision = decideAddPartitions(metadata, producer, partitionSet(partitions), this.options.clock.wallMs())
    if (decision.kind === 'answer') return decision.errorCode
    this.states.begin(metadata, decision.transit)
    return this.states.append(transactionalId, coordinatorEpoch, decision.transit)
  }

  /** NONE once the decision is in the log: from then on it holds, and the markers follow. */
  endTransaction(producer: TransactionalProducer, commit: boolean): Promise<number> {
    return this.end({ ...producer, commit, isFromClient: true })
  }

  private endByCoordinator(transactionalId: string, { producerId, producerEpoch }: TransitMetadata): Promise<number> {
    return this.end({ transactionalId, producerId, producerEpoch, commit: false, isFromClient: false })
  }

  private async end(wish: TransactionalProducer & Omit<EndWish, 'nowMs'>): Promise<number> {
    const { transactionalId } = wish
    if (transactionalId === '') return ErrorCode.INVALID_REQUEST
    const { clock } = this.options
    const found = this.states.find(transactionalId)
    if (!('metadata' in found)) return found.errorCode
    const { metadata, coordinatorEpoch } = found
    if (metadata === undefined) return ErrorCode.INVALID_PRODUCER_ID_MAPPING
    const decision = decideEnd(metadata, { ...wish, nowMs: clock.wallMs() })
    if (decision.kind === 'answer') return decision.errorCode
    const { transit, fencedEpoch } = decision
    if (fencedEpoch !== undefined) {
      metadata.producerEpoch = fencedEpoch
      metadata.lastProducerEpoch = NO_PRODUCER_EPOCH
    }
    this.states.begin(metadata, transit)
    const errorCode = await this.states.append(transactionalId, coordinatorEpoch, transit)
    if (errorCode !== ErrorCode.NONE) {
      if (fencedEpoch !== undefined) this.noteFailedFence(transactionalId, coordinatorEpoch, errorCode)
      return errorCode
    }
    return this.sendMarkers(wish, coordinatorEpoch)
  }

  private sendMarkers(wish: TransactionalProducer & { commit: boolean }, coordinatorEpoch: number): number {
    const found = this.states.find(wish.transactionalId)
    if (!('metadata' in found)) return found.errorCode
    const { metadata } = found
    if (metadata === undefined || found.coordinatorEpoch !== coordinatorEpoch) return ErrorCode.NOT_COORDINATOR
    const decision = decideCompletion(metadata, { ...wish, nowMs: this.options.clock.wallMs() })
    if (decision.kind === 'answer') return decision.errorCode
    metadata.hasFailedEpochFence = false
    this.states.begin(metadata, decision.transit)
    this.markers.add({ coordinatorEpoch, metadata, transit: decision.transit })
    return ErrorCode.NONE
  }

  private noteFailedFence(transactionalId: string, coordinatorEpoch: number, errorCode: number): void {
    const found = this.states.find(transactionalId)
    if (!('metadata' in found) || found.coordinatorEpoch !== coordinatorEpoch) return
    if (found.metadata === undefined) return
    found.metadata.hasFailedEpochFence = true
    this.options.logger.warn(
      `The fence of ${transactionalId} could not be written (${errorName(errorCode)}): its epoch is ${found.metadata.producerEpoch} now, which no client was told`,
    )
  }

  /** Ongoing transactions whose producer was silent for longer than it asked for: fenced and aborted. */
  private abortTimedOut(): void {
    const nowMs = this.options.clock.wallMs()
    for (const [, { byId }] of this.states.owned()) {
      for (const metadata of byId.values()) if (isTimedOut(metadata, nowMs)) void this.abort(metadata)
    }
  }

  private async abort(metadata: TransactionMetadata): Promise<void> {
    const { logger } = this.options
    const { transactionalId } = metadata
    try {
      const fence = fenceProducerEpoch(metadata)
      this.states.begin(metadata, fence)
      const errorCode = await this.endByCoordinator(transactionalId, fence)
      if (errorCode === ErrorCode.NONE) logger.info(`Aborted the transaction of ${transactionalId}: its time was over`)
      else logger.warn(`The timed-out transaction of ${transactionalId} was not aborted: ${errorName(errorCode)}`)
    } catch (error) {
      logger.error(`The timed-out transaction of ${transactionalId} cannot be aborted`, error)
    }
  }

  private async expire(): Promise<void> {
    if (this.expiring) return
    this.expiring = true
    const { clock, log, logger, settings } = this.options
    const { transactionalIdExpirationMs: expirationMs, requestTimeoutMs } = settings()
    try {
      const nowMs = clock.wallMs()
      await expireTransactionalIds({ states: this.states, log, logger, nowMs, expirationMs, requestTimeoutMs })
    } catch (error) {
      logger.error('Expired transactional ids could not be removed', error)
    } finally {
      this.expiring = false
    }
  }
}

function refusal(errorCode: number): InitProducerIdResult {
  return { errorCode, producerId: NO_PRODUCER_ID, producerEpoch: NO_PRODUCER_EPOCH }
}
