import type { RecordBatchView } from '../format/record-batch'
import { CorruptBatchError, readBatches } from './batch-scanner'
import type { LeaderEpochCache } from './leader-epoch-cache'
import type { LogContext } from './log-context'
import type { LogSegment } from './log-segment'
import { replayBatch } from './producer-replay'
import type { ProducerStateManager } from './producer-state-manager'

/**
 * Reads every batch of a segment, checks it, and rebuilds the indexes, producer state and, if given, the leader epochs from them
 * (LogSegment.recover). What follows the first bad batch is cut off. Returns the bytes cut. The segment's indexes are closed and
 * trimmed afterwards.
 */
export async function recoverSegment(
  context: LogContext,
  segment: LogSegment,
  producers: ProducerStateManager,
  leaderEpochs?: LeaderEpochCache,
): Promise<number> {
  segment.clearIndexes(context.config)
  const bytesScanned = segment.size
  let validBytes = 0
  let lastIndexEntry = 0
  let nextOffset = segment.baseOffset
  try {
    for await (const { batch, position, size } of readBatches(segment.openFile(), 0, segment.size)) {
      requireSound(segment, batch, position, nextOffset)
      nextOffset = batch.nextOffset
      segment.noteTimestamp(batch.maxTimestamp, batch.lastOffset)
      if (position - lastIndexEntry > context.config.indexIntervalBytes) {
        segment.addIndexEntries(batch.lastOffset, position)
        lastIndexEntry = position
      }
      const epoch = batch.partitionLeaderEpoch
      if (leaderEpochs !== undefined && epoch >= 0 && epoch > (leaderEpochs.latestEpoch ?? -1)) {
        leaderEpochs.assign(epoch, batch.baseOffset)
      }
      replayBatch(producers, batch, context.runtime.codec, (completed, lastStableOffset) =>
        segment.txnIndex.append({ ...completed, lastStableOffset }),
      )
      validBytes = position + size
    }
  } catch (error) {
    if (!(error instanceof CorruptBatchError)) throw error
    context.warn(
      `Found invalid messages in log segment ${segment.logPath} at byte offset ${validBytes}: ${error.message}`,
    )
  }
  const bytesCut = segment.size - validBytes
  if (bytesCut > 0) segment.cutTo(validBytes)
  segment.becomeInactive()
  const { topicPartition } = context
  context.emit({ kind: 'segmentRecovered', topicPartition, baseOffset: segment.baseOffset, bytesScanned, bytesCut })
  return bytesCut
}

function requireSound(segment: LogSegment, batch: RecordBatchView, position: number, nextOffset: number): void {
  if (!batch.isValid) throw new CorruptBatchError(segment.logPath, position, 'the CRC does not agree')
  if (batch.baseOffset < nextOffset || !segment.canHoldOffset(batch.lastOffset)) {
    throw new CorruptBatchError(segment.logPath, position, `offset ${batch.baseOffset} does not belong here`)
  }
}
