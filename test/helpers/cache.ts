import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

const RETRY_AFTER_MS = 10 * 60_000
const LOCK_PATIENCE_MS = 8 * 60_000

/** Where downloaded oracles live between runs: outside the repository, so that a clean clone need not fetch them again. */
export function cachePath(name: string): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'highwater-test', name)
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * A directory that is filled once per machine: `fill` writes into a temporary one, which is renamed when complete, so a half-filled
 * cache is never seen. Concurrent runs wait for each other; a failure is remembered for ten minutes, so that a suite without network
 * asks once and not once a file.
 */
export async function filledOnce(name: string, fill: (directory: string) => Promise<void>): Promise<string> {
  const directory = cachePath(name)
  if (await exists(directory)) return directory
  await mkdir(join(directory, '..'), { recursive: true })
  const release = await lock(`${directory}.lock`)
  try {
    if (await exists(directory)) return directory
    await refuseAfterFailure(`${directory}.failed`)
    const building = `${directory}.building`
    await rm(building, { recursive: true, force: true })
    await mkdir(building, { recursive: true })
    try {
      await fill(building)
    } catch (error) {
      await rm(building, { recursive: true, force: true })
      await writeFile(`${directory}.failed`, error instanceof Error ? error.message : String(error))
      throw error
    }
    await rename(building, directory)
    await rm(`${directory}.failed`, { force: true })
    return directory
  } finally {
    await release()
  }
}

async function refuseAfterFailure(path: string): Promise<void> {
  const failed = await stat(path).catch(() => undefined)
  if (failed && Date.now() - failed.mtimeMs < RETRY_AFTER_MS) throw new Error(await readFile(path, 'utf8'))
}

/** A lock file holding its owner's pid; one left by a dead process is taken over. There is no event for another process's unlink. */
async function lock(path: string): Promise<() => Promise<void>> {
  const deadline = Date.now() + LOCK_PATIENCE_MS
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' })
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => '0'))
    if (owner > 0 && !isAlive(owner)) await rm(path, { force: true })
    else if (Date.now() > deadline)
      throw new Error(`${path} is held by process ${owner}; remove it if that is not a test run`)
    else await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
