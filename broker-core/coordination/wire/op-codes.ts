/** Operation codes of the ZooKeeper protocol that this server answers (ZooDefs.OpCode). */
export const OP_CODES = {
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getAcl: 6,
  setAcl: 7,
  getChildren: 8,
  sync: 9,
  ping: 11,
  getChildren2: 12,
  check: 13,
  multi: 14,
  create2: 15,
  auth: 100,
  setWatches: 101,
  closeSession: -11,
} as const

/** Result type of a failed operation inside a multi. */
export const MULTI_ERROR = -1

/** Transaction ids with a meaning of their own in a packet's header. */
export const XID = { watchEvent: -1, ping: -2, auth: -4, setWatches: -8 } as const

/** `flags` of a create. */
export const CREATE_FLAGS = { ephemeral: 1, sequential: 2 } as const
export const CREATE_FLAGS_MAX = 3
