import type { Reader } from '../../bytes/reader'
import type { Writer } from '../../bytes/writer'
import { type AclEntry, writeAcl } from './acl'
import { ERROR_CODES, type ErrorName, errorName } from './error-codes'
import { readBuffer, readText, readTexts, writeBuffer, writeText, writeTexts } from './jute'
import { type MultiPartResult, readMultiResults, writeMultiResults } from './multi'
import type { Request } from './requests'
import { readStat, type Stat, writeStat } from './stat'

/** Body of a successful reply. */
export type ReplyBody =
  | { type: 'empty' }
  | { type: 'path'; path: string }
  | { type: 'pathAndStat'; path: string; stat: Stat }
  | { type: 'stat'; stat: Stat }
  | { type: 'data'; data: Buffer | null; stat: Stat }
  | { type: 'children'; children: string[] }
  | { type: 'childrenAndStat'; children: string[]; stat: Stat }
  | { type: 'acl'; acl: readonly AclEntry[]; stat: Stat }
  | { type: 'multi'; results: MultiPartResult[] }

export interface ReplyHeader {
  xid: number
  /** Last zxid the server had applied. */
  zxid: number
  error: ErrorName
}

export function readReplyHeader(reader: Reader): ReplyHeader {
  return { xid: reader.int32(), zxid: reader.int64(), error: errorName(reader.int32()) }
}

export function writeReplyHeader(writer: Writer, header: ReplyHeader): void {
  writer.int32(header.xid).int64(header.zxid).int32(ERROR_CODES[header.error])
}

export function writeReplyBody(writer: Writer, body: ReplyBody): void {
  switch (body.type) {
    case 'empty':
      return
    case 'path':
      writeText(writer, body.path)
      return
    case 'pathAndStat':
      writeText(writer, body.path)
      writeStat(writer, body.stat)
      return
    case 'stat':
      writeStat(writer, body.stat)
      return
    case 'data':
      writeBuffer(writer, body.data)
      writeStat(writer, body.stat)
      return
    case 'children':
      writeTexts(writer, body.children)
      return
    case 'childrenAndStat':
      writeTexts(writer, body.children)
      writeStat(writer, body.stat)
      return
    case 'acl':
      writeAcl(writer, body.acl)
      writeStat(writer, body.stat)
      return
    case 'multi':
      writeMultiResults(writer, body.results)
      return
  }
}

/** The body a request of this type is answered with. Data is a slice of the reader's buffer. */
export function readReplyBody(type: Request['type'], reader: Reader): ReplyBody {
  switch (type) {
    case 'create':
    case 'sync':
      return { type: 'path', path: readText(reader) }
    case 'create2':
      return { type: 'pathAndStat', path: readText(reader), stat: readStat(reader) }
    case 'exists':
    case 'setData':
    case 'setAcl':
      return { type: 'stat', stat: readStat(reader) }
    case 'getData':
      return { type: 'data', data: readBuffer(reader), stat: readStat(reader) }
    case 'getChildren':
      return { type: 'children', children: readTexts(reader) }
    case 'getChildren2':
      return { type: 'childrenAndStat', children: readTexts(reader), stat: readStat(reader) }
    case 'multi':
      return { type: 'multi', results: readMultiResults(reader) }
    default:
      return { type: 'empty' }
  }
}
