import { MalformedBytesError, Reader } from '../../bytes/reader'
import { Writer } from '../../bytes/writer'
import type { SessionChange, Transaction, ZnodeChange } from '../changes'
import { readAcl, writeAcl } from '../wire/acl'
import { readBuffer, readText, readVector, writeBuffer, writeText, writeVector } from '../wire/jute'

const KINDS = { create: 1, delete: 2, setData: 3, setAcl: 4, createSession: 5, closeSession: 6 } as const

/** `zxid int64, time int64, session int64, changes vector { kind int8, … }`. */
export function encodeTransaction(transaction: Transaction): Buffer {
  const writer = new Writer()
  writer.int64(transaction.zxid).int64(transaction.timeMs).int64Big(transaction.sessionId)
  writeVector(writer, transaction.changes, writeChange)
  return writer.toBuffer()
}

/** Data is copied out of `payload`. Throws MalformedBytesError. */
export function decodeTransaction(payload: Buffer): Transaction {
  const reader = new Reader(payload)
  return {
    zxid: reader.int64(),
    timeMs: reader.int64(),
    sessionId: reader.int64Big(),
    changes: readVector(reader, 1, readChange),
  }
}

function writeChange(writer: Writer, change: ZnodeChange | SessionChange): void {
  writer.int8(KINDS[change.type])
  switch (change.type) {
    case 'create':
      writeText(writer, change.path)
      writeBuffer(writer, change.data)
      writeAcl(writer, change.acl)
      writer.int64Big(change.ephemeralOwner)
      return
    case 'delete':
      writeText(writer, change.path)
      return
    case 'setData':
      writeText(writer, change.path)
      writeBuffer(writer, change.data)
      return
    case 'setAcl':
      writeText(writer, change.path)
      writeAcl(writer, change.acl)
      return
    case 'createSession':
      writer.int64Big(change.sessionId).int32(change.timeoutMs)
      writeBuffer(writer, change.password)
      return
    case 'closeSession':
      writer.int64Big(change.sessionId)
      return
  }
}

function readChange(reader: Reader): ZnodeChange | SessionChange {
  const kind = reader.int8()
  switch (kind) {
    case KINDS.create: {
      const path = readText(reader)
      const data = copied(readBuffer(reader))
      return { type: 'create', path, data, acl: readAcl(reader), ephemeralOwner: reader.int64Big() }
    }
    case KINDS.delete:
      return { type: 'delete', path: readText(reader) }
    case KINDS.setData:
      return { type: 'setData', path: readText(reader), data: copied(readBuffer(reader)) }
    case KINDS.setAcl:
      return { type: 'setAcl', path: readText(reader), acl: readAcl(reader) }
    case KINDS.createSession: {
      const sessionId = reader.int64Big()
      const timeoutMs = reader.int32()
      return { type: 'createSession', sessionId, timeoutMs, password: copied(readBuffer(reader)) ?? Buffer.alloc(0) }
    }
    case KINDS.closeSession:
      return { type: 'closeSession', sessionId: reader.int64Big() }
    default:
      throw new MalformedBytesError(`change kind ${kind}`)
  }
}

export function copied(data: Buffer | null): Buffer | null {
  return data === null ? null : Buffer.from(data)
}
