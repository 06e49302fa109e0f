import type { Reader } from '../bytes/reader'
import type { Writer } from '../bytes/writer'
import type { RequestHeaderVersion, ResponseHeaderVersion } from './api-keys'
import { readString, skipTags, writeString } from './primitives'

export interface RequestHeader {
  apiKey: number
  apiVersion: number
  /** int32, chosen by the client and returned in the response. */
  correlationId: number
  clientId: string | null
}

/** The part that every header version begins with; what follows depends on key and version. */
export type RequestHeaderStart = Omit<RequestHeader, 'clientId'>

export function readRequestHeaderStart(reader: Reader): RequestHeaderStart {
  return { apiKey: reader.int16(), apiVersion: reader.int16(), correlationId: reader.int32() }
}

/** Reads on after `readRequestHeaderStart`. The client id keeps its two-byte length even in flexible headers. */
export function readRequestHeaderRest(
  reader: Reader,
  start: RequestHeaderStart,
  headerVersion: RequestHeaderVersion,
): RequestHeader {
  const clientId = headerVersion === 0 ? null : readString(reader, false)
  if (headerVersion === 2) skipTags(reader)
  return { ...start, clientId }
}

export function writeRequestHeader(writer: Writer, header: RequestHeader, headerVersion: RequestHeaderVersion): void {
  writer.int16(header.apiKey).int16(header.apiVersion).int32(header.correlationId)
  if (headerVersion > 0) writeString(writer, false, header.clientId)
  if (headerVersion === 2) writer.uvarint(0)
}

/** Returns the correlation id. */
export function readResponseHeader(reader: Reader, headerVersion: ResponseHeaderVersion): number {
  const correlationId = reader.int32()
  if (headerVersion === 1) skipTags(reader)
  return correlationId
}

export function writeResponseHeader(writer: Writer, correlationId: number, headerVersion: ResponseHeaderVersion): void {
  writer.int32(correlationId)
  if (headerVersion === 1) writer.uvarint(0)
}
