import { type FSWatcher, watch } from 'node:fs'

const GATHER_MS = 100

/**
 * Tells that something changed in one of a few directories, at most ten times a second: a busy log fires an event for every append.
 * Watching may be refused or miss events (limits, remote file systems), so whoever uses it also looks by the clock.
 */
export class DirectoryWatcher {
  private readonly watchers = new Map<string, FSWatcher>()
  private readonly touched = new Set<string>()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly changed: (paths: ReadonlySet<string>) => void) {}

  /** Watches these directories and no others. */
  set(paths: ReadonlySet<string>): void {
    for (const [path, watcher] of this.watchers)
      if (!paths.has(path)) {
        watcher.close()
        this.watchers.delete(path)
      }
    for (const path of paths) if (!this.watchers.has(path)) this.open(path)
  }

  close(): void {
    this.set(new Set())
    if (this.timer) clearTimeout(this.timer)
    this.timer = undefined
  }

  private open(path: string): void {
    try {
      const watcher = watch(path, { persistent: false }, () => this.touch(path))
      watcher.on('error', () => this.drop(path))
      this.watchers.set(path, watcher)
    } catch {
      // Not there yet, or no watch left: the clock looks, and the next `set` tries again.
    }
  }

  private drop(path: string): void {
    this.watchers.get(path)?.close()
    this.watchers.delete(path)
    this.touch(path)
  }

  private touch(path: string): void {
    this.touched.add(path)
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      const paths = new Set(this.touched)
      this.touched.clear()
      this.changed(paths)
    }, GATHER_MS)
  }
}
