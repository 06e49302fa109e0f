import { dirname } from 'node:path'
import { buildOffsetMap, type CleanerTools } from '../../../broker-core/cleaner/build-offset-map'
import { type CleaningSession, cleanGroup } from '../../../broker-core/cleaner/clean-group'
import {
  type CleanableSegment,
  type CleaningPlan,
  planCleaning,
  segmentsBetween,
} from '../../../broker-core/cleaner/cleanable'
import { CleanedSegmentWriter } from '../../../broker-core/cleaner/cleaned-segment-writer'
import { BYTES_PER_ENTRY } from '../../../broker-core/cleaner/offset-map'
import { groupSegments } from '../../../broker-core/cleaner/segment-groups'
import { TransactionMetadata } from '../../../broker-core/cleaner/transaction-metadata'
import type { CompactionOutcome, WhatIfSettings } from '../api/what-if-views'
import { throwIfCancelled } from '../inspect/cancelled'
import type { PartitionFacts, SegmentFacts } from './partition-facts'

export interface CompactionInputs {
  facts: PartitionFacts
  logStartOffset: number
  highWatermark: number
  cleanerOffset: number | null
  settings: WhatIfSettings
  /** A disk that drops what is written. */
  tools: CleanerTools
  nowMs: number
  /** Producers silent for longer are forgotten (transactional.id.expiration.ms). */
  producerExpirationMs: number
  /** Memory for the map of keys. */
  mapBytesMax: number
  signal: AbortSignal | undefined
  onBytes(bytes: number): void
}

const READ_BUFFER_SIZE = 1024 * 1024
const SEGMENT_INDEX_BYTES = 10_485_760
/** The event loop gets its turn after so many bytes. */
const SLICE_BYTES = 8 * 1024 * 1024

type Planned = SegmentFacts & CleanableSegment

/** Runs the cleaner's own rules and code over the partition, writing nowhere: what it answers is what it would do. */
export async function compactionOutcome(inputs: CompactionInputs): Promise<CompactionOutcome> {
  const { facts, settings, nowMs } = inputs
  const segments = facts.segments.map(
    (segment): Planned => ({ ...segment, firstBatchTimestamp: () => segment.firstTimestamp }),
  )
  const log = {
    logStartOffset: inputs.logStartOffset,
    lastStableOffset: Math.min(inputs.highWatermark, facts.firstOpenOffset),
    logEndOffset: facts.logEndOffset,
    segments,
    config: {
      cleanupPolicy: { compact: true, delete: false },
      minCompactionLagMs: settings.minCompactionLagMs,
      maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
      minCleanableDirtyRatio: settings.minCleanableDirtyRatio,
    },
  }
  const plan = planCleaning(log, inputs.cleanerOffset ?? undefined, nowMs)
  return new DryCleaning(inputs, plan, segments).run()
}

class DryCleaning {
  private handledBytes = 0
  private sinceTurn = 0
  private readonly startMs = performance.now()

  constructor(
    private readonly inputs: CompactionInputs,
    private readonly plan: CleaningPlan<Planned>,
    private readonly segments: readonly Planned[],
  ) {}

  async run(): Promise<CompactionOutcome> {
    const { plan, inputs } = this
    const { settings } = inputs
    const { map, result: mapped } = await this.drive(buildOffsetMap(this.mapRequest(), inputs.tools))
    const end = Math.min(map.latestOffset + 1, plan.firstUncleanableOffset)
    const cleaned = segmentsBetween(this.segments, 0, end)
    const limits = {
      segmentBytes: settings.segmentBytes,
      segmentIndexBytes: SEGMENT_INDEX_BYTES,
      firstUncleanableOffset: plan.firstUncleanableOffset,
    }
    const groups = groupSegments(cleaned, limits)
    const sums = { bytesRead: 0, bytesWritten: 0, recordsWritten: 0, invalidRecords: 0, tombstones: 0 }
    const session = { map, transactions: new TransactionMetadata(inputs.tools.codec) }
    for (const group of groups) await this.cleanOne(group, session, sums)
    const capacity = Math.max(1, Math.floor((settings.dedupeBufferBytes / BYTES_PER_ENTRY) * settings.dedupeLoadFactor))
    const seconds = (performance.now() - this.startMs) / 1000
    const speed = seconds > 0 ? this.handledBytes / seconds : 0
    const readBytes = mapped.bytesRead + sums.bytesRead
    return {
      isEligible: plan.isEligible,
      dirtyRatio: plan.cleanableRatio,
      firstDirtyOffset: plan.firstDirtyOffset,
      firstUncleanableOffset: plan.firstUncleanableOffset,
      recordsBefore: sum(cleaned.map(({ recordCount }) => recordCount)),
      recordsAfter: sums.recordsWritten,
      bytesBefore: sum(cleaned.map(({ size }) => size)),
      bytesAfter: sums.bytesWritten,
      segmentsBefore: cleaned.length,
      segmentsAfter: groups.length,
      distinctKeys: map.size,
      tombstonesKept: sums.tombstones,
      isComplete: !mapped.isFull,
      recordsWithoutKey: sums.invalidRecords,
      readBytes,
      writeBytes: sums.bytesWritten,
      passes: cleaned.length === 0 ? 0 : Math.max(1, Math.ceil(map.size / capacity)),
      dedupeBufferBytesNeeded: Math.ceil(map.size / settings.dedupeLoadFactor) * BYTES_PER_ENTRY,
      measuredBytesPerSecond: Math.round(speed),
      estimatedSeconds: speed > 0 ? (readBytes + sums.bytesWritten) / speed : 0,
    }
  }

  private mapRequest() {
    const { plan, inputs } = this
    const { dirtySegments, firstDirtyOffset, firstUncleanableOffset } = plan
    return {
      kind: 'map' as const,
      limits: { bytesPerSecond: Number.POSITIVE_INFINITY, bufferSize: READ_BUFFER_SIZE },
      map: {
        slotsMax: Math.floor(inputs.mapBytesMax / BYTES_PER_ENTRY),
        loadFactor: 1,
        keysMax: Math.max(1, sum(dirtySegments.map(({ recordCount }) => recordCount))),
        seed: 1,
      },
      startOffset: firstDirtyOffset,
      segments: dirtySegments.map(({ path, size }, index) => ({
        path,
        size,
        position: 0,
        nextSegmentStartOffset: dirtySegments[index + 1]?.baseOffset ?? firstUncleanableOffset,
      })),
      abortedTransactions: this.aborted(firstDirtyOffset, firstUncleanableOffset),
    }
  }

  /** Aborted transactions that reach into [from, to). */
  private aborted(from: number, to: number) {
    const all = this.inputs.facts.segments.flatMap(({ aborted }) => aborted)
    return all.filter(({ firstOffset, lastOffset }) => lastOffset >= from && firstOffset < to)
  }

  private async cleanOne(
    group: readonly Planned[],
    session: CleaningSession,
    sums: {
      bytesRead: number
      bytesWritten: number
      recordsWritten: number
      invalidRecords: number
      tombstones: number
    },
  ): Promise<void> {
    const { inputs } = this
    const first = group[0]!
    const target = {
      directory: dirname(first.path),
      baseOffset: first.baseOffset,
      indexIntervalBytes: 4096,
      segmentIndexBytes: SEGMENT_INDEX_BYTES,
    }
    const writer = new CleanedSegmentWriter({ disk: inputs.tools.disk, ...target })
    const request = {
      kind: 'group' as const,
      limits: { bytesPerSecond: Number.POSITIVE_INFINITY, bufferSize: READ_BUFFER_SIZE },
      nowMs: inputs.nowMs,
      deleteRetentionMs: inputs.settings.deleteRetentionMs,
      target,
      sources: group.map(({ path, size, baseOffset }) => ({
        path,
        size,
        abortedTransactions: this.aborted(baseOffset, this.endOf(baseOffset)),
      })),
      lastRecords: this.lastRecords(),
      modifiedMs: group[group.length - 1]!.modifiedMs,
    }
    const result = await this.drive(cleanGroup(request, session, writer, inputs.tools))
    sums.bytesRead += result.bytesRead
    sums.bytesWritten += result.bytesWritten
    sums.recordsWritten += result.recordsWritten
    sums.invalidRecords += result.invalidRecords
    sums.tombstones += result.tombstones
  }

  private endOf(baseOffset: number): number {
    return (
      this.segments.find((segment) => segment.baseOffset > baseOffset)?.baseOffset ?? this.inputs.facts.logEndOffset
    )
  }

  private lastRecords(): Map<bigint, { lastDataOffset: number | undefined; producerEpoch: number }> {
    const { facts, nowMs, producerExpirationMs } = this.inputs
    return new Map([...facts.producers].filter(([, { lastTimestamp }]) => nowMs - lastTimestamp < producerExpirationMs))
  }

  /** Runs the cleaner's code in slices, so that the process stays responsive and can be asked to stop. */
  private async drive<Result>(steps: Generator<number, Result>): Promise<Result> {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value
      this.handledBytes += step.value
      this.inputs.onBytes(step.value)
      this.sinceTurn += step.value
      if (this.sinceTurn < SLICE_BYTES) continue
      this.sinceTurn = 0
      await new Promise((resolve) => setImmediate(resolve))
      throwIfCancelled(this.inputs.signal)
    }
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
