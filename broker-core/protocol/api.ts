import type { Message } from './schema'

/** One request/response pair of the protocol. Which of its versions a broker serves is the registry's affair, not the schema's. */
export interface Api<Request = unknown, RequestInput = unknown, Response = unknown, ResponseInput = unknown> {
  /** int16 on the wire. */
  readonly key: number
  readonly name: string
  readonly request: Message<Request, RequestInput>
  readonly response: Message<Response, ResponseInput>
}

export function api<Request, RequestInput, Response, ResponseInput>(
  definition: Api<Request, RequestInput, Response, ResponseInput>,
): Api<Request, RequestInput, Response, ResponseInput> {
  return definition
}
