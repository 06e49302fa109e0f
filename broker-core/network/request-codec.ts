import { Reader } from '../bytes/reader'
import { Writer } from '../bytes/writer'
import type { Api } from '../protocol/api'
import { ApiKey, apiName, requestHeaderVersion, responseHeaderVersion } from '../protocol/api-keys'
import { ErrorCode } from '../protocol/error-codes'
import {
  type RequestHeader,
  readRequestHeaderRest,
  readRequestHeaderStart,
  writeResponseHeader,
} from '../protocol/header'
import { apiVersionsResponse } from '../protocol/messages/18-api-versions'
import { frame } from './framing'

/** An API as a broker serves it: the versions it announces, which may be fewer than the schema knows. */
export interface ServedApi {
  readonly api: Api
  readonly versionMin: number
  readonly versionMax: number
}

export type DecodedRequest =
  | { readonly kind: 'request'; readonly header: RequestHeader; readonly api: Api; readonly body: unknown }
  /** To be answered as it is, without any handler. */
  | { readonly kind: 'answer'; readonly buffers: Buffer[] }
  /** Kafka closes the connection over this. */
  | { readonly kind: 'refuse'; readonly reason: string }

/** Reads a request frame. Never throws over what the bytes hold. */
export function decodeRequest(bytes: Buffer, serve: (apiKey: number) => ServedApi | undefined): DecodedRequest {
  const reader = new Reader(bytes)
  let what = 'a request header'
  try {
    const start = readRequestHeaderStart(reader)
    what = `${apiName(start.apiKey)} version ${start.apiVersion}`
    const served = serve(start.apiKey)
    if (served === undefined) return { kind: 'refuse', reason: `API key ${start.apiKey} is unknown` }
    if (start.apiVersion < served.versionMin || start.apiVersion > served.versionMax) {
      if (start.apiKey === ApiKey.ApiVersions) return { kind: 'answer', buffers: tooNew(start.correlationId, served) }
      return { kind: 'refuse', reason: `${what} is not among the ${served.versionMin}-${served.versionMax} served` }
    }
    const header = readRequestHeaderRest(reader, start, requestHeaderVersion(served.api, start.apiVersion))
    const body = served.api.request.read(reader, start.apiVersion)
    return { kind: 'request', header, api: served.api, body }
  } catch (error) {
    // Whatever a reader throws over foreign bytes, it costs this connection only.
    return { kind: 'refuse', reason: `${what} cannot be read: ${error instanceof Error ? error.message : error}` }
  }
}

/** KIP-511: whatever version a client asks ApiVersions in, it can read version 0, and finds there which one to ask in. */
function tooNew(correlationId: number, served: ServedApi): Buffer[] {
  const writer = new Writer()
  writeResponseHeader(writer, correlationId, 0)
  apiVersionsResponse.write(writer, 0, {
    errorCode: ErrorCode.UNSUPPORTED_VERSION,
    apiKeys: [{ apiKey: ApiKey.ApiVersions, minVersion: served.versionMin, maxVersion: served.versionMax }],
  })
  return frame(writer.buffers())
}

/** A whole response frame, ready for one write. Record batches in it are referenced, not copied. */
export function encodeResponse(api: Api, header: RequestHeader, response: unknown): Buffer[] {
  const writer = new Writer()
  writeResponseHeader(writer, header.correlationId, responseHeaderVersion(api, header.apiVersion))
  api.response.write(writer, header.apiVersion, response)
  return frame(writer.buffers())
}
