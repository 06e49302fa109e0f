/** What happens in the service, for whoever wants to show it. Plain data; session ids as 16 hexadecimal digits. */
export type CoordinationEvent =
  | { kind: 'sessionCreated'; sessionId: string; timeoutMs: number; remote: string }
  /** An existing session speaks over a new connection. */
  | { kind: 'sessionReattached'; sessionId: string; timeoutMs: number; remote: string }
  | { kind: 'sessionDisconnected'; sessionId: string }
  | { kind: 'sessionExpired'; sessionId: string; timeoutMs: number; ephemerals: string[] }
  | { kind: 'sessionClosed'; sessionId: string; ephemerals: string[] }
  | {
      kind: 'znodeWritten'
      change: 'create' | 'delete' | 'setData' | 'setAcl'
      path: string
      zxid: number
      sessionId: string
    }

export function sessionHex(sessionId: bigint): string {
  return BigInt.asUintN(64, sessionId).toString(16).padStart(16, '0')
}

export interface SessionSnapshot {
  /** 16 hexadecimal digits. */
  id: string
  /** Granted. */
  timeoutMs: number
  /** Since the last packet. */
  heardAgoMs: number
  /** Until it ends if nothing more arrives. */
  expiresInMs: number
  /** `broker-N` when it holds a broker's registration; null otherwise. */
  owner: string | null
  /** `host:port` of the connection that speaks for it; null: none now. */
  remote: string | null
  ephemerals: number
  /** At most 100 of them. */
  ephemeralPaths: string[]
}

/** State of the service at one moment. */
export interface CoordinationSnapshot {
  /** `0x…` */
  zxid: string
  znodeCount: number
  ephemeralCount: number
  watchCount: number
  connectionCount: number
  tickTimeMs: number
  sessions: SessionSnapshot[]
}

/** What a parent process may send over the IPC channel. */
export type CoordinationQuestion = { type: 'pull' | 'snapshot' | 'subscribe' | 'unsubscribe' | 'stop' }

/** What is sent to it. Events only after `subscribe`; `dropped` counts those left out because the parent did not keep up. */
export type CoordinationMessage =
  | { type: 'ready'; port: number; tickTimeMs: number }
  | { type: 'snapshot'; snapshot: CoordinationSnapshot }
  | { type: 'event'; event: CoordinationEvent; atMs: number; dropped: number }
