/** Stream sockets as the core sees them: ordered bytes, possibly cut anywhere, closed at any time. */
export interface Network {
  /** Resolves when bound. Rejects with a `ListenError` that says which address and why (EADDRINUSE …). Port 0 takes a free one. */
  listen(options: ListenOptions): Promise<Listener>
  /** Starts connecting; the outcome arrives at the handler as `opened` or `closed`. */
  connect(options: ConnectOptions): Connection
}

export interface ListenOptions {
  host: string
  port: number
  /** Called for each accepted connection; returns what will hear of its bytes and its end. */
  accept(connection: Connection): ConnectionHandler
}

export interface Listener {
  /** The port really bound. */
  readonly port: number
  /** Stops accepting; connections already accepted live on. */
  close(): Promise<void>
}

export interface ConnectOptions {
  host: string
  port: number
  timeoutMs: number
  handler: ConnectionHandler
}

export interface ConnectionHandler {
  /** The outgoing connection is up. Not called for accepted ones. */
  opened?(): void
  /** A chunk arrived. The buffer is the handler's to read now; keep a copy, not a slice, of what outlives the call. */
  data(chunk: Buffer): void
  /** What was written has left the process's buffer after `write` answered false. */
  drained?(): void
  /** The connection is over, by either side or by a fault. Called exactly once. */
  closed(error?: Error): void
}

export interface Connection {
  readonly remoteHost: string
  readonly remotePort: number
  readonly localPort: number
  /** Bytes accepted by `write` and not yet handed to the system. */
  readonly bufferedBytes: number
  /** Queues all buffers as one write. false: over the high-water mark, better wait for `drained`. Writing after the end is ignored. */
  write(buffers: readonly Buffer[]): boolean
  /** Stops reading, so that the sender feels back-pressure. */
  pause(): void
  resume(): void
  /** Sends what is queued, then closes. */
  end(): void
  /** Closes at once, dropping what is queued. */
  destroy(): void
}

export class ListenError extends Error {
  constructor(
    readonly host: string,
    readonly port: number,
    readonly code: string,
  ) {
    super(
      code === 'EADDRINUSE'
        ? `${host}:${port} is already in use by another process; stop it or choose another port`
        : `cannot listen on ${host}:${port}: ${code}`,
    )
    this.name = 'ListenError'
  }
}
