import { type FSWatcher, watch } from 'node:fs'
import { crc32 } from '@node-rs/crc32'
import { type Listing, listDirectory } from '../directory-listing'

const WAIT_MS = 20_000
/** A busy log changes with every append: no more often than this is that told. */
const GATHER_MS = 400

/** Differs as soon as a file of the directory came, went, or changed its size or time. */
export function stampOf({ files, directories, links }: Listing): string {
  const told = files.map(({ name, sizeBytes, modifiedMs }) => `${name} ${sizeBytes} ${modifiedMs}`)
  return crc32([...told, ...directories, ...links].join('\n')).toString(16)
}

/** The same of a folder that has files alone. */
export const filesStamp = (files: Listing['files']): string => stampOf({ files, directories: [], links: [] })

/** Resolves with the stamp as soon as it is another one than the given; after 20 s as it is. Rejects when the directory is gone. */
export async function stampAfter(path: string, stamp: string): Promise<string> {
  const deadlineMs = Date.now() + WAIT_MS
  // Watches first, looks then: what changes in between is not missed.
  const changes = new ChangeWatch(path)
  try {
    for (;;) {
      const now = stampOf(await listDirectory(path, { confined: true }))
      const leftMs = deadlineMs - Date.now()
      if (now !== stamp || leftMs <= 0) return now
      await changes.next(leftMs)
    }
  } finally {
    changes.close()
  }
}

class ChangeWatch {
  private readonly watcher: FSWatcher | undefined
  private changed = false
  private wake: (() => void) | undefined

  constructor(path: string) {
    try {
      this.watcher = watch(path, { persistent: false }, () => this.note())
      this.watcher.on('error', () => this.note())
    } catch {
      // No watch to be had (limits, a remote file system): the clock looks.
    }
  }

  /** Resolves some time after a change, or when the time is over. */
  async next(timeoutMs: number): Promise<void> {
    if (!this.changed)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    if (this.changed) await new Promise((resolve) => setTimeout(resolve, Math.min(GATHER_MS, timeoutMs)))
    this.changed = false
  }

  close(): void {
    this.watcher?.close()
  }

  private note(): void {
    this.changed = true
    this.wake?.()
  }
}
