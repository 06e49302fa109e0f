import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tryLockFile } from '../../../broker-core/runtime/node/disk-lock'
import { LabError } from '../api/errors'

export interface LabLock {
  release(): void
}

/** One lab a folder. The system drops the lock when its holder dies, so nothing stale is left to judge. */
export function lockLabFolder(dir: string): LabLock {
  const path = join(dir, '.highwater.lock')
  const held = tryLockFile(path)
  if (held === undefined)
    throw new LabError(
      'LAB_IN_USE',
      `${dir} is open in another lab${holderOf(path)}; stop that one or choose another folder with --dir`,
    )
  writeFileSync(path, `${process.pid}\n`)
  return held
}

function holderOf(path: string): string {
  const pid = Number(readFileSync(path, 'utf8'))
  return pid > 0 ? ` (process ${pid})` : ''
}
