/** What settings would do to the files of partitions, computed from the real segments without touching them. Sizes in bytes. */

import type { InBothLanguages } from './exercise-functions'

/** Settings of a topic, or of its broker, whose effect can be told from the files alone. */
export interface WhatIfSettings {
  compact: boolean
  /** null: not asked about. */
  retentionMs: number | null
  retentionBytes: number | null
  segmentBytes: number
  deleteRetentionMs: number
  minCompactionLagMs: number
  minCleanableDirtyRatio: number
  /** log.cleaner.dedupe.buffer.size, for one thread. */
  dedupeBufferBytes: number
  /** log.cleaner.io.buffer.load.factor */
  dedupeLoadFactor: number
}

/** What retention would do. */
export interface RetentionOutcome {
  /** Base offsets of the segments that would go at the next check, and what that frees. */
  segmentsNow: number[]
  recordsNow: number
  bytesNow: number
  newLogStartOffset: number
  /** Of those left: when each would be old enough; empty without retention.ms. */
  later: { baseOffset: number; atMs: number; bytes: number }[]
}

/** What one cleaning of the partition would do. */
export interface CompactionOutcome {
  /** The ratio is above min.cleanable.dirty.ratio, so the cleaner would begin by itself. */
  isEligible: boolean
  dirtyRatio: number
  firstDirtyOffset: number
  /** The active segment and what is too young stay as they are from here on. */
  firstUncleanableOffset: number
  /** Of the section that is cleaned. */
  recordsBefore: number
  recordsAfter: number
  bytesBefore: number
  bytesAfter: number
  segmentsBefore: number
  segmentsAfter: number
  /** Keys in the dirty section. */
  distinctKeys: number
  /** Records with a null value that would stay for now. */
  tombstonesKept: number
  /** false: more keys than this machine was asked to hold; the numbers are those of a first pass with as many. */
  isComplete: boolean
  /** Records without a key, which a compacted topic must not have: they would go. */
  recordsWithoutKey: number
  /** Bytes that the cleaner reads (indexing, then copying) and writes; with several passes at least that. */
  readBytes: number
  writeBytes: number
  passes: number
  /** Dedupe buffer that holds all keys in one pass. */
  dedupeBufferBytesNeeded: number
  /** Reading and filtering as measured just now on this machine. */
  measuredBytesPerSecond: number
  estimatedSeconds: number
}

export interface PartitionWhatIf {
  topic: string
  partition: number
  bytes: number
  records: number
  retention: RetentionOutcome | null
  compaction: CompactionOutcome | null
  /** Why the partition could not be judged; null: it was. */
  problem: InBothLanguages | null
}

export interface WhatIfTotal {
  bytes: number
  freedByRetention: number
  freedByCompaction: number
  readBytes: number
  writeBytes: number
  estimatedSeconds: number
}

export interface WhatIfReport {
  dir: string
  settings: WhatIfSettings
  partitions: PartitionWhatIf[]
  total: WhatIfTotal
}

/** What a page asks about: the replicas of a live topic, or a directory that was opened. */
export type WhatIfSource =
  /** `partition` null: all of the topic. Each partition is read from its leader's files, or those of any replica while it has none. */
  | { kind: 'topic'; topic: string; partition: number | null }
  /** `directory`: the handle that inspectOpen gave; nulls: all of it. */
  | { kind: 'directory'; directory: string; topic: string | null; partition: number | null }

/** The answer as far as it is known. */
export interface WhatIfResult {
  /** Where the files were read: one log directory a broker. */
  directories: { path: string; brokerId: number | null }[]
  /** null until the first partition is judged. */
  settings: WhatIfSettings | null
  partitions: PartitionWhatIf[]
  total: WhatIfTotal
}
