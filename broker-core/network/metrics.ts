/** Counters of a broker's socket server since it started, and what is going on now. Plain numbers: read them, do not change them. */
export interface SocketServerMetrics {
  connectionsOpen: number
  connectionsAccepted: number
  /** Over max.connections or max.connections.per.ip. */
  connectionsRejected: number
  connectionsIdleClosed: number
  requestsReceived: number
  /** The same by API key. */
  requestsByApiKey: Map<number, number>
  /** Not understood: the connection was closed over it. */
  requestsRefused: number
  requestsInWork: number
  bytesReceived: number
  bytesSent: number
}

export function newSocketServerMetrics(): SocketServerMetrics {
  return {
    connectionsOpen: 0,
    connectionsAccepted: 0,
    connectionsRejected: 0,
    connectionsIdleClosed: 0,
    requestsReceived: 0,
    requestsByApiKey: new Map(),
    requestsRefused: 0,
    requestsInWork: 0,
    bytesReceived: 0,
    bytesSent: 0,
  }
}
