import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import type { CompactedLog } from '../log/cleaning-control'
import type { LogSegment } from '../log/log-segment'
import type { Logger } from '../runtime/logger'
import { type CleaningPlan, filthiest, planCleaning } from './cleanable'
import type { CleanerCheckpoints } from './cleaner-checkpoints'
import { type CleaningState, type CleaningTransition, nextCleaningState } from './cleaner-states'

export interface CleanerManagerOptions {
  logger: Logger
  checkpoints: CleanerCheckpoints
  logs(): readonly CompactedLog[]
}

/** A log that a thread has taken to clean. */
export interface LogToClean extends CleaningPlan<LogSegment> {
  log: CompactedLog
}

/** Why a partition is left alone, and since when (wall time). */
export interface Uncleanable {
  message: string
  sinceMs: number
}

/** Over all compacted logs, at the last choice. */
export interface ChoiceStats {
  cleanablePartitions: number
  delayedPartitions: number
  maxCompactionDelayMs: number
}

/**
 * Which log is cleaned next, and which may not be (kafka.log.LogCleanerManager). Everything happens on the event loop: no two threads
 * take one log.
 */
export class CleanerManager {
  /** Cleanable ratio of the dirtiest log at the last choice, 0 to 1. */
  dirtiestRatio = 0
  lastChoice: ChoiceStats = { cleanablePartitions: 0, delayedPartitions: 0, maxCompactionDelayMs: 0 }
  private readonly states = new Map<string, CleaningState>()
  /** By log directory and name. */
  private readonly uncleanable = new Map<string, Map<string, Uncleanable>>()

  constructor(private readonly options: CleanerManagerOptions) {}

  stateOf(name: string): CleaningState | undefined {
    return this.states.get(name)
  }

  move(name: string, transition: CleaningTransition): void {
    const next = nextCleaningState(this.states.get(name), transition)
    if (next === undefined) this.states.delete(name)
    else this.states.set(name, next)
  }

  /** Takes the filthiest log that is worth it, and marks it as being cleaned. */
  grabFilthiest(nowMs: number): LogToClean | undefined {
    const plans = this.plans(nowMs)
    this.dirtiestRatio = plans.reduce((most, { cleanableRatio }) => Math.max(most, cleanableRatio), 0)
    this.lastChoice = {
      cleanablePartitions: plans.filter(({ isEligible }) => isEligible).length,
      delayedPartitions: plans.filter(({ compactionDelayMs }) => compactionDelayMs > 0).length,
      maxCompactionDelayMs: plans.reduce((most, plan) => Math.max(most, plan.compactionDelayMs), 0),
    }
    const chosen = filthiest(plans)
    if (chosen !== undefined) this.move(nameOf(chosen.log.topicPartition), 'start')
    return chosen
  }

  private plans(nowMs: number): LogToClean[] {
    const plans: LogToClean[] = []
    for (const log of this.freeLogs()) {
      try {
        const plan = this.plan(log, nowMs)
        if (plan.cleanBytes + plan.cleanableBytes > 0) plans.push(plan)
      } catch (error) {
        const name = nameOf(log.topicPartition)
        this.options.logger.warn(
          `Failed to calculate log cleaning stats for partition ${name}. Marking it as uncleanable`,
          error,
        )
        this.markUncleanable(log, error, nowMs)
      }
    }
    return plans
  }

  private plan(log: CompactedLog, nowMs: number): LogToClean {
    const { compaction, config } = log
    const name = nameOf(log.topicPartition)
    const checkpoint = this.options.checkpoints.get(log.parentDirectory, name)
    const { logStartOffset, lastStableOffset, logEndOffset } = compaction
    const view = { logStartOffset, lastStableOffset, logEndOffset, segments: compaction.segments(), config }
    const plan = planCleaning(view, checkpoint, nowMs)
    if (plan.invalidCheckpoint !== undefined) this.resetCheckpoint(log, plan, checkpoint)
    return { ...plan, log }
  }

  private resetCheckpoint(log: CompactedLog, plan: CleaningPlan<LogSegment>, checkpoint: number | undefined): void {
    const { logger, checkpoints } = this.options
    const { name, logStartOffset, logEndOffset } = log.compaction
    if (plan.invalidCheckpoint === 'beyond log end') {
      logger.warn(
        `The last checkpoint dirty offset for partition ${name} is ${checkpoint}, which is larger than the log end offset ${logEndOffset}. Resetting to the log start offset ${logStartOffset}.`,
      )
    } else if (!log.config.cleanupPolicy.delete) {
      // With retention beside it that is how things are.
      logger.warn(
        `Resetting first dirty offset of ${name} to log start offset ${logStartOffset} since the checkpointed offset ${checkpoint} is invalid.`,
      )
    }
    void checkpoints.set(log.parentDirectory, log.topicPartition, plan.firstDirtyOffset)
  }

  /** Compacted logs that nobody works on and that can be cleaned: retention goes over them, too. */
  freeLogs(): CompactedLog[] {
    return this.options
      .logs()
      .filter(
        (log) =>
          log.config.cleanupPolicy.compact &&
          !this.states.has(nameOf(log.topicPartition)) &&
          !this.isUncleanable(log.parentDirectory, log.topicPartition),
      )
  }

  markUncleanable({ parentDirectory, topicPartition }: CompactedLog, error: unknown, nowMs: number): void {
    const names = this.uncleanable.get(parentDirectory) ?? new Map<string, Uncleanable>()
    const message = error instanceof Error ? error.message : String(error)
    this.uncleanable.set(parentDirectory, names.set(nameOf(topicPartition), { message, sinceMs: nowMs }))
  }

  /** The partition is gone: one that is made later under its name begins anew. */
  forget(directory: string, topicPartition: TopicPartition): void {
    this.uncleanable.get(directory)?.delete(nameOf(topicPartition))
  }

  private isUncleanable(directory: string, topicPartition: TopicPartition): boolean {
    return this.whyUncleanable(directory, topicPartition) !== undefined
  }

  /** undefined: it can be cleaned. */
  whyUncleanable(directory: string, topicPartition: TopicPartition): Uncleanable | undefined {
    return this.uncleanable.get(directory)?.get(nameOf(topicPartition))
  }

  /** Names of the partitions of a directory whose cleaning failed. */
  uncleanablePartitions(directory: string): readonly string[] {
    return [...(this.uncleanable.get(directory)?.keys() ?? [])]
  }

  /** Bytes that would be cleaned if it were possible. */
  uncleanableBytes(directory: string, nowMs: number): number {
    let bytes = 0
    for (const log of this.options.logs()) {
      if (log.parentDirectory !== directory || !this.isUncleanable(directory, log.topicPartition)) continue
      try {
        bytes += this.plan(log, nowMs).cleanableBytes
      } catch {
        // What made it uncleanable may also keep its size from being known.
      }
    }
    return bytes
  }
}

export function nameOf({ topic, partition }: TopicPartition): string {
  return topicPartitionName(topic, partition)
}
