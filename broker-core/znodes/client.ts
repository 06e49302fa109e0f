import type { ErrorName } from '../coordination/wire/error-codes'
import type { Stat } from '../coordination/wire/stat'

export type { ErrorName } from '../coordination/wire/error-codes'
export type { Stat } from '../coordination/wire/stat'

/** In a conditional write: any version matches. */
export const ANY_VERSION = -1

/**
 * - `connecting`: a session is wanted or held, no connection now; requests fail with CONNECTIONLOSS
 * - `connected`: requests are sent
 * - `expired`: the service ended the session; its ephemerals are gone; `renew()` (or automatic renewal) starts a new one
 * - `closed`: by `close()`; final
 */
export type SessionState = 'connecting' | 'connected' | 'expired' | 'closed'

export type WatchEventType = 'created' | 'deleted' | 'dataChanged' | 'childrenChanged'

export interface WatchEvent {
  type: WatchEventType
  /** Without the chroot. */
  path: string
}

export interface WatchOption {
  /** Leave a one-shot watch: `exists` also on a missing znode; `getData` and `getChildren` only on an existing one. */
  watch?: boolean
}

export interface CreateOptions {
  /** Deleted by the service when the session ends. */
  ephemeral?: boolean
  /** The service appends a ten-digit number that grows with every create under the parent. */
  sequential?: boolean
}

export interface ZnodeContent {
  data: Buffer | null
  stat: Stat
}

export interface ZnodeChildren {
  /** Names, not paths, in no order. */
  children: string[]
  stat: Stat
}

export type MultiOperation =
  | { type: 'create'; path: string; data: Buffer | null; options?: CreateOptions }
  | { type: 'delete'; path: string; version: number }
  | { type: 'setData'; path: string; data: Buffer | null; version: number }
  | { type: 'check'; path: string; version: number }

/** One result per operation. When one failed nothing was applied: earlier ones say OK, later ones RUNTIMEINCONSISTENCY, all as `error`. */
export type MultiResult =
  | { type: 'create'; path: string }
  | { type: 'delete' }
  | { type: 'setData'; stat: Stat }
  | { type: 'check' }
  | { type: 'error'; code: ErrorName }

/** Requests about znodes. All reject with `CoordinationError`; a missing znode is `undefined` where the result says so. */
export interface ZnodeOperations {
  /** Returns the real path (with the sequence number). NODEEXISTS, NONODE (no parent), NOCHILDRENFOREPHEMERALS. */
  create(path: string, data: Buffer | null, options?: CreateOptions): Promise<string>
  /** NONODE, BADVERSION, NOTEMPTY. */
  delete(path: string, version: number): Promise<void>
  exists(path: string, options?: WatchOption): Promise<Stat | undefined>
  getData(path: string, options?: WatchOption): Promise<ZnodeContent | undefined>
  /** NONODE, BADVERSION. */
  setData(path: string, data: Buffer | null, version: number): Promise<Stat>
  getChildren(path: string, options?: WatchOption): Promise<ZnodeChildren | undefined>
  /** All or nothing. A refused multi resolves with `error` results; it rejects only as a whole (CONNECTIONLOSS, SESSIONEXPIRED …). */
  multi(operations: readonly MultiOperation[]): Promise<MultiResult[]>
}

/** Called around a new session after an expiry (Kafka's StateChangeHandler). Awaited one after the other; a failure is logged. */
export interface SessionHandler {
  name: string
  beforeInitializingSession?(): void | Promise<void>
  /** The new session may still be connecting: use `retrying` operations. */
  afterInitializingSession?(): void | Promise<void>
}

/**
 * One session with the coordination service over the ZooKeeper protocol. Requests are pipelined and answered in order; when the
 * connection is lost the pending ones fail with CONNECTIONLOSS and another server of the list is tried, with the same session.
 * Watches are one-shot and survive a reconnection. Paths are relative to the chroot of the connect string.
 */
export interface CoordinationClient extends ZnodeOperations {
  readonly state: SessionState
  /** 0n until the first connection. */
  readonly sessionId: bigint
  /** What the server granted, milliseconds; the wish until the first connection. */
  readonly sessionTimeoutMs: number
  /** `host:port` connected to, or tried last. */
  readonly server: string
  /** Monotonic milliseconds since the last bytes from the server; undefined when not connected. */
  readonly silenceMs: number | undefined
  /** Starts, and resolves at the first connection; rejects with CONNECTIONLOSS after `timeoutMs` (then `close()` it). */
  connect(timeoutMs: number): Promise<void>
  /** Resolves when connected; rejects with SESSIONEXPIRED when the session ends before, or when closed. */
  whenConnected(): Promise<void>
  /** A new session after an expiry. Automatic unless `renewAutomatically` is false. */
  renew(): Promise<void>
  /** Ends the session at the server (its ephemerals go at once) and the connection. Never rejects. */
  close(): Promise<void>
  /** Called in order of arrival, before the promise of any reply that came later. Returns how to stop. */
  onWatchEvent(listener: (event: WatchEvent) => void): () => void
  onStateChange(listener: (state: SessionState) => void): () => void
  addSessionHandler(handler: SessionHandler): () => void
}

export interface CoordinationClientOptions {
  /** As in `zookeeper.connect`: `host:port,host:port/chroot`. */
  connectString: string
  /** `zookeeper.session.timeout.ms`: the wish; the server grants 2 to 20 ticks. */
  sessionTimeoutMs: number
  /** `zookeeper.max.in.flight.requests`; more wait in line. Default 10. */
  maxInFlightRequests?: number
  /** Default true, as in Kafka. */
  renewAutomatically?: boolean
  /** For log lines, e.g. `Kafka server`. */
  name?: string
}
