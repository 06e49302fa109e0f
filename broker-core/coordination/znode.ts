import { type AclEntry, OPEN_ACL } from './wire/acl'
import type { Stat } from './wire/stat'

/** One node of the tree. Fields as in Stat, but for the two that are derived there. */
export interface Znode {
  data: Buffer | null
  acl: readonly AclEntry[]
  czxid: number
  mzxid: number
  ctimeMs: number
  mtimeMs: number
  version: number
  aversion: number
  /** 0n: persistent. */
  ephemeralOwner: bigint
  pzxid: number
  /** Children ever created here: the next sequence number. */
  childrenCreated: number
  /** Names; undefined while there never was one. */
  children: Set<string> | undefined
}

export function newZnode(fields: Pick<Znode, 'data' | 'ephemeralOwner'> & { zxid: number; timeMs: number }): Znode {
  return {
    data: fields.data,
    acl: OPEN_ACL,
    czxid: fields.zxid,
    mzxid: fields.zxid,
    ctimeMs: fields.timeMs,
    mtimeMs: fields.timeMs,
    version: 0,
    aversion: 0,
    ephemeralOwner: fields.ephemeralOwner,
    pzxid: fields.zxid,
    childrenCreated: 0,
    children: undefined,
  }
}

/** `cversion` counts creates and deletes of children: creates plus (creates minus those left). */
export function statOf(znode: Znode): Stat {
  const numChildren = znode.children?.size ?? 0
  return {
    czxid: znode.czxid,
    mzxid: znode.mzxid,
    ctimeMs: znode.ctimeMs,
    mtimeMs: znode.mtimeMs,
    version: znode.version,
    cversion: znode.childrenCreated * 2 - numChildren,
    aversion: znode.aversion,
    ephemeralOwner: znode.ephemeralOwner,
    dataLength: znode.data?.length ?? 0,
    numChildren,
    pzxid: znode.pzxid,
  }
}
