import { DELETED_SUFFIX } from '../format/file-names'
import type { Timer } from '../runtime/time'
import type { LogContext } from './log-context'
import type { SegmentDeletionReason } from './log-events'
import type { LogSegment } from './log-segment'

/** Files that were renamed to `.deleted`, and when they go (wall time). */
export interface PendingRemoval {
  paths: readonly string[]
  removeMs: number
}

/**
 * Takes segments off the disk in Kafka's two steps: renamed to `.deleted` at once, removed after file.delete.delay.ms, so that readers
 * in flight finish. Leftovers of a crash are removed at the next start.
 */
export class SegmentDeletion {
  private readonly pending = new Map<Timer, PendingRemoval>()

  constructor(private readonly context: LogContext) {}

  /** The caller has taken `segments` out of the log. */
  delete(segments: readonly LogSegment[], reason: SegmentDeletionReason): void {
    if (segments.length === 0) return
    const { context } = this
    const paths = segments.flatMap((segment) => this.retire(segment))
    const timer = context.runtime.scheduler.after(context.config.fileDeleteDelayMs, () => {
      this.pending.delete(timer)
      // A reader that was in flight may have opened them again.
      for (const segment of segments) segment.closeHandles()
      this.remove(paths)
    })
    this.pending.set(timer, { paths, removeMs: context.nowMs() + context.config.fileDeleteDelayMs })
    const baseOffsets = segments.map((segment) => segment.baseOffset)
    const bytes = segments.reduce((sum, segment) => sum + segment.size, 0)
    context.info(`Deleting segments ${baseOffsets.join(',')} (${bytes} bytes) due to ${reason}`)
    context.emit({ kind: 'segmentsDeleted', topicPartition: context.topicPartition, reason, baseOffsets, bytes })
  }

  /** Stops waiting; the files stay for the next start to remove. */
  cancel(): void {
    for (const timer of this.pending.keys()) timer.cancel()
    this.pending.clear()
  }

  waiting(): readonly PendingRemoval[] {
    return [...this.pending.values()]
  }

  private retire(segment: LogSegment): string[] {
    segment.isRemoved = true
    const paths = segment.renameWithMark(this.context.directory, DELETED_SUFFIX)
    segment.closeHandles()
    return paths
  }

  private remove(paths: readonly string[]): void {
    for (const path of paths) {
      this.context.runtime.disk.remove(path).catch((error) => this.context.options.onStorageFailure(error))
    }
  }
}
