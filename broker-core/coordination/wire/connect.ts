import type { Reader } from '../../bytes/reader'
import type { Writer } from '../../bytes/writer'
import { readBuffer, writeBuffer } from './jute'

export const PASSWORD_SIZE = 16

/** The first packet of a client; it has no header. */
export interface ConnectRequest {
  protocolVersion: number
  /** Highest zxid the client has seen: a server behind it must not serve it. */
  lastZxidSeen: number
  timeoutMs: number
  /** 0n: a new session. */
  sessionId: bigint
  password: Buffer
  /** undefined: an old client that does not send the byte, and does not expect it. */
  readOnly: boolean | undefined
}

/** `timeoutMs` 0 and `sessionId` 0n: the session asked for is over. */
export interface ConnectResponse {
  protocolVersion: number
  timeoutMs: number
  sessionId: bigint
  password: Buffer
  readOnly: boolean | undefined
}

export function readConnectRequest(reader: Reader): ConnectRequest {
  const protocolVersion = reader.int32()
  const lastZxidSeen = reader.int64()
  const timeoutMs = reader.int32()
  const sessionId = reader.int64Big()
  // Kept for the life of the session: a copy, not a slice of the network's chunk.
  const password = Buffer.from(readBuffer(reader) ?? Buffer.alloc(0))
  const readOnly = reader.remaining > 0 ? reader.boolean() : undefined
  return { protocolVersion, lastZxidSeen, timeoutMs, sessionId, password, readOnly }
}

export function writeConnectRequest(writer: Writer, request: ConnectRequest): void {
  writer.int32(request.protocolVersion).int64(request.lastZxidSeen).int32(request.timeoutMs)
  writer.int64Big(request.sessionId)
  writeBuffer(writer, request.password)
  if (request.readOnly !== undefined) writer.boolean(request.readOnly)
}

export function readConnectResponse(reader: Reader): ConnectResponse {
  const protocolVersion = reader.int32()
  const timeoutMs = reader.int32()
  const sessionId = reader.int64Big()
  const password = Buffer.from(readBuffer(reader) ?? Buffer.alloc(0))
  const readOnly = reader.remaining > 0 ? reader.boolean() : undefined
  return { protocolVersion, timeoutMs, sessionId, password, readOnly }
}

export function writeConnectResponse(writer: Writer, response: ConnectResponse): void {
  writer.int32(response.protocolVersion).int32(response.timeoutMs).int64Big(response.sessionId)
  writeBuffer(writer, response.password)
  if (response.readOnly !== undefined) writer.boolean(response.readOnly)
}
