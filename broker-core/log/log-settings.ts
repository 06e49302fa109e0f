/** What a log needs to know of its topic's configuration; names and units are the topic configs'. "Unlimited" (Long.MAX) is any huge number. */
export interface LogSettings {
  readonly cleanupPolicy: readonly ('delete' | 'compact')[]
  readonly compressionType: 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  readonly fileDeleteDelayMs: number
  readonly flushMessages: number
  readonly flushMs: number
  readonly indexIntervalBytes: number
  readonly maxCompactionLagMs: number
  readonly maxMessageBytes: number
  readonly messageTimestampDifferenceMaxMs: number
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime'
  readonly preallocate: boolean
  /** -1: unlimited. */
  readonly retentionBytes: number
  /** -1: unlimited. */
  readonly retentionMs: number
  readonly segmentBytes: number
  readonly segmentIndexBytes: number
  readonly segmentJitterMs: number
  readonly segmentMs: number
}
