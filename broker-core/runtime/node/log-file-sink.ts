import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeDirectoryWithParents } from './make-directory'

export interface FileSinkOptions {
  path: string
  /** The file is renamed to `<path>.1` beyond this size. Default 10 MiB. */
  sizeMax?: number
  /** Rolled files kept (`.1` the newest). Default 3. */
  backups?: number
}

export interface FileSink {
  write(line: string): void
  close(): void
}

/** Appends lines to a file with one write each; rolls by size, so that a log never fills the disk. Throws only when first opened. */
export function openFileSink(options: FileSinkOptions): FileSink {
  const sizeMax = options.sizeMax ?? 10 * 1024 * 1024
  const backups = options.backups ?? 3
  makeDirectoryWithParents(dirname(options.path))
  let fd = openSync(options.path, 'a')
  let size = fstatSync(fd).size
  let open = true

  const roll = () => {
    closeSync(fd)
    open = false
    for (let index = backups; index >= 1; index--) {
      renameIfThere(index === 1 ? options.path : `${options.path}.${index - 1}`, `${options.path}.${index}`)
    }
    fd = openSync(options.path, backups > 0 ? 'a' : 'w')
    open = true
    size = fstatSync(fd).size
  }

  return {
    write: (line) => {
      if (!open) return
      try {
        if (size > 0 && size + line.length > sizeMax) roll()
        size += writeSync(fd, line)
      } catch {
        // A log that cannot be written (disk full) must not stop the broker whose trouble it would describe.
      }
    },
    close: () => {
      if (open) closeSync(fd)
      open = false
    },
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // Not that many backups yet.
  }
}
