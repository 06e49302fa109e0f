import { decodeEndTransactionMarker } from '../format/control-record'
import { RecordBatchView } from '../format/record-batch'
import { recordsOf } from '../format/record-batch-reader'
import type { Codec } from '../runtime/codec'
import { scanHeaders } from './batch-scanner'
import type { LogContext } from './log-context'
import type { LogSegment } from './log-segment'
import type { LogSegments } from './log-segments'
import type { CompletedTransaction, ProducerAppend } from './producer-append'
import type { ProducerStateManager } from './producer-state-manager'

const BATCHES_PER_STEP = 500

/** Lets producer state check and take in one batch. A control batch's body must be in the view's buffer. */
export function applyBatch(
  append: ProducerAppend,
  batch: RecordBatchView,
  codec: Codec,
): CompletedTransaction | undefined {
  if (!batch.isControlBatch) {
    append.appendData({
      producerEpoch: batch.producerEpoch,
      baseSequence: batch.baseSequence,
      lastSequence: batch.lastSequence,
      baseOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
      maxTimestamp: batch.maxTimestamp,
      isTransactional: batch.isTransactional,
    })
    return undefined
  }
  // A control batch without records: the cleaner removed a whole transaction.
  if (batch.recordCount === 0) return undefined
  const [record] = recordsOf(batch, codec)
  const marker = record === undefined ? undefined : decodeEndTransactionMarker(record.key, record.value)
  if (record === undefined || marker === undefined) return undefined
  return append.appendMarker(marker, {
    producerEpoch: batch.producerEpoch,
    baseOffset: batch.baseOffset,
    maxTimestamp: record.timestamp,
  })
}

/** Takes a batch that is already in the log into the state, transaction included. */
export function replayBatch(
  producers: ProducerStateManager,
  batch: RecordBatchView,
  codec: Codec,
  onAborted?: (completed: CompletedTransaction, lastStableOffset: number) => void,
): void {
  if (batch.hasProducerId) {
    const append = producers.prepareAppend(batch.producerId, 'replication')
    const completed = applyBatch(append, batch, codec)
    producers.update(append)
    if (completed !== undefined) {
      if (completed.isAborted) onAborted?.(completed, producers.lastStableOffsetAfter(completed))
      producers.completeTransaction(completed)
    }
  }
  producers.mapEndOffset = batch.nextOffset
}

export interface RebuildOptions {
  context: LogContext
  segments: LogSegments
  producers: ProducerStateManager
  logStartOffset: number
  /** The state is to cover everything below. */
  endOffset: number
  /** Nothing can be missing: without any snapshot there were no producers, and the log need not be read. */
  isCleanStart: boolean
}

/**
 * Brings producer state to `endOffset`: newest snapshot below it, then the batches behind (Log.rebuildProducerState). Does a little work
 * between yields, so that the caller decides whether others run in between.
 */
export function* rebuildProducerState(options: RebuildOptions): Generator<void> {
  const { producers, segments, endOffset, logStartOffset, context } = options
  const snapshotOffsets = new Set<number>([endOffset])
  if (segments.count > 0) {
    snapshotOffsets.add(segments.active.baseOffset)
    const lower = segments.lower(segments.active.baseOffset)
    if (lower !== undefined) snapshotOffsets.add(lower.baseOffset)
  }
  if (options.isCleanStart && producers.snapshots.latestOffset === undefined) {
    for (const offset of [...snapshotOffsets].sort((a, b) => a - b)) {
      producers.mapEndOffset = offset
      producers.takeSnapshot()
    }
    return
  }
  const hadNoProducers = producers.isEmpty && producers.mapEndOffset >= endOffset
  producers.truncateAndReload(logStartOffset, endOffset, context.nowMs())
  if (endOffset > producers.mapEndOffset && !hadNoProducers) {
    for (const segment of segments.between(producers.mapEndOffset, endOffset)) {
      producers.mapEndOffset = Math.max(segment.baseOffset, producers.mapEndOffset, logStartOffset)
      if (snapshotOffsets.has(segment.baseOffset)) producers.takeSnapshot()
      yield* replaySegment(options, segment)
    }
  }
  producers.mapEndOffset = endOffset
  producers.takeSnapshot()
}

function* replaySegment(options: RebuildOptions, segment: LogSegment): Generator<void> {
  const { producers, endOffset, context } = options
  const start = segment.findBatch(producers.mapEndOffset)
  if (start === undefined) return
  const file = segment.openFile()
  for (let position = start.position; position < segment.size; ) {
    let steps = 0
    let isDone = false
    scanHeaders(file, position, segment.size, (header, at, size) => {
      if (header.baseOffset >= endOffset) {
        isDone = true
        return false
      }
      replayBatch(producers, header.isControlBatch ? wholeBatch(segment, at, size) : header, context.runtime.codec)
      position = at + size
      return ++steps < BATCHES_PER_STEP
    })
    if (steps === 0 || isDone) return
    yield
  }
}

function wholeBatch(segment: LogSegment, position: number, size: number): RecordBatchView {
  const buffer = Buffer.allocUnsafe(size)
  segment.openFile().readSync(buffer, 0, size, position)
  return new RecordBatchView(buffer)
}
