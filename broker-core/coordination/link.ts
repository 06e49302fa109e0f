import type { Writer } from '../bytes/writer'

/** A client's connection as the service sees it: packets go out in the order given, none before its zxid is durable. */
export interface Link {
  /** `host:port` of the client. */
  readonly remote: string
  /** Queues one packet; it leaves once everything up to `zxid` is durable. */
  send(packet: Writer, zxid: number): void
  /** Closes after what is queued has left. */
  finish(): void
  /** Closes now. */
  drop(): void
}
