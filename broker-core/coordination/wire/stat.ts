import type { Reader } from '../../bytes/reader'
import type { Writer } from '../../bytes/writer'

/** What the protocol tells about a znode (jute `Stat`, 68 bytes). zxids fit a number: epoch and counter stay far below 2^53. */
export interface Stat {
  /** zxid of the create. Kafka uses it as the broker epoch. */
  czxid: number
  /** zxid of the last setData. */
  mzxid: number
  /** Wall-clock milliseconds of the create. */
  ctimeMs: number
  /** Wall-clock milliseconds of the last setData. */
  mtimeMs: number
  /** Counts setData; conditional writes compare it. */
  version: number
  /** Counts creates and deletes of children. */
  cversion: number
  /** Counts setACL. */
  aversion: number
  /** Session that owns an ephemeral znode; 0n for a persistent one. */
  ephemeralOwner: bigint
  /** Bytes; 0 for null data too. */
  dataLength: number
  numChildren: number
  /** zxid of the last create or delete of a child. */
  pzxid: number
}

export function readStat(reader: Reader): Stat {
  return {
    czxid: reader.int64(),
    mzxid: reader.int64(),
    ctimeMs: reader.int64(),
    mtimeMs: reader.int64(),
    version: reader.int32(),
    cversion: reader.int32(),
    aversion: reader.int32(),
    ephemeralOwner: reader.int64Big(),
    dataLength: reader.int32(),
    numChildren: reader.int32(),
    pzxid: reader.int64(),
  }
}

export function writeStat(writer: Writer, stat: Stat): void {
  writer
    .int64(stat.czxid)
    .int64(stat.mzxid)
    .int64(stat.ctimeMs)
    .int64(stat.mtimeMs)
    .int32(stat.version)
    .int32(stat.cversion)
    .int32(stat.aversion)
    .int64Big(stat.ephemeralOwner)
    .int32(stat.dataLength)
    .int32(stat.numChildren)
    .int64(stat.pzxid)
}
