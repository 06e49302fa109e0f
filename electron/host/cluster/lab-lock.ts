import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tryLockFile } from '../../../broker-core/runtime/node/disk-lock'
import type { LabError } from '../api/errors'
import { clusterWords } from '../words/cluster-words'
import { failure } from '../words/wording'

export interface LabLock {
  release(): void
}

/** One lab a folder. The system drops the lock when its holder dies, so nothing stale is left to judge. */
export function lockLabFolder(dir: string): LabLock {
  const path = join(dir, '.highwater.lock')
  const held = tryLockFile(path)
  if (held === undefined) throw inUse(dir, path)
  try {
    writeFileSync(path, `${process.pid}\n`)
  } catch (error) {
    held.release()
    throw error
  }
  return held
}

function inUse(dir: string, path: string): LabError {
  const pid = Number(readFileSync(path, 'utf8'))
  if (pid > 0) return failure('LAB_IN_USE', clusterWords.labInUseBy, { dir, pid })
  return failure('LAB_IN_USE', clusterWords.labInUse, { dir })
}
