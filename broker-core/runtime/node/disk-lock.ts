/// <reference path="./fs-native-extensions.d.ts" />
import { closeSync, constants, openSync } from 'node:fs'
import { tryLock, unlock } from 'fs-native-extensions'
import type { DiskLock } from '../disk'

/**
 * Takes the lock that Java's FileChannel.tryLock takes (fcntl record locks on Linux, open-file-description flavour), so that our
 * broker and an Apache one keep each other out, and so do two brokers within one process.
 */
export function tryLockFile(path: string): DiskLock | undefined {
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644)
  let held = false
  try {
    held = tryLock(fd)
  } finally {
    if (!held) closeSync(fd)
  }
  if (!held) return undefined
  return {
    release: () => {
      if (!held) return
      held = false
      unlock(fd)
      closeSync(fd)
    },
  }
}
