import type { Disk, DiskFile } from '../../../broker-core/runtime/disk'

/**
 * A disk on which the cleaner's own code can run without changing a byte: files are read from the real one, what would be written is
 * dropped. Anything else is refused, so that a new step of the cleaner cannot slip through unseen.
 */
export function dryDisk(real: Disk): Disk {
  const refused = (operation: string) => (): never => {
    throw new Error(`${operation} is not done while only asking`)
  }
  return {
    open: (path, mode) => (mode === 'read' ? real.open(path, 'read') : droppingFile(path)),
    stat: (path) => real.stat(path),
    list: (path) => real.list(path),
    readWhole: (path, sizeMax) => real.readWhole(path, sizeMax),
    removeSync: () => undefined,
    setModified: () => undefined,
    makeDirectory: refused('mkdir'),
    rename: refused('rename'),
    remove: refused('unlink'),
    removeTree: refused('rmdir'),
    replace: refused('replace'),
    replaceSync: refused('replace'),
    syncDirectory: refused('fsync'),
    tryLock: refused('lock'),
  }
}

function droppingFile(path: string): DiskFile {
  let size = 0
  const nothing = () => 0
  return {
    path,
    size: () => size,
    write: (buffers, position) => {
      const written = buffers.reduce((total, { length }) => total + length, 0)
      size = Math.max(size, position + written)
      return written
    },
    readSync: nothing,
    read: async () => 0,
    truncate: (length) => {
      size = length
    },
    sync: async () => undefined,
    syncSync: () => undefined,
    close: () => undefined,
  }
}
