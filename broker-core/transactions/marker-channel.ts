import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import { ErrorCode, errorName } from '../protocol/error-codes'
import type { WriteTxnMarkersResponse } from '../protocol/messages/27-write-txn-markers'
import { groupBy } from '../replication/group-by'
import type { Logger } from '../runtime/logger'
import type { Scheduler, Timer } from '../runtime/time'
import { markerOutcome } from './decisions/marker-outcome'
import { type MarkerEntry, markerErrors } from './marker-entry'
import { type MarkerConnection, type MarkerDestination, MarkerSender } from './marker-sender'
import type { TransactionMetadata } from './transaction-metadata'
import type { PreparedTransaction, TransactionStateManager } from './transaction-state-manager'

const RETRY_BACKOFF_MS = 100

/** `unknown`: not in the metadata, or not yet. `unavailable`: no leader, or none that is alive. */
export type LeaderPlace = 'unknown' | 'unavailable' | MarkerDestination

export interface MarkerChannelOptions {
  states: Pick<TransactionStateManager, 'find' | 'append' | 'partitionFor'>
  leaderOf: (topicPartition: TopicPartition) => LeaderPlace
  /**
   * Was it deleted, or is about to be? The metadata cannot say: a broker that has just started leads before it knows of other partitions,
   * and a marker left out then would leave records undecided for good.
   */
  isDeleted: (topicPartition: TopicPartition) => Promise<boolean>
  isAlive: (brokerId: number) => boolean
  connect: (destination: MarkerDestination) => MarkerConnection
  /** Calls back after each change of leaders or live brokers. Returns how to stop. */
  onMetadataChange: (listener: () => void) => () => void
  scheduler: Pick<Scheduler, 'after'>
  logger: Logger
}

interface Pending extends PreparedTransaction {
  readonly transactionPartition: number
}

/**
 * Brings each decided transaction to its end: a marker to every partition, through its leader, however often leaders change; then the
 * complete state to the log (kafka.coordinator.transaction.TransactionMarkerChannelManager).
 */
export class MarkerChannel {
  /** By transactional id. What is not in here any more is somebody else's, or over. */
  private readonly pending = new Map<string, Pending>()
  private readonly senders = new Map<number, MarkerSender>()
  /** Wait for a change of the metadata. */
  private awaitingLeader: MarkerEntry[] = []
  /** Wait for a change of the metadata or the backoff, whichever is first. */
  private retrying: MarkerEntry[] = []
  private completions: Pending[] = []
  private retryTimer: Timer | undefined
  private closed = false
  private readonly stopListening: () => void

  constructor(private readonly options: MarkerChannelOptions) {
    this.stopListening = options.onMetadataChange(() => this.metadataChanged())
  }

  /** The decision is in the log. */
  add({ coordinatorEpoch, metadata, transit }: PreparedTransaction): void {
    if (this.closed) return
    const { transactionalId, producerId, producerEpoch } = metadata
    const transactionPartition = this.options.states.partitionFor(transactionalId)
    this.pending.set(transactionalId, { coordinatorEpoch, metadata, transit, transactionPartition })
    const commit = transit.state === 'CompleteCommit'
    const partitions = [...metadata.partitions.values()]
    this.route({
      transactionalId,
      transactionPartition,
      coordinatorEpoch,
      producerId,
      producerEpoch,
      commit,
      partitions,
    })
    this.maybeComplete(transactionalId)
  }

  /** This broker no longer coordinates the ids of that partition: the next one sends their markers again. */
  removeFor(transactionPartition: number): void {
    const isOther = (one: { transactionPartition: number }): boolean =>
      one.transactionPartition !== transactionPartition
    for (const [id, one] of this.pending) if (!isOther(one)) this.pending.delete(id)
    this.awaitingLeader = this.awaitingLeader.filter(isOther)
    this.retrying = this.retrying.filter(isOther)
    this.completions = this.completions.filter(isOther)
    for (const sender of this.senders.values()) sender.removeFor(transactionPartition)
  }

  close(): void {
    this.closed = true
    this.stopListening()
    this.retryTimer?.cancel()
    this.pending.clear()
    for (const sender of this.senders.values()) sender.close()
    this.senders.clear()
  }

  /** Gives the entry's partitions to the queues of their leaders as they are now. */
  private route(entry: MarkerEntry): void {
    const places = groupBy(entry.partitions, (partition) => {
      const place = this.options.leaderOf(partition)
      return typeof place === 'string' ? place : place.brokerId
    })
    for (const [key, partitions] of places) {
      const part = { ...entry, partitions }
      if (key === 'unknown') void this.dropDeleted(part)
      else if (key === 'unavailable') this.awaitingLeader.push(part)
      else this.senderTo(this.options.leaderOf(partitions[0]!) as MarkerDestination).add(part)
    }
  }

  private senderTo(destination: MarkerDestination): MarkerSender {
    const { brokerId, host, port } = destination
    const known = this.senders.get(brokerId)
    if (known !== undefined && known.destination.host === host && known.destination.port === port) return known
    const sender = new MarkerSender(destination, {
      connection: this.options.connect(destination),
      answered: (entry, response) => this.answered(entry, response),
      failed: (entries, error) => this.failed(brokerId, entries, error),
    })
    this.senders.set(brokerId, sender)
    known?.close()
    return sender
  }

  /** Where a partition does not exist any more, neither do records of this transaction; the others will show in the metadata. */
  private async dropDeleted(entry: MarkerEntry): Promise<void> {
    const { isDeleted, leaderOf, logger } = this.options
    const deleted: TopicPartition[] = []
    const others: TopicPartition[] = []
    try {
      for (const one of entry.partitions) (await isDeleted(one)) ? deleted.push(one) : others.push(one)
    } catch (error) {
      logger.warn(`Whether partitions that ${entry.transactionalId} wrote to still exist could not be asked`, error)
      if (!this.closed) this.retryLater(entry)
      return
    }
    const metadata = this.current(entry)
    if (metadata === undefined) return
    const rest = { ...entry, partitions: others }
    if (others.some((one) => leaderOf(one) !== 'unknown')) this.route(rest)
    else if (others.length > 0) this.awaitingLeader.push(rest)
    if (deleted.length === 0) return
    const names = deleted.map(({ topic, partition }) => topicPartitionName(topic, partition))
    logger.info(`${names.join(', ')} were deleted, so they get no markers of ${entry.transactionalId}`)
    for (const name of names) metadata.partitions.delete(name)
    this.maybeComplete(entry.transactionalId)
  }

  /** The entry's transaction, if this broker still coordinates it as it did when the marker was made; else it is let go. */
  private current({ transactionalId, coordinatorEpoch }: MarkerEntry): TransactionMetadata | undefined {
    const pending = this.pending.get(transactionalId)
    if (pending === undefined || pending.coordinatorEpoch !== coordinatorEpoch) return undefined
    const found = this.options.states.find(transactionalId)
    if ('metadata' in found && found.coordinatorEpoch === coordinatorEpoch && found.metadata === pending.metadata) {
      return pending.metadata
    }
    this.pending.delete(transactionalId)
    return undefined
  }

  private answered(entry: MarkerEntry, response: WriteTxnMarkersResponse): void {
    const metadata = this.current(entry)
    if (metadata === undefined) return
    const retry: TopicPartition[] = []
    for (const { topicPartition, errorCode = ErrorCode.UNKNOWN_SERVER_ERROR } of markerErrors(entry, response)) {
      const name = topicPartitionName(topicPartition.topic, topicPartition.partition)
      switch (markerOutcome(errorCode)) {
        case 'written':
          metadata.partitions.delete(name)
          break
        case 'cancel':
          this.options.logger.info(
            `The marker of ${entry.transactionalId} for ${name} was refused for good: ${errorName(errorCode)}; its transaction is left alone`,
          )
          this.pending.delete(entry.transactionalId)
          return
        case 'unexpected':
          this.options.logger.error(
            `Unexpected ${errorName(errorCode)} for ${entry.transactionalId}'s marker in ${name}`,
          )
          retry.push(topicPartition)
          break
        case 'retry':
          retry.push(topicPartition)
      }
    }
    if (retry.length > 0) this.retryLater({ ...entry, partitions: retry })
    else this.maybeComplete(entry.transactionalId)
  }

  private failed(brokerId: number, entries: readonly MarkerEntry[], error: unknown): void {
    if (this.closed) return
    this.options.logger.info(`Transaction markers did not get to broker ${brokerId}, trying again: ${String(error)}`)
    for (const entry of entries) if (this.current(entry) !== undefined) this.retryLater(entry)
  }

  private maybeComplete(transactionalId: string): void {
    const pending = this.pending.get(transactionalId)
    if (pending === undefined || pending.metadata.partitions.size > 0) return
    this.pending.delete(transactionalId)
    void this.complete(pending)
  }

  private async complete(pending: Pending): Promise<void> {
    const { metadata, coordinatorEpoch, transit } = pending
    const { transactionalId } = metadata
    const isOver = (errorCode: number): boolean =>
      errorCode === ErrorCode.NOT_COORDINATOR || errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS
    const { states, logger } = this.options
    try {
      const errorCode = await states.append(transactionalId, coordinatorEpoch, transit, (code) => !isOver(code))
      if (errorCode === ErrorCode.NONE || isOver(errorCode) || this.closed) return
      this.completions.push(pending)
      this.scheduleRetry()
    } catch (error) {
      logger.error(`${transactionalId} cannot become ${transit.state}`, error)
    }
  }

  private retryLater(entry: MarkerEntry): void {
    this.retrying.push(entry)
    this.scheduleRetry()
  }

  private scheduleRetry(): void {
    this.retryTimer ??= this.options.scheduler.after(RETRY_BACKOFF_MS, () => {
      this.retryTimer = undefined
      this.retryNow()
    })
  }

  private retryNow(): void {
    const { completions, retrying } = this
    this.completions = []
    this.retrying = []
    for (const pending of completions) void this.complete(pending)
    for (const entry of retrying) if (this.current(entry) !== undefined) this.route(entry)
  }

  private metadataChanged(): void {
    // An answer from a broker that left may not come for long, and another one leads by now.
    for (const [brokerId, sender] of [...this.senders]) {
      if (this.options.isAlive(brokerId)) continue
      this.senders.delete(brokerId)
      sender.close()
    }
    const waiting = this.awaitingLeader
    this.awaitingLeader = []
    this.retrying.push(...waiting)
    if (this.retrying.length > 0) this.retryNow()
  }
}
