import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode } from './disk-errors'

/**
 * Makes a directory and its parents, synchronously; an existing one is fine. One at a time, because Node's own recursive mkdir never
 * returns where the parents cannot be made although nothing forbids it (below /proc).
 */
export function makeDirectoryWithParents(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    const code = errorCode(error)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    makeDirectoryWithParents(dirname(path))
    // The parent is there now: what fails here is the answer, and is not tried again.
    mkdirSync(path)
  }
}
