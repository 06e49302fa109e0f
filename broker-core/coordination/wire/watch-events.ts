import { MalformedBytesError, type Reader } from '../../bytes/reader'
import type { Writer } from '../../bytes/writer'
import { readText, writeText } from './jute'
import { XID } from './op-codes'
import { writeReplyHeader } from './replies'

/** Watcher.Event.EventType. */
export const EVENT_TYPES = { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 } as const
export type EventType = keyof typeof EVENT_TYPES

/** KeeperState.SyncConnected: the only state a server sends. */
const SYNC_CONNECTED = 3

/** A whole packet: header and event. */
export function writeWatchEvent(writer: Writer, type: EventType, path: string): void {
  writeReplyHeader(writer, { xid: XID.watchEvent, zxid: -1, error: 'OK' })
  writer.int32(EVENT_TYPES[type]).int32(SYNC_CONNECTED)
  writeText(writer, path)
}

/** The event after its header; undefined for one that is not about a znode. */
export function readWatchEvent(reader: Reader): { type: EventType; path: string } | undefined {
  const code = reader.int32()
  reader.int32()
  const path = readText(reader)
  if (code === -1) return undefined
  const type = (Object.keys(EVENT_TYPES) as EventType[]).find((name) => EVENT_TYPES[name] === code)
  if (type === undefined) throw new MalformedBytesError(`watch event type ${code}`)
  return { type, path }
}
