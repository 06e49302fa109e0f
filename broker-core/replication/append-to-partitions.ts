import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import type { AppendOrigin, LogAppendInfo } from '../log/log-append-info'
import { LogError, type RecordError } from '../log/log-error'
import { ErrorCode, KafkaError } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import { errorCodeOf } from './error-code-of'
import type { Partition } from './partition'
import type { Purgatory } from './purgatory'
import type { ReplicaIo } from './replica-io'

export interface AppendRequest extends TopicPartition {
  records: Buffer
}

/** One partition's part of a Produce response. */
export interface AppendResult extends TopicPartition {
  errorCode: number
  errorMessage: string | null
  recordErrors: readonly RecordError[]
  /** Offset of the first record; -1 when nothing was appended. */
  baseOffset: number
  logAppendTime: number
  logStartOffset: number
}

export interface AppendOptions {
  /** 0, 1 or -1. */
  requiredAcks: number
  timeoutMs: number
  origin: AppendOrigin
  internalTopicsAllowed: boolean
}

const INTERNAL_TOPICS = ['__consumer_offsets', '__transaction_state']

function failure(topicPartition: TopicPartition, error: unknown): AppendResult {
  const known = error instanceof KafkaError || error instanceof LogError
  return {
    ...topicPartition,
    errorCode: errorCodeOf(error),
    errorMessage: known && error instanceof LogError ? error.message : null,
    recordErrors: error instanceof LogError ? error.recordErrors : [],
    baseOffset: -1,
    logAppendTime: -1,
    logStartOffset: -1,
  }
}

function success(topicPartition: TopicPartition, appended: LogAppendInfo): AppendResult {
  return {
    ...topicPartition,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    recordErrors: [],
    baseOffset: appended.firstOffset,
    logAppendTime: appended.logAppendTime,
    logStartOffset: appended.logStartOffset,
  }
}

interface Waiting {
  partition: Partition
  requiredOffset: number
  result: AppendResult
  done: boolean
}

/**
 * Appends to every partition, then answers: at once, or with acks=-1 when the in-sync replicas have it (or time is over:
 * REQUEST_TIMED_OUT, and the records stay). A refused partition does not hold up the others.
 */
export class AppendToPartitions {
  constructor(
    private readonly getPartition: (topicPartition: TopicPartition) => Partition,
    private readonly purgatory: Purgatory,
    private readonly logger: Logger,
    private readonly io: ReplicaIo,
  ) {}

  async append(requests: readonly AppendRequest[], options: AppendOptions): Promise<AppendResult[]> {
    const waiting: Waiting[] = []
    const results = requests.map((request) => this.appendOne(request, options, waiting))
    if (options.requiredAcks !== -1 || waiting.length === 0) return results
    await this.replicated(waiting, options.timeoutMs)
    return results
  }

  private appendOne(request: AppendRequest, options: AppendOptions, waiting: Waiting[]): AppendResult {
    const topicPartition = { topic: request.topic, partition: request.partition }
    try {
      if (INTERNAL_TOPICS.includes(request.topic) && !options.internalTopicsAllowed) {
        throw new KafkaError(ErrorCode.INVALID_TOPIC_EXCEPTION, `Cannot append to internal topic ${request.topic}`)
      }
      const partition = this.getPartition(topicPartition)
      const appended = partition.appendAsLeader(request.records, options)
      if (!appended.duplicate) this.io.appendBytes += appended.validBytes
      const result = success(topicPartition, appended)
      waiting.push({ partition, requiredOffset: appended.lastOffset + 1, result, done: false })
      return result
    } catch (error) {
      const result = failure(topicPartition, error)
      if (result.errorCode === ErrorCode.UNKNOWN_SERVER_ERROR) {
        this.logger.error(`Error processing append operation on partition ${request.topic}-${request.partition}`, error)
      }
      return result
    }
  }

  /** Its replica may be gone by now, or be another one. */
  private replicationOutcome({ partition, requiredOffset }: Waiting): { done: boolean; errorCode: number } {
    try {
      const now = this.getPartition(partition.topicPartition)
      if (now !== partition) return { done: true, errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER }
    } catch (error) {
      return { done: true, errorCode: errorCodeOf(error) }
    }
    return partition.replicationOutcome(requiredOffset)
  }

  private replicated(waiting: Waiting[], timeoutMs: number): Promise<void> {
    const settle = (one: Waiting, errorCode: number): void => {
      one.done = true
      // The offsets stay in the answer: the records are in the log, whatever became of their replication.
      one.result.errorCode = errorCode
    }
    return new Promise((resolve) => {
      this.purgatory.tryCompleteElseWatch(
        {
          tryComplete: () => {
            for (const one of waiting) {
              if (one.done) continue
              const outcome = this.replicationOutcome(one)
              if (outcome.done) settle(one, outcome.errorCode)
            }
            return waiting.every((one) => one.done)
          },
          onComplete: () => {
            for (const one of waiting) if (!one.done) settle(one, ErrorCode.REQUEST_TIMED_OUT)
            resolve()
          },
        },
        waiting.map((one) =>
          topicPartitionName(one.partition.topicPartition.topic, one.partition.topicPartition.partition),
        ),
        timeoutMs,
      )
    })
  }
}
