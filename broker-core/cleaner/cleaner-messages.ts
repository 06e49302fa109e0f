import type { AbortedTransactionEntry } from '../format/txn-index'
import type { LastRecordOfProducer } from './batch-retention'

/** What a cleaner's thread is asked for and answers: plain data that can be posted. One request at a time, each gets one answer. */
export interface IoLimits {
  /** Bytes a second that all cleaners together may read and write; Infinity: no limit. */
  bytesPerSecond: number
  /** For reading, while no larger batch has to be read. */
  bufferSize: number
}

/** Build the map of the dirty section; it stays in the thread for the groups that follow. */
export interface MapRequest {
  kind: 'map'
  limits: IoLimits
  map: { slotsMax: number; loadFactor: number; keysMax: number; seed: number }
  startOffset: number
  segments: {
    path: string
    size: number
    /** Where to begin reading. */
    position: number
    /** Base of the next segment, or the first uncleanable offset. */
    nextSegmentStartOffset: number
  }[]
  abortedTransactions: AbortedTransactionEntry[]
}

/** Clean one group of segments into the `.cleaned` files of one new segment. */
export interface GroupRequest {
  kind: 'group'
  limits: IoLimits
  nowMs: number
  deleteRetentionMs: number
  target: { directory: string; baseOffset: number; indexIntervalBytes: number; segmentIndexBytes: number }
  sources: { path: string; size: number; abortedTransactions: AbortedTransactionEntry[] }[]
  lastRecords: Map<bigint, LastRecordOfProducer>
  /** Of the last source. */
  modifiedMs: number
}

export type CleanerRequest = MapRequest | GroupRequest

export interface MapResult {
  kind: 'mapped'
  /** The map covers every offset up to this one. */
  latestOffset: number
  /** 0 to 1 */
  utilization: number
  bytesRead: number
  recordsRead: number
  isFull: boolean
}

export interface GroupResult {
  kind: 'grouped'
  bytesRead: number
  bytesWritten: number
  recordsRead: number
  recordsWritten: number
  /** Records without key, which a compacted log should not have. */
  invalidRecords: number
  /** Records without value that stayed, and from when the first of them may go; undefined: there is none. */
  tombstones: number
  firstDeleteHorizonMs: number | undefined
}

/** Bytes that the thread has read and written since it last told, on its own while it works. */
export interface CleanerMoved {
  kind: 'moved'
  read: number
  written: number
}

/** `storage`: the disk failed; `aborted`: as asked; `other`: the log cannot be cleaned. */
export type CleanerFailure =
  | { kind: 'failed'; cause: 'aborted' }
  | { kind: 'failed'; cause: 'storage'; operation: string; path: string; code: string }
  | { kind: 'failed'; cause: 'other'; message: string; stack: string | undefined }

export type CleanerAnswer = MapResult | GroupResult | CleanerFailure

/** The first message to a thread: integers to share. */
export interface CleanerHello {
  kind: 'hello'
  /** [0] not 0: stop what you do. */
  abort: Int32Array
  /** [0] threads at work, which share the io limit. */
  busy: Int32Array
}
