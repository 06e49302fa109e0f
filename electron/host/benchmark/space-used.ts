import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes that files take on the disk: sparse ones count what is allocated. */
export interface SpaceUsed {
  liveBytes: number
  /** `.deleted` files and `-delete` folders that wait for file.delete.delay.ms. */
  deletedBytes: number
}

const BLOCK_BYTES = 512

/** Of log directories with their partitions' folders. Files that vanish meanwhile count nothing. */
export async function spaceUsed(logDirs: readonly string[]): Promise<SpaceUsed> {
  const used = { liveBytes: 0, deletedBytes: 0 }
  for (const logDir of logDirs) {
    const entries = await readdir(logDir, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(logDir, entry.name)
      if (entry.isDirectory()) await addFolder(path, entry.name.endsWith('-delete'), used)
      else used.liveBytes += await allocatedBytes(path)
    }
  }
  return used
}

async function addFolder(folder: string, isDeleted: boolean, used: SpaceUsed): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(names.map((name) => allocatedBytes(join(folder, name))))
  for (const [at, name] of names.entries())
    used[isDeleted || name.endsWith('.deleted') ? 'deletedBytes' : 'liveBytes'] += sizes[at]!
}

const allocatedBytes = (path: string): Promise<number> =>
  stat(path).then(
    ({ blocks }) => blocks * BLOCK_BYTES,
    () => 0,
  )
