import type { Disk } from '../runtime/disk'
import type { Scheduler, Timer } from '../runtime/time'

export interface DeletedDirectoriesOptions {
  disk: Disk
  scheduler: Scheduler
  delayMs: number
  onRemoved(path: string): void
  onFailure(path: string, error: Error): void
}

/** Renamed partition directories until they are removed for good. Those still waiting when the broker stops wait again at its next start. */
export class DeletedDirectories {
  private readonly timers = new Map<string, Timer>()

  constructor(private readonly options: DeletedDirectoriesOptions) {}

  get waiting(): number {
    return this.timers.size
  }

  add(path: string): void {
    const { scheduler, delayMs } = this.options
    this.timers.set(
      path,
      scheduler.after(delayMs, () => this.remove(path)),
    )
  }

  /** Forgets what lies in a directory that failed. */
  dropBelow(directory: string): void {
    for (const [path, timer] of this.timers) {
      if (!path.startsWith(`${directory}/`)) continue
      timer.cancel()
      this.timers.delete(path)
    }
  }

  stop(): void {
    for (const timer of this.timers.values()) timer.cancel()
    this.timers.clear()
  }

  private remove(path: string): void {
    this.timers.delete(path)
    const { disk, onRemoved, onFailure } = this.options
    disk.removeTree(path).then(
      () => onRemoved(path),
      (error) => onFailure(path, error instanceof Error ? error : new Error(String(error))),
    )
  }
}
