import { planCleaning } from '../cleaner/cleanable'
import {
  type CleanerSituation,
  nextEligibleMs,
  sectionOf,
  sectionsOf,
  whyNotCleaned,
} from '../cleaner/cleaning-outlook'
import type { BrokerConfig } from '../config/broker-config'
import { topicPartitionName } from '../format/topic-partition'
import type { CompactedLog } from '../log/cleaning-control'
import { LogError } from '../log/log-error'
import type { LogSegment } from '../log/log-segment'
import type {
  CleanerTelemetry,
  CleaningDetailTelemetry,
  CleaningLogTelemetry,
  RetentionTelemetry,
  StorageQuestion,
  StorageTelemetry,
} from '../probe/storage-telemetry'
import { DiskError } from '../runtime/disk'
import type { Runtime } from '../runtime/runtime'
import type { BrokerServer } from './broker-server'
import { retentionOutlook } from './retention-outlook'

/** More are not told; a page could not show them. */
const LOGS_MAX = 2000
const SEGMENTS_MAX = 1000

const DISABLED: CleanerSituation = { enabled: false, liveThreads: 0, nextCheckMs: null }

/** What the lab sees of cleaner, retention and bytes: computed when asked, by the rules that clean and delete. */
export function reportStorage(
  server: BrokerServer,
  runtime: Pick<Runtime, 'clock'>,
  question: StorageQuestion,
): StorageTelemetry {
  const nowMs = runtime.clock.wallMs()
  const { logManager } = server
  const answer: StorageTelemetry = { wallMs: nowMs, io: {} }
  if (logManager === undefined) return answer
  for (const topicPartition of question.io) {
    const counts = logManager.getLog(topicPartition)?.account.counts()
    if (counts !== undefined) answer.io[topicPartitionName(topicPartition.topic, topicPartition.partition)] = counts
  }
  const { cleaning } = question
  if (cleaning === undefined) return answer
  const report = new CleaningReport(server, nowMs)
  const logs = report.compactedLogs()
  answer.cleaner = server.cleaner?.describe() ?? withoutCleaner(server.config)
  answer.logs = logs.slice(0, LOGS_MAX)
  answer.moreLogs = logs.length - answer.logs.length
  const opened = cleaning.opened === null ? undefined : report.detail(cleaning.opened)
  if (opened !== undefined) answer.opened = opened
  return answer
}

class CleaningReport {
  private readonly logs: readonly CompactedLog[]
  private readonly positions: ReadonlyMap<CompactedLog, number>

  constructor(
    private readonly server: BrokerServer,
    private readonly nowMs: number,
  ) {
    this.logs = server.logManager?.logsForCleaning() ?? []
    this.positions = this.queue()
  }

  compactedLogs(): CleaningLogTelemetry[] {
    return this.logs
      .filter(({ config }) => config.cleanupPolicy.compact)
      .flatMap((log) => readable(() => this.log(log)) ?? [])
  }

  detail(asked: { topic: string; partition: number }): CleaningDetailTelemetry | undefined {
    const found = this.logs.find(
      ({ topicPartition: { topic, partition } }) => topic === asked.topic && partition === asked.partition,
    )
    return found === undefined ? undefined : readable(() => this.describe(found))
  }

  /** Eligible logs in the order in which they are taken. */
  private queue(): Map<CompactedLog, number> {
    const eligible = this.logs
      .filter((log) => log.config.cleanupPolicy.compact)
      .flatMap((log) => readable(() => ({ log, plan: this.plan(log) })) ?? [])
      .filter(({ plan }) => plan.isEligible)
      .sort((one, other) => other.plan.cleanableRatio - one.plan.cleanableRatio)
    return new Map(eligible.map(({ log }, position) => [log, position]))
  }

  private view(log: CompactedLog) {
    const { logStartOffset, lastStableOffset, logEndOffset, highWatermark } = log.compaction
    const segments = log.compaction.segments()
    return { logStartOffset, lastStableOffset, logEndOffset, highWatermark, segments, config: log.config }
  }

  private plan(log: CompactedLog) {
    return planCleaning(this.view(log), this.server.cleaner?.firstDirtyOffset(log), this.nowMs)
  }

  private log(log: CompactedLog): CleaningLogTelemetry {
    const { server, nowMs } = this
    const { cleaner, replicaManager } = server
    const view = this.view(log)
    const plan = this.plan(log)
    const { topic, partition } = log.topicPartition
    const { compact, delete: deletes } = log.config.cleanupPolicy
    const situation = cleaner?.situationOf(log) ?? { state: undefined, progress: undefined, uncleanable: undefined }
    return {
      topic,
      partition,
      cleanupPolicy: [compact && 'compact', deletes && 'delete'].filter(Boolean).join(','),
      isLeader: replicaManager?.partition(log.topicPartition)?.isLeader ?? false,
      ...sectionsOf(view, plan),
      dirtyRatio: plan.cleanableRatio,
      minCleanableDirtyRatio: log.config.minCleanableDirtyRatio,
      nextEligibleMs: compact ? (nextEligibleMs(view, cleaner?.firstDirtyOffset(log), nowMs) ?? null) : null,
      reason: whyNotCleaned(view, plan, cleaner?.situation() ?? DISABLED, {
        ...situation,
        position: this.positions.get(log) ?? 0,
      }),
    }
  }

  private describe(log: CompactedLog): CleaningDetailTelemetry {
    const view = this.view(log)
    const plan = this.plan(log)
    const { segments } = view
    const active = segments[segments.length - 1]
    const outlook = retentionOutlook({ ...view, nowMs: this.nowMs })
    const all = segments.map((segment, index) => ({
      baseOffset: segment.baseOffset,
      nextOffset: segments[index + 1]?.baseOffset ?? view.logEndOffset,
      bytes: segment.size,
      largestTimestampMs: segment.largestTimestamp,
      section: sectionOf(segment, active, plan),
      retention: outlook[index]!,
    }))
    const shown = all.slice(-SEGMENTS_MAX)
    const { minCompactionLagMs, maxCompactionLagMs, deleteRetentionMs } = log.config
    return {
      ...this.log(log),
      logStartOffset: view.logStartOffset,
      highWatermark: view.highWatermark,
      lastStableOffset: view.lastStableOffset,
      logEndOffset: view.logEndOffset,
      checkpointOffset: this.server.cleaner?.firstDirtyOffset(log) ?? null,
      minCompactionLagMs,
      maxCompactionLagMs,
      deleteRetentionMs,
      segments: shown,
      moreSegments: all.length - shown.length,
      retention: this.retention(log, active),
      io: log.account.counts(),
    }
  }

  private retention(log: CompactedLog, active: LogSegment | undefined): RetentionTelemetry {
    const { server } = this
    const { cleanupPolicy, retentionMs, retentionBytes, segmentMs, segmentBytes, fileDeleteDelayMs } = log.config
    const { compact } = cleanupPolicy
    // The cleaner's threads look after compacted logs, between two cleanings.
    const nextCheckMs = compact
      ? (server.cleaner?.situation().nextCheckMs ?? null)
      : (server.logManager?.nextRetentionCheckMs ?? null)
    return {
      policyHasDelete: cleanupPolicy.delete,
      retentionMs,
      retentionBytes,
      segmentMs,
      segmentBytes,
      fileDeleteDelayMs,
      logStartOffset: log.compaction.logStartOffset,
      highWatermark: log.compaction.highWatermark,
      checkIntervalMs: compact ? server.config.logCleanerBackoffMs : server.config.logRetentionCheckIntervalMs,
      nextCheckMs,
      activeRollsAtMs: active === undefined ? null : rollsAtMs(log, active),
      pending: log.pendingRemovals(),
    }
  }
}

/** undefined: the log's files fail or are being closed; whoever works with them tells of it. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof DiskError || error instanceof LogError) return undefined
    throw error
  }
}

/** By the timestamps of records: when the next append rolls it. null: it is empty. */
function rollsAtMs({ config }: CompactedLog, active: LogSegment): number | null {
  if (active.size === 0) return null
  const first = active.firstBatchTimestamp()
  const { segmentMs, maxCompactionLagMs, cleanupPolicy } = config
  const waitMs = cleanupPolicy.compact ? Math.min(segmentMs, maxCompactionLagMs) : segmentMs
  return (first !== undefined && first >= 0 ? first : active.createdMs) + waitMs - active.rollJitterMs + 1
}

function withoutCleaner(config: BrokerConfig): CleanerTelemetry {
  return {
    enabled: false,
    threads: 0,
    deadThreads: 0,
    nextCheckMs: null,
    backoffMs: config.logCleanerBackoffMs,
    ioMaxBytesPerSecond: null,
    dedupeBufferBytes: config.logCleanerDedupeBufferSize,
    uncleanable: [],
    maxDirtyRatio: 0,
  }
}
