import type { Disk } from '../../runtime/disk'
import type { Logger } from '../../runtime/logger'
import { MAGIC_SIZE, scanEntries } from './entries'
import { type StoreFile, storeFiles } from './file-names'
import { decodeSnapshot } from './snapshot-codec'
import { ServiceState } from './state'
import { decodeTransaction } from './transaction-codec'

export const LOG_MAGIC = Buffer.from('HWTXLOG1', 'latin1')
const FILE_SIZE_MAX = 1024 * 1024 * 1024

/** The history on disk has a hole; the message says where, and what an operator may do. */
export class CorruptStoreError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CorruptStoreError'
  }
}

export interface Recovered {
  state: ServiceState
  /** The log to go on with, and where its last whole entry ends. */
  tail: { name: string; size: number } | undefined
}

/** Newest whole snapshot, then every later transaction. A torn end of the last log is cut off: it was never acknowledged. */
export function recover(disk: Disk, directory: string, logger: Logger): Recovered {
  const names = disk.list(directory).filter(({ kind }) => kind === 'file')
  const files = storeFiles(names.map(({ name }) => name))
  const state = newestSnapshot(disk, directory, files, logger)
  const logs = files.filter(({ kind }) => kind === 'log')
  const firstNeeded = logs.filter(({ zxid }) => zxid <= state.lastZxid + 1).length - 1
  let tail: Recovered['tail']
  for (const [index, log] of logs.entries()) {
    if (index < firstNeeded) continue
    const last = index === logs.length - 1
    const snapshotAhead = state.lastZxid
    const size = replay(disk, `${directory}/${log.name}`, state, last ? logger : undefined)
    // A log that ends before the snapshot does is not continued: it would have a hole, should that snapshot ever be lost.
    tail = state.lastZxid > snapshotAhead || log.zxid === state.lastZxid + 1 ? { name: log.name, size } : undefined
  }
  return { state, tail }
}

function newestSnapshot(disk: Disk, directory: string, files: readonly StoreFile[], logger: Logger): ServiceState {
  const snapshots = files.filter(({ kind }) => kind === 'snapshot').reverse()
  for (const { name } of snapshots) {
    try {
      return decodeSnapshot(disk.readWhole(`${directory}/${name}`, FILE_SIZE_MAX))
    } catch (error) {
      logger.warn(`Snapshot ${directory}/${name} cannot be used, trying an older one`, error)
    }
  }
  return new ServiceState()
}

/** Returns the size of the valid part. `logger`: the last log, whose torn end may be cut. */
function replay(disk: Disk, path: string, state: ServiceState, logger: Logger | undefined): number {
  const content = disk.readWhole(path, FILE_SIZE_MAX)
  const begins = content.subarray(0, LOG_MAGIC.length).equals(LOG_MAGIC)
  if (!begins && content.length >= MAGIC_SIZE)
    throw new CorruptStoreError(`${path} is not a transaction log of Highwater`)
  const { payloads, validSize } = begins ? scanEntries(content) : { payloads: [], validSize: 0 }
  for (const payload of payloads) {
    const transaction = decodeTransaction(payload)
    if (transaction.zxid <= state.lastZxid) continue
    if (transaction.zxid !== state.lastZxid + 1) {
      throw new CorruptStoreError(
        `${path} goes on at transaction 0x${transaction.zxid.toString(16)}, but 0x${(state.lastZxid + 1).toString(16)} is missing; restore the data directory, or empty it to start anew`,
      )
    }
    state.apply(transaction)
  }
  if (validSize < content.length) cut(disk, path, content.length, validSize, logger)
  return validSize
}

function cut(disk: Disk, path: string, size: number, validSize: number, logger: Logger | undefined): void {
  if (logger === undefined) {
    throw new CorruptStoreError(
      `${path} is damaged at byte ${validSize} and later logs follow it; restore the data directory, or empty it to start anew`,
    )
  }
  logger.warn(`Cutting ${size - validSize} bytes of an unfinished write from the end of ${path}`)
  const file = disk.open(path, 'write')
  try {
    file.truncate(validSize)
    file.syncSync()
  } finally {
    file.close()
  }
}
