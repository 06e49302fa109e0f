import { RecordBatchView } from '../format/record-batch'
import { completeBatchSize, type RecordInBatch, recordsOf } from '../format/record-batch-reader'
import type { Log } from '../log/log'
import type { Codec } from '../runtime/codec'
import type { Scheduler } from '../runtime/time'

/** One batch of an internal topic, decoded. */
export interface ReplayedBatch {
  baseOffset: number
  nextOffset: number
  /** -1n: none. */
  producerId: bigint
  producerEpoch: number
  isTransactional: boolean
  /** The single record is a marker: `decodeEndTransactionMarker`. */
  isControl: boolean
  records: readonly RecordInBatch[]
}

export interface ReplayOptions {
  codec: Codec
  scheduler: Pick<Scheduler, 'soon'>
  /** Bytes wanted at once (offsets.load.buffer.size); a larger batch is read whole. */
  bufferSize: number
  /** Default: the log start offset. */
  fromOffset?: number
  /** false: nobody wants the rest any more, the replay ends. */
  isCurrent: () => boolean
}

/** However large the buffer setting: between two reads others get their turn. */
const READ_SIZE_MAX = 256 * 1024

/**
 * Reads a partition from its log start offset to its log end offset, also what is not replicated yet, in pieces. It ends where the log
 * ends at that moment: whoever needs the very end asks the log again when the loop is over, in the same turn.
 */
export async function* replayPartition(log: Log, options: ReplayOptions): AsyncGenerator<ReplayedBatch, void, void> {
  const { codec, scheduler, isCurrent } = options
  const maxBytes = Math.min(options.bufferSize, READ_SIZE_MAX)
  let offset = options.fromOffset ?? log.logStartOffset
  while (isCurrent() && offset < log.logEndOffset) {
    const { records } = await log.read(offset, maxBytes, { isolation: 'logEnd', minOneMessage: true })
    const bytes = records.length === 1 ? records[0]! : Buffer.concat(records)
    // The cleaner may have taken everything between the last batch and an active segment that is still empty.
    if (bytes.length === 0) return
    const before = offset
    for (let at = 0; ; ) {
      const size = completeBatchSize(bytes, at)
      if (size < 0) break
      const batch = new RecordBatchView(bytes, at)
      at += size
      // The first read may begin within a batch that starts below the log start offset.
      if (batch.nextOffset <= offset) continue
      yield decode(batch, codec)
      if (!isCurrent()) return
      offset = batch.nextOffset
    }
    if (offset === before) throw new Error(`no whole batch could be read at offset ${offset}`)
    await new Promise<void>((resolve) => scheduler.soon(resolve))
  }
}

function decode(batch: RecordBatchView, codec: Codec): ReplayedBatch {
  const { baseOffset, nextOffset, producerId, producerEpoch, isTransactional, isControlBatch } = batch
  // The cleaner leaves a producer's last batch without records: there is nothing to decompress.
  const records = batch.recordCount === 0 ? [] : [...recordsOf(batch, codec)]
  return { baseOffset, nextOffset, producerId, producerEpoch, isTransactional, isControl: isControlBatch, records }
}
