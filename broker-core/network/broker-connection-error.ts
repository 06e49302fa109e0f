/**
 * A request to another broker got no answer. `notConnected`: it was never sent. `lost`: the connection ended, `timedOut`: no answer in
 * time, `malformed`: an answer that cannot be read; after these three the request may have been done. `closed`: this client was closed.
 */
export type BrokerConnectionFailure = 'notConnected' | 'lost' | 'timedOut' | 'malformed' | 'closed'

export class BrokerConnectionError extends Error {
  constructor(
    readonly failure: BrokerConnectionFailure,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'BrokerConnectionError'
  }
}
