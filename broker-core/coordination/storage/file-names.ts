/** `log.<zxid of its first transaction>` and `snapshot.<zxid of its last>`, hexadecimal without leading zeros, as ZooKeeper names its own. */
export type StoreFile = { kind: 'log' | 'snapshot'; zxid: number; name: string }

export const logName = (firstZxid: number): string => `log.${firstZxid.toString(16)}`
export const snapshotName = (lastZxid: number): string => `snapshot.${lastZxid.toString(16)}`

/** Ascending by zxid; other names are left out. */
export function storeFiles(names: readonly string[]): StoreFile[] {
  const files = names.flatMap((name): StoreFile[] => {
    const match = /^(log|snapshot)\.([0-9a-f]{1,13})$/.exec(name)
    return match === null ? [] : [{ kind: match[1] as StoreFile['kind'], zxid: Number.parseInt(match[2]!, 16), name }]
  })
  return files.sort((left, right) => left.zxid - right.zxid)
}

/**
 * Pure: what may go once `keep` snapshots are whole: older snapshots, and logs that hold nothing after the oldest kept one. The last
 * log always stays: it is being written.
 */
export function purgeable(files: readonly StoreFile[], keep: number): string[] {
  const snapshots = files.filter(({ kind }) => kind === 'snapshot')
  const oldestKept = snapshots[snapshots.length - keep]
  if (oldestKept === undefined) return []
  const logs = files.filter(({ kind }) => kind === 'log')
  const oldLogs = logs.filter((_, index) => {
    const next = logs[index + 1]
    return next !== undefined && next.zxid <= oldestKept.zxid + 1
  })
  return [...snapshots.filter(({ zxid }) => zxid < oldestKept.zxid), ...oldLogs].map(({ name }) => name)
}
