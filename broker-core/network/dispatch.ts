import type { Api } from '../protocol/api'
import type { RequestHeader } from '../protocol/header'
import type { ServedApi } from './request-codec'

/** Where a request came in. */
export interface ConnectionInfo {
  /** Kafka's form: `localHost:localPort-remoteHost:remotePort-number`. */
  readonly id: string
  readonly remoteHost: string
  readonly remotePort: number
  readonly listenerName: string
}

export interface IncomingRequest {
  readonly header: RequestHeader
  readonly api: Api
  /** What the api's request schema read; buffers in it are slices of this request's own frame. */
  readonly body: unknown
  /** Size of the frame, bytes. */
  readonly size: number
  readonly connection: ConnectionInfo
  /** True once the connection is gone, so that nobody waits for the answer. */
  isAbandoned(): boolean
}

/** The response as the api's response schema takes it; `noResponse`: send nothing; `close`: end the connection instead. */
export type Outcome = { readonly response: unknown } | 'noResponse' | 'close'

/** What the network layer is given to answer requests with; it knows no handler. */
export interface Dispatcher {
  /** undefined: no such API here; the connection is closed. */
  serve(apiKey: number): ServedApi | undefined
  /** Called for one request at a time per connection. A rejection is a bug: it is logged and the connection closed. */
  dispatch(request: IncomingRequest): Promise<Outcome> | Outcome
}
