import type { Scheduler, Timer } from '../runtime/time'

/** A request that waits for something that is told, never polled: an append, a high watermark, a leadership change. */
export interface DelayedOperation {
  /** true: what it waited for is there (or can no longer come). Has no effect of its own. */
  tryComplete(): boolean
  /** Ends it: for good because it could complete, or because its time is over. Called exactly once. */
  onComplete(timedOut: boolean): void
}

interface Watched {
  operation: DelayedOperation
  keys: readonly string[]
  timer: Timer | undefined
  done: boolean
}

/**
 * Waiting operations by the keys (topic-partition names) that may complete them, each with a time limit (DelayedOperationPurgatory).
 * Completed ones leave every key at once, so nothing lingers on an idle key.
 */
export class Purgatory {
  private readonly watchedByKey = new Map<string, Set<Watched>>()
  private readonly all = new Set<Watched>()

  constructor(private readonly scheduler: Scheduler) {}

  get size(): number {
    return this.all.size
  }

  /** Completes the operation now if it can, else watches it under `keys` for at most `timeoutMs`. */
  tryCompleteElseWatch(operation: DelayedOperation, keys: readonly string[], timeoutMs: number): void {
    const watched: Watched = { operation, keys, timer: undefined, done: false }
    if (this.tryComplete(watched)) return
    this.all.add(watched)
    for (const key of keys) {
      const set = this.watchedByKey.get(key) ?? new Set()
      this.watchedByKey.set(key, set.add(watched))
    }
    watched.timer = this.scheduler.after(timeoutMs, () => this.finish(watched, true))
  }

  /** Something about `key` changed. Returns how many operations it completed. */
  checkAndComplete(key: string): number {
    const set = this.watchedByKey.get(key)
    if (set === undefined) return 0
    let completed = 0
    for (const watched of [...set]) if (!watched.done && this.tryComplete(watched)) completed++
    return completed
  }

  /** Ends everything that waits, as if its time were over: for shutdown. */
  completeAll(): void {
    for (const watched of [...this.all]) this.finish(watched, true)
  }

  private tryComplete(watched: Watched): boolean {
    if (!watched.operation.tryComplete()) return false
    this.finish(watched, false)
    return true
  }

  private finish(watched: Watched, timedOut: boolean): void {
    if (watched.done) return
    watched.done = true
    watched.timer?.cancel()
    this.all.delete(watched)
    for (const key of watched.keys) {
      const set = this.watchedByKey.get(key)
      set?.delete(watched)
      if (set?.size === 0) this.watchedByKey.delete(key)
    }
    watched.operation.onComplete(timedOut)
  }
}
