import type { Api } from '../protocol/api'

/**
 * A connection for control requests to one broker. It connects when first asked to send; after a failure the next `send` connects
 * anew. Requests at given versions, without ApiVersions first: the inter-broker protocol decides them, as in Kafka.
 */
export interface ControlConnection {
  /** Rejects when there is no connection within the timeout, it is lost, or no answer comes in time. */
  send<Request, RequestInput, Response, ResponseInput>(
    api: Api<Request, RequestInput, Response, ResponseInput>,
    version: number,
    request: RequestInput,
  ): Promise<Response>
  /** Pending sends reject. Closing twice is fine. */
  close(): void
}
