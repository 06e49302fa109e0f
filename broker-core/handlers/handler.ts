import type { Api } from '../protocol/api'
import type { BrokerServices } from './services'

/** Where a request came from and what the broker offers to answer it. */
export interface RequestContext {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string | null
  readonly remoteHost: string
  /** Name of the listener it arrived at: answers name brokers by their endpoint of the same listener. */
  readonly listenerName: string
  readonly broker: BrokerServices
}

/** `noResponse`: nothing is sent (Produce with acks=0). `close`: the connection ends, the only way to tell such a client of a failure. */
export type HandlerResult<ResponseInput> = ResponseInput | 'noResponse' | 'close'

/**
 * One API: the versions this broker serves (what ApiVersions announces) and how it answers. Protocol errors are codes inside the
 * response; a handler that throws is a bug, answered by UNKNOWN_SERVER_ERROR where the message can carry it.
 */
export interface Handler<Request = unknown, RequestInput = unknown, Response = unknown, ResponseInput = unknown> {
  readonly api: Api<Request, RequestInput, Response, ResponseInput>
  readonly versionMin: number
  readonly versionMax: number
  handle(
    request: Request,
    context: RequestContext,
  ): Promise<HandlerResult<ResponseInput>> | HandlerResult<ResponseInput>
}

/** Erased for the registry's map: a handler is only ever called with what its own api's schema read. */
export type AnyHandler = Handler<never, never, unknown, unknown>

export function handler<Request, RequestInput, Response, ResponseInput>(
  api: Api<Request, RequestInput, Response, ResponseInput>,
  versions: readonly [versionMin: number, versionMax: number],
  handle: Handler<Request, RequestInput, Response, ResponseInput>['handle'],
): Handler<Request, RequestInput, Response, ResponseInput> {
  return { api, versionMin: versions[0], versionMax: versions[1], handle }
}
