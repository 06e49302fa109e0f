import type { CompressionCodec } from '../runtime/codec'
import type { LogOffsetMetadata } from './log-offset-metadata'

/** Who hands over the records, which decides how much is checked (kafka.log.AppendOrigin). */
export type AppendOrigin = 'client' | 'coordinator' | 'replication'

/** What an append did (kafka.log.LogAppendInfo). */
export interface LogAppendInfo {
  /** Offset of the first record; that of the earlier append when `duplicate`. -1: nothing was appended. */
  readonly firstOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: number
  readonly offsetOfMaxTimestamp: number
  /** -1 unless the topic uses LogAppendTime. */
  readonly logAppendTime: number
  readonly logStartOffset: number
  readonly sourceCodec: CompressionCodec
  readonly targetCodec: CompressionCodec
  /** Batches, and bytes as they were written. */
  readonly shallowCount: number
  readonly validBytes: number
  /** The producer sent this batch before; nothing was written. */
  readonly duplicate: boolean
  /** Where the first batch was written; undefined for a duplicate or an empty append. */
  readonly firstOffsetMetadata: LogOffsetMetadata | undefined
}
