import type { AclEntry } from './wire/acl'

/**
 * What a transaction does to the tree, decided: sequence numbers are part of the path, conditions have been checked. Applying the
 * same changes in the same order gives the same tree, so these are what the transaction log holds.
 */
export type ZnodeChange =
  | { type: 'create'; path: string; data: Buffer | null; acl: readonly AclEntry[]; ephemeralOwner: bigint }
  | { type: 'delete'; path: string }
  | { type: 'setData'; path: string; data: Buffer | null }
  | { type: 'setAcl'; path: string; acl: readonly AclEntry[] }

export type SessionChange =
  | { type: 'createSession'; sessionId: bigint; timeoutMs: number; password: Buffer }
  | { type: 'closeSession'; sessionId: bigint }

/** One step of the service's history. */
export interface Transaction {
  /** 1, 2, 3 … without gaps. */
  zxid: number
  /** Wall-clock milliseconds; znode times. */
  timeMs: number
  /** Who asked for it; 0n: the server itself (an expiry). */
  sessionId: bigint
  /** Applied in order, all or nothing. A closeSession is followed by the deletes of its ephemerals. */
  changes: readonly (ZnodeChange | SessionChange)[]
}
