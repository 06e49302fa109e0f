import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const FULL = /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/i
const TAIL_BYTES = 256 * 1024

export const saysDiskFull = (text: string): boolean => FULL.test(text)

export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** Whether the last lines of one of these logs say so. */
export function logsSayDiskFull(paths: readonly string[]): boolean {
  return paths.some((path) => saysDiskFull(tailOf(path)))
}

function tailOf(path: string): string {
  try {
    const fd = openSync(path, 'r')
    try {
      const { size } = fstatSync(fd)
      const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES))
      const read = readSync(fd, buffer, 0, buffer.length, Math.max(0, size - buffer.length))
      return buffer.toString('latin1', 0, read)
    } finally {
      closeSync(fd)
    }
  } catch {
    // No log: it says nothing.
    return ''
  }
}

/** Enough for a report of hours. */
const RESERVE_BYTES = 16 * 1024 * 1024

/** Keeps room for the report on a disk that the benchmark itself may fill. */
export class Reserve {
  private readonly path: string

  constructor(dir: string) {
    this.path = join(dir, '.reserve')
  }

  /** Rejects with ENOSPC when there is not even that much. */
  async take(): Promise<void> {
    await writeFile(this.path, Buffer.alloc(RESERVE_BYTES, 1))
  }

  async release(): Promise<void> {
    await rm(this.path, { force: true })
  }
}
