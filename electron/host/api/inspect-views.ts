import type { NamedComparisonView } from './comparison-views'
import type { FoundView } from './found-view'

/** Plain data of the Inspector: what a data directory holds, read from its files alone. int64 ids are text. */

import type { InBothLanguages } from './exercise-functions'

/** Which of the directories that were opened in this run: an id that other calls take instead of a path. */
export type DirectoryHandle = string

/** A partition's folder in an opened directory, by its name; empty: the opened directory is itself a partition's folder. */
export interface FolderPlace {
  directory: DirectoryHandle
  folder: string
}

export interface SegmentPlaceRequest extends FolderPlace {
  baseOffset: number
}

/** Where a batch begins. */
export interface BatchPlaceRequest extends SegmentPlaceRequest {
  position: number
}

export type ProblemSeverity = 'error' | 'warning' | 'note'

export interface InspectProblem {
  kind: string
  severity: ProblemSeverity
  /** Relative to the opened directory. */
  file: string
  /** Byte in the file; null: the whole file. */
  position: number | null
  offset: number | null
  what: string
  found: FoundView
  meaning: string
  kafka: string
}

export interface InspectedFile {
  name: string
  role: string
  leftover: boolean
  meaning: string
  sizeBytes: number
  allocatedBytes: number
  modifiedMs: number
}

export type FolderKind = 'current' | 'delete' | 'future' | 'stray'

export interface InspectedFolder {
  folder: string
  topic: string
  partition: number
  kind: FolderKind
  meaning: string
}

export interface InspectedCheckpoint {
  file: string
  raw: string
  version: number | null
  entries: { topic: string; partition: number; offset: number }[]
}

export interface OpenedDirectory {
  directory: DirectoryHandle
  /** Without symbolic links. */
  path: string
  kind: 'logDirectory' | 'partition'
  /** Of this lab, when it is one of its brokers' log.dirs. */
  brokerId: number | null
  metaProperties: {
    raw: string
    version: number
    clusterId: string | null
    nodeId: number | null
    directoryId: string | null
  } | null
  /** null: a partition's folder does not tell. */
  cleanShutdown: boolean | null
  folders: InspectedFolder[]
  files: InspectedFile[]
  checkpoints: InspectedCheckpoint[]
  problems: InspectProblem[]
  /** Changes with any of the directory's files. */
  stamp: string
}

/** What the first header, the indexes and the tail of a segment tell; the counts only after a check. */
export interface InspectedSegment {
  baseOffset: number
  active: boolean
  sizeBytes: number
  allocatedBytes: number
  modifiedMs: number
  firstOffset: number | null
  lastOffset: number | null
  firstTimestamp: number | null
  maxTimestamp: number | null
  offsetIndexEntries: number | null
  timeIndexEntries: number | null
  /** Why the batches end before the file does; null: they do not, or that is not known yet. */
  fault: { position: number; what: string; found: FoundView } | null
  /** null: not counted, or counted before the file changed. */
  counts: SegmentCountsView | null
}

export interface SegmentCountsView {
  recordCount: number
  batchCount: number
  validBytes: number
  gapCount: number
  missingOffsets: number
  controlBatches: number
  transactionalBatches: number
  compressions: Record<string, number>
}

export interface AbortedTransactionView {
  baseOffset: number
  producerId: string
  firstOffset: number
  lastOffset: number
  lastStableOffset: number
}

export interface InspectedSnapshot {
  file: string
  offset: number
  producers: {
    producerId: string
    producerEpoch: number
    lastSequence: number
    lastOffset: number
    timestamp: number
    coordinatorEpoch: number
    currentTxnFirstOffset: number
  }[]
}

export interface InspectedPartition extends InspectedFolder {
  path: string
  topicId: string | null
  logStartOffset: number | null
  logEndOffset: number | null
  sizeBytes: number
  allocatedBytes: number
  checkpoints: {
    recoveryPoint: number | null
    highWatermark: number | null
    logStartOffset: number | null
    cleanerOffset: number | null
  }
  leaderEpochs: { epoch: number; startOffset: number }[]
  segments: InspectedSegment[]
  producerSnapshots: InspectedSnapshot[]
  abortedTransactions: AbortedTransactionView[]
  files: InspectedFile[]
  /** Of the last check, else of what was read for this. */
  problems: InspectProblem[]
  checked: { atMs: number; crc: boolean; stale: boolean } | null
  stamp: string
}

export type TimestampType = 'CreateTime' | 'LogAppendTime' | 'NoTimestampType'

/** The header of a batch, in the fields of Kafka's dump-log tool. Plain data: ids of 64 bits are text. */
export interface BatchOutline {
  /** Of its first byte in the file. */
  position: number
  /** Header included. */
  sizeBytes: number
  /** 0 and 1: a message of before Kafka 0.11, or several compressed into one. */
  magic: number
  /** Of old compressed messages the last offset, the only one that stands in the header. */
  baseOffset: number
  lastOffset: number
  /** null: not known without decompressing (old formats). */
  count: number | null
  baseSequence: number
  lastSequence: number
  producerId: string
  producerEpoch: number
  partitionLeaderEpoch: number
  isTransactional: boolean
  isControl: boolean
  deleteHorizonMs: number | null
  timestampType: TimestampType
  /** Beyond 2^53 the nearest number, as all timestamps here. */
  baseTimestamp: number
  maxTimestamp: number
  compression: string
  crc: number
  /** null: not checked. */
  isValid: boolean | null
}

/** Neighbouring batches of one segment. */
export interface BatchRows {
  batches: BatchOutline[]
  /** Of the file as it is now. */
  sizeBytes: number
  /** Where the next batch begins; null: the batches end here. */
  nextPosition: number | null
  /** Why they end before the file does. */
  fault: BatchFault | null
}

/** Bytes that are no batch: cut off, zeros, or what cannot be one. */
export interface BatchFault {
  kind: 'torn' | 'zeros' | 'garbage'
  position: number
  /** From there to the end of the file. */
  lostBytes: number
  what: string
  found: FoundView
  /** Where a sound batch follows; null: none was found within 64 MiB. */
  resumesAt: number | null
}

export type ValueFormName = 'auto' | 'text' | 'json' | 'hex'

export interface ShownBytes {
  text: string | null
  encoding: 'text' | 'json' | 'hex' | 'base64' | null
  /** -1: null. */
  sizeBytes: number
  /** The text holds the beginning alone. */
  cut: boolean
}

export interface InspectedRecordRow {
  offset: number
  timestamp: number
  key: ShownBytes
  value: ShownBytes
  headers: { key: string; value: ShownBytes }[]
  sequence: number
  /** Of a control batch. */
  control: string | null
  /** Of Kafka's internal topics: what the bytes say, as JSON. */
  decoded: string | null
}

export interface RecordRows {
  records: InspectedRecordRow[]
  total: number
  /** Why the records end early. */
  problem: string | null
}

/** A field and its bytes: what a hex view colours and names. */
export interface ByteField {
  name: string
  /** First byte, and the one behind the last, in the file (or in the decompressed block). */
  from: number
  to: number
  /** As one reads it. */
  value: string
  /** What it is for, where the name does not say. */
  note?: string
  fields?: ByteField[]
}

export interface ByteView {
  /** Where what is shown begins in the file. */
  position: number
  /** Where the bytes of `hex` begin in the file. */
  hexFrom: number
  /** Up to 64 KiB. */
  hex: string
  /** From `position` on. */
  totalBytes: number
  fields: ByteField[]
  /** Of a compressed batch the records, in the bytes they decompress to. */
  inner: { hex: string; totalBytes: number; fields: ByteField[] } | null
  /** Of a batch. */
  crc: { stored: number; computed: number } | null
}

export interface IndexEntryView {
  number: number
  offset: number
  /** Byte in the log (offset index), or milliseconds (time index). */
  value: number
  /** Where the entry leads; null: no batch begins there. */
  target: { position: number; baseOffset: number; lastOffset: number } | null
  /** Why it does not fit the log. */
  problem: InBothLanguages | null
}

export interface IndexRows {
  count: number
  /** Of the log it points into. */
  logSizeBytes: number
  /** Of the index file, preallocated zeros included. */
  sizeBytes: number
  entries: IndexEntryView[]
}

export type JumpTarget =
  | { kind: 'offset'; offset: number }
  | { kind: 'timestamp'; timestamp: number }
  | { kind: 'position'; baseOffset: number; position: number }

export interface LogPlace {
  baseOffset: number
  position: number
}

/** What is looked for. All that is given must hold. */
export interface FindFilter {
  /** In a key, a value or a header's value, whatever its case. */
  text: string | null
  producerId: string | null
  leaderEpoch: number | null
  control: boolean
  transactional: boolean
  badCrc: boolean
}

export interface FoundBatches {
  found: (LogPlace & { batch: BatchOutline; offsets: number[] })[]
  readBytes: number
  /** Where to search on; null: the log ends here. */
  next: LogPlace | null
}

export interface JobProgress {
  /** Folder being read. */
  name: string
  readBytes: number
  totalBytes: number
}

/** Work that takes its time. `version` grows with every change of it. */
export interface JobView<Result> {
  job: string
  version: number
  state: 'running' | 'done' | 'cancelled' | 'failed'
  progress: JobProgress
  /** As far as it is known. */
  result: Result
  failure: InBothLanguages | null
}

export interface CheckResult {
  kind: 'check'
  directory: DirectoryHandle
  partitionsChecked: number
  recordCount: number
  counts: Record<ProblemSeverity, number>
  /** Errors and warnings by folder. */
  folders: Record<string, { errors: number; warnings: number }>
  /** Worst first; no more than a page can show. */
  problems: InspectProblem[]
}

export interface CompareResult {
  kind: 'compare'
  comparisons: NamedComparisonView[]
}

export type InspectJobResult = CheckResult | CompareResult
