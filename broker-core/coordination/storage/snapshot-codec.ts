import { MalformedBytesError, Reader } from '../../bytes/reader'
import { Writer } from '../../bytes/writer'
import { readAcl, writeAcl } from '../wire/acl'
import { readBuffer, readText, writeBuffer, writeText } from '../wire/jute'
import type { Znode } from '../znode'
import { encodeEntry, scanEntries } from './entries'
import { ServiceState, type StoredSession } from './state'
import { copied } from './transaction-codec'

const MAGIC = Buffer.from('HWSNAP01', 'latin1')
const KINDS = { header: 1, session: 2, znode: 3, end: 4 } as const

/**
 * A snapshot: one header entry (zxid, highest session id), one entry a session, one a znode (parents first), and an end entry with
 * their count, without which the snapshot is not whole.
 */
export function encodeSnapshot(state: ServiceState): Buffer[] {
  const buffers: Buffer[] = [MAGIC]
  const add = (kind: number, write: (writer: Writer) => void): void => {
    const writer = new Writer()
    writer.int8(kind)
    write(writer)
    buffers.push(...encodeEntry(writer.toBuffer()))
  }
  add(KINDS.header, (writer) => writer.int64(state.lastZxid).int64Big(state.highestSessionId))
  for (const session of state.sessions.values()) add(KINDS.session, (writer) => writeSession(writer, session))
  for (const [path, znode] of state.tree.entries()) add(KINDS.znode, (writer) => writeZnode(writer, path, znode))
  add(KINDS.end, (writer) => writer.int32(state.sessions.size).int32(state.tree.size))
  return buffers
}

/** Throws MalformedBytesError when the snapshot is not whole. */
export function decodeSnapshot(content: Buffer): ServiceState {
  if (!content.subarray(0, MAGIC.length).equals(MAGIC)) throw new MalformedBytesError('it does not begin as a snapshot')
  const state = new ServiceState()
  let ended = false
  for (const payload of scanEntries(content).payloads) {
    const reader = new Reader(payload)
    const kind = reader.int8()
    if (kind === KINDS.header) {
      state.lastZxid = reader.int64()
      state.highestSessionId = reader.int64Big()
    } else if (kind === KINDS.session) state.noteSession(readSession(reader))
    else if (kind === KINDS.znode) state.tree.restore(...readZnode(reader))
    else if (kind === KINDS.end) ended = reader.int32() === state.sessions.size && reader.int32() === state.tree.size
    else throw new MalformedBytesError(`entry kind ${kind}`)
  }
  if (!ended) throw new MalformedBytesError('its end is missing')
  return state
}

function writeSession(writer: Writer, session: StoredSession): void {
  writer.int64Big(session.id).int32(session.timeoutMs)
  writeBuffer(writer, session.password)
}

function readSession(reader: Reader): StoredSession {
  const id = reader.int64Big()
  const timeoutMs = reader.int32()
  return { id, timeoutMs, password: copied(readBuffer(reader)) ?? Buffer.alloc(0) }
}

function writeZnode(writer: Writer, path: string, znode: Znode): void {
  writeText(writer, path)
  writeBuffer(writer, znode.data)
  writeAcl(writer, znode.acl)
  writer.int64(znode.czxid).int64(znode.mzxid).int64(znode.pzxid)
  writer.int64(znode.ctimeMs).int64(znode.mtimeMs)
  writer.int32(znode.version).int32(znode.aversion).int32(znode.childrenCreated)
  writer.int64Big(znode.ephemeralOwner)
}

function readZnode(reader: Reader): [string, Znode] {
  const path = readText(reader)
  const data = copied(readBuffer(reader))
  const acl = readAcl(reader)
  const czxid = reader.int64()
  const mzxid = reader.int64()
  const pzxid = reader.int64()
  const ctimeMs = reader.int64()
  const mtimeMs = reader.int64()
  const version = reader.int32()
  const aversion = reader.int32()
  const childrenCreated = reader.int32()
  const ephemeralOwner = reader.int64Big()
  const times = { ctimeMs, mtimeMs }
  const counts = { version, aversion, childrenCreated }
  return [path, { data, acl, czxid, mzxid, pzxid, ...times, ...counts, ephemeralOwner, children: undefined }]
}
