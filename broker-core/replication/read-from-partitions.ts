import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import type { AbortedTransaction, FetchDataInfo, FetchIsolation } from '../log/fetch-data-info'
import { isOffsetOnly, isOnOlderSegment, type LogOffsetMetadata, positionDifference } from '../log/log-offset-metadata'
import { ErrorCode, KafkaError } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import { judgeDivergence } from './diverging-epoch'
import { errorCodeOf } from './error-code-of'
import type { FetchKey, FetchPartitionAnswer, FetchPartitionRequest } from './fetch-session'
import type { OffsetSnapshot, Partition } from './partition'
import type { Purgatory } from './purgatory'
import type { ReplicaIo } from './replica-io'
import type { EpochEndOffset } from './truncation'

/** What is asked of a partition whose topic is known. */
export type NamedFetchRequest = FetchPartitionRequest & TopicPartition

export interface ReadResult extends FetchPartitionAnswer {
  lastStableOffset: number
  /** null unless read committed. */
  abortedTransactions: readonly AbortedTransaction[] | null
  records: readonly Buffer[]
}

export interface FetchOptions {
  /** -1: a consumer. */
  replicaId: number
  maxWaitMs: number
  minBytes: number
  maxBytes: number
  /** Fetch versions up to 2: even the first batch must fit. */
  hardMaxBytesLimit: boolean
  isolation: FetchIsolation
  /** Consumers of version 11 and later may read from a follower (KIP-392). */
  leaderOnly: boolean
}

interface Read {
  request: NamedFetchRequest
  result: ReadResult
  /** Where the read began; undefined after an error. */
  start: LogOffsetMetadata | undefined
  leaderLogEndOffset: number
  leaderEpoch: number
}

const LIMITS = {
  logEnd: 'logEndOffsetMetadata',
  highWatermark: 'highWatermarkMetadata',
  txnCommitted: 'lastStableOffsetMetadata',
} as const

/**
 * Reads for consumers and followers: what is there now if that is enough, else when enough was appended or the wait is over
 * (ReplicaManager.fetchMessages, DelayedFetch). A follower's fetch is recorded at its partition after the read, so the answer carries
 * the high watermark from before: followers learn a new one a round later.
 */
export class ReadFromPartitions {
  constructor(
    private readonly getPartition: (topicPartition: TopicPartition) => Partition,
    private readonly purgatory: Purgatory,
    private readonly logger: Logger,
    private readonly io: ReplicaIo,
  ) {}

  async fetch(requests: readonly NamedFetchRequest[], options: FetchOptions): Promise<ReadResult[]> {
    const reads = await this.readAll(requests, options)
    if (options.replicaId >= 0) this.recordFollowerFetches(reads, options.replicaId)
    const results = reads.map((read) => read.result)
    const bytes = results.reduce((sum, result) => sum + result.recordBytes, 0)
    const urgent = results.some((result) => result.errorCode !== ErrorCode.NONE || result.divergingEpoch !== undefined)
    const enough = options.maxWaitMs <= 0 || requests.length === 0 || bytes >= options.minBytes || urgent
    if (enough) return this.counted(results, options)
    await this.enoughBytes(reads, options)
    const late = await this.readAll(requests, options)
    return this.counted(
      late.map((read) => read.result),
      options,
    )
  }

  private counted(results: ReadResult[], options: FetchOptions): ReadResult[] {
    const bytes = results.reduce((sum, result) => sum + result.recordBytes, 0)
    if (options.replicaId >= 0) this.io.followerFetchBytes += bytes
    else this.io.consumerFetchBytes += bytes
    return results
  }

  private async readAll(requests: readonly NamedFetchRequest[], options: FetchOptions): Promise<Read[]> {
    const reads: Read[] = []
    let bytesLeft = options.maxBytes
    let minOneMessage = !options.hardMaxBytesLimit
    for (const request of requests) {
      const read = await this.readOne(request, options, bytesLeft, minOneMessage)
      const bytes = read.result.recordBytes
      if (bytes > 0) minOneMessage = false
      bytesLeft = Math.max(0, bytesLeft - bytes)
      reads.push(read)
    }
    return reads
  }

  private async readOne(
    request: NamedFetchRequest,
    options: FetchOptions,
    bytesLeft: number,
    minOneMessage: boolean,
  ): Promise<Read> {
    try {
      const partition = this.getPartition(request)
      requireTopicId(partition, request)
      const { leaderEpoch } = partition
      const log = partition.localLog(request.currentLeaderEpoch, options.leaderOnly)
      // Before the read: an append that comes in meanwhile must not keep a follower from counting as caught up.
      const offsets = partition.offsets(request.currentLeaderEpoch, options.leaderOnly)
      const parting = partingOf(partition, request)
      if (parting !== undefined) return diverged(request, offsets, parting)
      const maxBytes = Math.min(request.maxBytes, bytesLeft)
      const cause = options.replicaId >= 0 ? 'followerFetch' : 'consumerFetch'
      const reading = log.read(request.fetchOffset, maxBytes, { isolation: options.isolation, minOneMessage, cause })
      const data = reading instanceof Promise ? await reading : reading
      return {
        request,
        result: answer(request, offsets, data),
        start: data.fetchOffsetMetadata,
        leaderLogEndOffset: offsets.logEndOffset,
        leaderEpoch,
      }
    } catch (error) {
      const errorCode = errorCodeOf(error)
      if (errorCode === ErrorCode.UNKNOWN_SERVER_ERROR) {
        this.logger.error(`Error processing fetch of partition ${request.topic}-${request.partition}`, error)
      }
      return { request, result: refusal(request, errorCode), start: undefined, leaderLogEndOffset: -1, leaderEpoch: -1 }
    }
  }

  private recordFollowerFetches(reads: Read[], replicaId: number): void {
    for (const { request, result, leaderLogEndOffset, leaderEpoch } of reads) {
      if (result.errorCode !== ErrorCode.NONE || result.divergingEpoch !== undefined) continue
      if (this.recordFollowerFetch(request, replicaId, leaderLogEndOffset, leaderEpoch)) continue
      this.logger.warn(
        `Leader failed to record follower ${replicaId}'s position ${request.fetchOffset} of ${request.topic}-${request.partition}: not a replica of it, or the leadership changed. Empty records will be returned for this partition.`,
      )
      result.records = []
      result.recordBytes = 0
    }
  }

  private recordFollowerFetch(
    request: NamedFetchRequest,
    brokerId: number,
    leaderLogEndOffset: number,
    leaderEpoch: number,
  ): boolean {
    const { fetchOffset, logStartOffset } = request
    try {
      return this.getPartition(request).recordFollowerFetch({
        brokerId,
        fetchOffset,
        logStartOffset,
        leaderLogEndOffset,
        leaderEpoch,
      })
    } catch (error) {
      // The partition may have left this broker while its records were read from disk.
      if (error instanceof KafkaError) return false
      throw error
    }
  }

  private enoughBytes(reads: Read[], options: FetchOptions): Promise<void> {
    return new Promise((resolve) => {
      this.purgatory.tryCompleteElseWatch(
        { tryComplete: () => this.hasEnough(reads, options), onComplete: () => resolve() },
        reads.map(({ request }) => topicPartitionName(request.topic, request.partition)),
        options.maxWaitMs,
      )
    })
  }

  /** true also when waiting makes no sense any more: another leader or epoch, the replica gone, the log truncated or rolled. */
  private hasEnough(reads: Read[], options: FetchOptions): boolean {
    let bytes = 0
    for (const { request, start } of reads) {
      if (start === undefined) return true
      try {
        const partition = this.getPartition(request)
        const log = partition.localLog(request.currentLeaderEpoch, options.leaderOnly)
        if (partingOf(partition, request) !== undefined) return true
        const end = log[LIMITS[options.isolation]]
        if (end.messageOffset === start.messageOffset) continue
        if (isOffsetOnly(start) || isOffsetOnly(end) || start.segmentBaseOffset !== end.segmentBaseOffset) {
          if (end.messageOffset > start.messageOffset || isOnOlderSegment(end, start)) return true
          continue
        }
        if (end.messageOffset > start.messageOffset) bytes += Math.min(positionDifference(end, start), request.maxBytes)
      } catch (error) {
        // The read that follows tells the client. Nothing may be thrown at whoever moved the offset.
        if (errorCodeOf(error) === ErrorCode.UNKNOWN_SERVER_ERROR) {
          this.logger.error(`Error in a waiting fetch of ${request.topic}-${request.partition}`, error)
        }
        return true
      }
    }
    return bytes >= options.minBytes
  }
}

/** INCONSISTENT_TOPIC_ID: the log is of a topic of this name, but not of this id. */
function requireTopicId(partition: Partition, { topicId }: FetchPartitionRequest): void {
  const own = partition.log?.topicId
  if (topicId !== undefined && own !== undefined && own !== topicId) {
    throw new KafkaError(ErrorCode.INCONSISTENT_TOPIC_ID)
  }
}

/** Where the fetcher's log parts from this one; undefined: it does not, or did not ask. OFFSET_OUT_OF_RANGE when that cannot be said. */
function partingOf(partition: Partition, request: FetchPartitionRequest): EpochEndOffset | undefined {
  const { lastFetchedEpoch = -1, currentLeaderEpoch, fetchOffset } = request
  if (lastFetchedEpoch < 0) return undefined
  const { logStartOffset } = partition.localLog(currentLeaderEpoch, false)
  const end = partition.endOffsetForEpoch(currentLeaderEpoch, lastFetchedEpoch, false)
  const judged = judgeDivergence({ fetchOffset, lastFetchedEpoch, logStartOffset, end })
  if (judged.kind === 'outOfRange') throw new KafkaError(ErrorCode.OFFSET_OUT_OF_RANGE)
  return judged.kind === 'diverging' ? judged.end : undefined
}

function diverged(request: NamedFetchRequest, offsets: OffsetSnapshot, divergingEpoch: EpochEndOffset): Read {
  const result: ReadResult = {
    ...refusal(request, ErrorCode.NONE),
    highWatermark: offsets.highWatermark,
    lastStableOffset: offsets.lastStableOffset,
    logStartOffset: offsets.logStartOffset,
    divergingEpoch,
  }
  return { request, result, start: undefined, leaderLogEndOffset: offsets.logEndOffset, leaderEpoch: -1 }
}

function answer(request: FetchPartitionRequest, offsets: OffsetSnapshot, data: FetchDataInfo): ReadResult {
  return {
    topic: request.topic,
    topicId: request.topicId,
    partition: request.partition,
    errorCode: ErrorCode.NONE,
    highWatermark: offsets.highWatermark,
    lastStableOffset: offsets.lastStableOffset,
    logStartOffset: offsets.logStartOffset,
    abortedTransactions: data.abortedTransactions ?? null,
    records: data.records,
    recordBytes: data.size,
  }
}

/** An answer without records; offsets are -1 as Kafka sends them with an error. */
export function refusal({ topic, topicId, partition }: FetchKey, errorCode: number): ReadResult {
  return {
    topic,
    topicId,
    partition,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    abortedTransactions: null,
    records: [],
    recordBytes: 0,
  }
}
