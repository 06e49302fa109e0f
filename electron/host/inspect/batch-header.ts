import { BATCH_HEADER_SIZE, RecordBatchView } from '../../../broker-core/format/record-batch'
import { type BatchOutline, compressionName, int64At } from './batch-outline'
import { LEGACY_HEADER_SIZE_MAX, legacyOutline } from './legacy-message'

/** Bytes that tell everything about a batch of any format but its CRC's truth. */
export const OUTLINE_SIZE_MAX = Math.max(BATCH_HEADER_SIZE, LEGACY_HEADER_SIZE_MAX)

/** The batch at `at`; `position` is where that lies in the file. The buffer must hold its header. */
export function batchOutline(buffer: Buffer, at: number, position: number): BatchOutline {
  const view = new RecordBatchView(buffer, at)
  const magic = view.magic
  if (magic < 2) return legacyOutline(buffer, at, position)
  const baseOffset = int64At(buffer, at)
  const baseTimestamp = int64At(buffer, at + 27)
  const attributes = view.attributes
  return {
    position,
    sizeBytes: view.sizeInBytes,
    magic,
    baseOffset,
    lastOffset: baseOffset + view.lastOffsetDelta,
    count: view.recordCount,
    baseSequence: view.baseSequence,
    lastSequence: view.lastSequence,
    producerId: view.hasProducerId ? String(view.producerId) : String(int64At(buffer, at + 43)),
    producerEpoch: view.producerEpoch,
    partitionLeaderEpoch: view.partitionLeaderEpoch,
    isTransactional: view.isTransactional,
    isControl: view.isControlBatch,
    deleteHorizonMs: (attributes & 0x40) === 0 ? null : baseTimestamp,
    timestampType: view.isLogAppendTime ? 'LogAppendTime' : 'CreateTime',
    baseTimestamp,
    maxTimestamp: int64At(buffer, at + 35),
    compression: compressionName(attributes),
    crc: view.crc,
    isValid: null,
  }
}
