import type { InterBrokerClient } from '../network/inter-broker-client'
import { type WriteTxnMarkersResponse, writeTxnMarkers } from '../protocol/messages/27-write-txn-markers'
import { type MarkerEntry, markersRequest } from './marker-entry'

/** Between brokers the version of 2.6. */
const WRITE_TXN_MARKERS_VERSION = 0
/** So that no request, and no leader's work for one, grows without limit; the rest follows in the next. */
const ENTRIES_PER_REQUEST_MAX = 500

export interface MarkerDestination {
  brokerId: number
  host: string
  port: number
}

export type MarkerConnection = Pick<InterBrokerClient, 'send' | 'close'>

export interface MarkerSenderOptions {
  connection: MarkerConnection
  answered: (entry: MarkerEntry, response: WriteTxnMarkersResponse) => void
  /** No answer came; whether they were written is not known. */
  failed: (entries: readonly MarkerEntry[], error: unknown) => void
}

/** Markers on their way to one broker: one request at a time, which takes with it all that gathered meanwhile (TxnMarkerQueue). */
export class MarkerSender {
  private waiting: MarkerEntry[] = []
  private sending = false
  private closed = false

  constructor(
    readonly destination: MarkerDestination,
    private readonly options: MarkerSenderOptions,
  ) {}

  add(entry: MarkerEntry): void {
    this.waiting.push(entry)
    if (!this.sending) void this.run()
  }

  /** Markers already sent are not called back. */
  removeFor(transactionPartition: number): void {
    this.waiting = this.waiting.filter((entry) => entry.transactionPartition !== transactionPartition)
  }

  /** What waits and what is on the wire comes back through `failed`. */
  close(): void {
    this.closed = true
    this.options.connection.close()
    if (!this.sending) this.failWaiting()
  }

  private async run(): Promise<void> {
    const { connection, answered, failed } = this.options
    this.sending = true
    while (this.waiting.length > 0 && !this.closed) {
      const entries = this.waiting.splice(0, ENTRIES_PER_REQUEST_MAX)
      let response: WriteTxnMarkersResponse
      try {
        response = await connection.send(writeTxnMarkers, WRITE_TXN_MARKERS_VERSION, markersRequest(entries))
      } catch (error) {
        failed(entries, error)
        continue
      }
      for (const entry of entries) answered(entry, response)
    }
    this.sending = false
    if (this.closed) this.failWaiting()
  }

  private failWaiting(): void {
    const waiting = this.waiting
    this.waiting = []
    if (waiting.length > 0) this.options.failed(waiting, new Error('the connection was closed'))
  }
}
