import { openSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync } from 'node:fs'
import { constants, open as openAsync, rm, unlink } from 'node:fs/promises'
import { type Disk, DiskError, type FileStat } from '../disk'
import { errorCode, guarded, guardedAsync } from './disk-errors'
import { NodeDiskFile } from './disk-file'
import { tryLockFile } from './disk-lock'
import { AtomicReplacer } from './disk-replace'
import { makeDirectoryWithParents } from './make-directory'

const WHOLE_SIZE_MAX = 64 * 1024 * 1024
const OPEN_FLAGS = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT,
} as const

/** The real file system. */
export function createNodeDisk(): Disk {
  const replacer = new AtomicReplacer()
  return {
    open: (path, mode) =>
      new NodeDiskFile(
        path,
        guarded('open', path, () => openSync(path, OPEN_FLAGS[mode], 0o644)),
      ),
    makeDirectory: (path) => guarded('mkdir', path, () => makeDirectoryWithParents(path)),
    list: (path) =>
      guarded('list', path, () =>
        readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, kind: kindOf(entry) })),
      ),
    stat: (path) => guarded('stat', path, () => statOf(path)),
    setModified: (path, modifiedMs) =>
      guarded('utimes', path, () => utimesSync(path, modifiedMs / 1000, modifiedMs / 1000)),
    rename: (from, to) => guarded('rename', from, () => renameSync(from, to)),
    remove: (path) => guardedAsync('unlink', path, () => unlink(path).catch(ignoreMissing)),
    removeSync: (path) => guarded('unlink', path, () => removeFile(path)),
    removeTree: (path) => guardedAsync('rmdir', path, () => rm(path, { recursive: true, force: true })),
    readWhole: (path, sizeMax = WHOLE_SIZE_MAX) => guarded('read', path, () => readBounded(path, sizeMax)),
    replace: (path, content) => guardedAsync('replace', path, () => replacer.replace(path, content)),
    replaceSync: (path, content) => guarded('replace', path, () => replacer.replaceSync(path, content)),
    syncDirectory: (path) => guardedAsync('fsync', path, () => syncDirectory(path)),
    tryLock: (path) => guarded('lock', path, () => tryLockFile(path)),
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FileStat['kind'] {
  if (entry.isFile()) return 'file'
  return entry.isDirectory() ? 'directory' : 'other'
}

function statOf(path: string): FileStat | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  return { kind: kindOf(stat), size: stat.size, allocated: stat.blocks * 512, modifiedMs: stat.mtimeMs }
}

function readBounded(path: string, sizeMax: number): Buffer {
  const size = statSync(path).size
  if (size > sizeMax) throw new DiskError('read', path, `larger than ${sizeMax} bytes (${size})`)
  return readFileSync(path)
}

function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    ignoreMissing(error)
  }
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await openAsync(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
