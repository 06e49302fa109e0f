import type { Reader } from '../../bytes/reader'
import type { Writer } from '../../bytes/writer'
import { type AclEntry, readAcl, writeAcl } from './acl'
import { readBuffer, readText, readTexts, writeBuffer, writeText, writeTexts } from './jute'
import { readMultiRequest, writeMultiRequest } from './multi'
import { OP_CODES } from './op-codes'

export interface CreateRequest {
  /** create2 answers with the Stat too. */
  type: 'create' | 'create2'
  path: string
  data: Buffer | null
  acl: readonly AclEntry[]
  flags: number
}

export interface DeleteRequest {
  type: 'delete'
  path: string
  version: number
}

export interface SetDataRequest {
  type: 'setData'
  path: string
  data: Buffer | null
  version: number
}

/** Answered outside a multi too, as by ZooKeeper; Kafka only uses it inside one. */
export interface CheckRequest {
  type: 'check'
  path: string
  version: number
}

export interface SetAclRequest {
  type: 'setAcl'
  path: string
  acl: readonly AclEntry[]
  version: number
}

export interface ReadRequest {
  type: 'exists' | 'getData' | 'getChildren' | 'getChildren2'
  path: string
  watch: boolean
}

export interface SetWatchesRequest {
  type: 'setWatches'
  /** zxid up to which the client saw all events. */
  relativeZxid: number
  dataPaths: string[]
  existPaths: string[]
  childPaths: string[]
}

export type MultiPart = CreateRequest | DeleteRequest | SetDataRequest | CheckRequest

export type Request =
  | CreateRequest
  | DeleteRequest
  | SetDataRequest
  | CheckRequest
  | SetAclRequest
  | ReadRequest
  | SetWatchesRequest
  | { type: 'getAcl' | 'sync'; path: string }
  | { type: 'multi'; operations: MultiPart[] }
  | { type: 'auth'; scheme: string }
  | { type: 'ping' | 'closeSession' }

/** undefined: an operation this server does not know. Throws MalformedBytesError on a body that is not what the code says. */
export function readRequest(code: number, reader: Reader): Request | undefined {
  switch (code) {
    case OP_CODES.create:
    case OP_CODES.create2:
    case OP_CODES.delete:
    case OP_CODES.setData:
    case OP_CODES.check:
      return readMultiPart(code, reader)
    case OP_CODES.exists:
      return { type: 'exists', path: readText(reader), watch: reader.boolean() }
    case OP_CODES.getData:
      return { type: 'getData', path: readText(reader), watch: reader.boolean() }
    case OP_CODES.getChildren:
      return { type: 'getChildren', path: readText(reader), watch: reader.boolean() }
    case OP_CODES.getChildren2:
      return { type: 'getChildren2', path: readText(reader), watch: reader.boolean() }
    case OP_CODES.getAcl:
      return { type: 'getAcl', path: readText(reader) }
    case OP_CODES.setAcl:
      return { type: 'setAcl', path: readText(reader), acl: readAcl(reader), version: reader.int32() }
    case OP_CODES.sync:
      return { type: 'sync', path: readText(reader) }
    case OP_CODES.multi:
      return { type: 'multi', operations: readMultiRequest(reader, readMultiPart) }
    case OP_CODES.auth:
      reader.int32()
      return { type: 'auth', scheme: readText(reader) }
    case OP_CODES.setWatches:
      return readSetWatches(reader)
    case OP_CODES.ping:
      return { type: 'ping' }
    case OP_CODES.closeSession:
      return { type: 'closeSession' }
    default:
      return undefined
  }
}

/** The operations that may stand alone or inside a multi. */
export function readMultiPart(code: number, reader: Reader): MultiPart | undefined {
  switch (code) {
    case OP_CODES.create:
    case OP_CODES.create2:
      return {
        type: code === OP_CODES.create ? 'create' : 'create2',
        path: readText(reader),
        data: readBuffer(reader),
        acl: readAcl(reader),
        flags: reader.int32(),
      }
    case OP_CODES.delete:
      return { type: 'delete', path: readText(reader), version: reader.int32() }
    case OP_CODES.setData:
      return { type: 'setData', path: readText(reader), data: readBuffer(reader), version: reader.int32() }
    case OP_CODES.check:
      return { type: 'check', path: readText(reader), version: reader.int32() }
    default:
      return undefined
  }
}

function readSetWatches(reader: Reader): SetWatchesRequest {
  return {
    type: 'setWatches',
    relativeZxid: reader.int64(),
    dataPaths: readTexts(reader),
    existPaths: readTexts(reader),
    childPaths: readTexts(reader),
  }
}

/** Header (`xid`, operation code) and body. */
export function writeRequest(writer: Writer, xid: number, request: Request): void {
  writer.int32(xid).int32(OP_CODES[request.type])
  switch (request.type) {
    case 'create':
    case 'create2':
    case 'delete':
    case 'setData':
    case 'check':
      writeMultiPart(writer, request)
      return
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
      writeText(writer, request.path)
      writer.boolean(request.watch)
      return
    case 'getAcl':
    case 'sync':
      writeText(writer, request.path)
      return
    case 'setAcl':
      writeText(writer, request.path)
      writeAcl(writer, request.acl)
      writer.int32(request.version)
      return
    case 'multi':
      writeMultiRequest(writer, request.operations, writeMultiPart)
      return
    case 'auth':
      writer.int32(0)
      writeText(writer, request.scheme)
      writeBuffer(writer, null)
      return
    case 'setWatches':
      writer.int64(request.relativeZxid)
      writeTexts(writer, request.dataPaths)
      writeTexts(writer, request.existPaths)
      writeTexts(writer, request.childPaths)
      return
    case 'ping':
    case 'closeSession':
      return
  }
}

function writeMultiPart(writer: Writer, request: MultiPart): void {
  writeText(writer, request.path)
  if ('flags' in request) {
    writeBuffer(writer, request.data)
    writeAcl(writer, request.acl)
    writer.int32(request.flags)
    return
  }
  if (request.type === 'setData') writeBuffer(writer, request.data)
  writer.int32(request.version)
}
