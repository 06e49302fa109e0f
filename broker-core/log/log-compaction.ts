import { CLEANED_SUFFIX, SWAP_SUFFIX } from '../format/file-names'
import type { AbortedTransactionEntry } from '../format/txn-index'
import type { LogCore } from './log-core'
import type { LogSegment } from './log-segment'

/** The last thing a producer with state wrote, which compaction keeps (kafka.log.LastRecord). */
export interface LastRecord {
  producerId: bigint
  /** undefined: only markers are known of it. */
  lastDataOffset: number | undefined
  producerEpoch: number
}

/** What compaction needs to know of a log, and the one thing it does to it: putting cleaned segments in the place of others. */
export class LogCompaction {
  constructor(private readonly core: LogCore) {}

  get name(): string {
    return this.core.context.name
  }

  get logStartOffset(): number {
    return this.core.logStartOffset
  }

  get logEndOffset(): number {
    return this.core.logEndOffset
  }

  get highWatermark(): number {
    return this.core.highWatermark
  }

  get lastStableOffset(): number {
    return this.core.lastStableOffset
  }

  /** Ascending, the active one last. A copy. */
  segments(): readonly LogSegment[] {
    return this.core.segments.all()
  }

  /** Aborted transactions that reach into [log start, `upperBoundOffset`), from the index of `segment` and those behind it. */
  abortedTransactions(segment: LogSegment, upperBoundOffset: number): AbortedTransactionEntry[] {
    return this.core.guard('reading the transaction index of', () => {
      const { segments, logStartOffset } = this.core
      const all: AbortedTransactionEntry[] = []
      for (let at: LogSegment | undefined = segment; at !== undefined; at = segments.higher(at)) {
        const { found, isComplete } = at.txnIndex.collect(logStartOffset, upperBoundOffset)
        all.push(...found)
        if (isComplete) break
      }
      return all
    })
  }

  /** Of producers whose last data lies in [from, upTo), or who are known by markers alone: others have nothing to keep there. */
  lastRecordsOfActiveProducers(from: number, upTo: number): LastRecord[] {
    const found: LastRecord[] = []
    for (const { producerId, producerEpoch, lastBatch } of this.core.producers.entries()) {
      const lastDataOffset = lastBatch?.lastOffset
      if (lastDataOffset !== undefined && (lastDataOffset < from || lastDataOffset >= upTo)) continue
      found.push({ producerId, producerEpoch, lastDataOffset })
    }
    return found
  }

  /**
   * Puts the complete and fsynced `.cleaned` segment in the place of `sources`, consecutive segments of this log of which the first has
   * the same base (Log.replaceSegments). Once `.swap` stands on all its files, a start after a crash completes what is left; before, it
   * drops the cleaned files. Readers in flight keep what they read from. Returns the new segment.
   */
  replace(sources: readonly LogSegment[]): LogSegment {
    return this.core.guard('compacting', () => {
      const { core } = this
      const { context, segments } = core
      const first = sources[0]
      const last = sources[sources.length - 1]
      if (first === undefined || last === undefined) throw new Error(`${context.name}: nothing to replace`)
      const next = segments.higher(last)
      if (next === undefined) throw new Error(`${context.name}: the active segment is not compacted`)
      const cleaned = context.segment(first.baseOffset, CLEANED_SUFFIX)
      cleaned.renameWithMark(context.directory, SWAP_SUFFIX)
      for (const source of sources) segments.remove(source)
      segments.add(cleaned)
      core.placesChangedBelow(next.baseOffset)
      core.deletion.delete(sources, 'compaction')
      cleaned.renameWithMark(context.directory, '')
      return cleaned
    })
  }
}
