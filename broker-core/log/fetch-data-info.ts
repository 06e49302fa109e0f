import type { IoCause } from '../runtime/io-account'
import type { LogOffsetMetadata } from './log-offset-metadata'

/** Up to where a reader may see (kafka.server.FetchIsolation): followers the end, consumers the high watermark or the last stable offset. */
export type FetchIsolation = 'logEnd' | 'highWatermark' | 'txnCommitted'

export interface ReadOptions {
  isolation: FetchIsolation
  /** Return the first batch whole even when it is larger than `maxBytes`. */
  minOneMessage: boolean
  /** Whom the bytes that must be read from a file are counted for. */
  cause?: IoCause
}

/** An aborted transaction that overlaps the data read; read_committed consumers skip it. */
export interface AbortedTransaction {
  producerId: bigint
  firstOffset: number
}

/** Bytes of one segment from the batch that holds the asked offset on; the last batch may be cut (kafka.server.FetchDataInfo). */
export interface FetchDataInfo {
  readonly fetchOffsetMetadata: LogOffsetMetadata
  /** Consecutive slices, to be sent one after the other without looking into them. */
  readonly records: readonly Buffer[]
  readonly size: number
  /** `maxBytes` did not even hold the first batch: `records` is empty, there is more. */
  readonly firstEntryIncomplete: boolean
  /** Only with isolation `txnCommitted`. */
  readonly abortedTransactions?: readonly AbortedTransaction[]
}

export interface TimestampAndOffset {
  timestamp: number
  offset: number
  /** Leader epoch of the batch found; -1 when unknown. */
  leaderEpoch: number
}
