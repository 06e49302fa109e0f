import type { Scheduler, Timer } from '../time'

/** setTimeout fires at once when asked for more than an int32 of milliseconds (24.8 days): longer waits are made of several. */
const TIMEOUT_MS_MAX = 2_147_483_647

class NodeTimer implements Timer {
  private handle: NodeJS.Timeout | undefined
  private cancelled = false

  start(delayMs: number, task: () => void): this {
    const waitMs = Math.min(Math.max(0, delayMs), TIMEOUT_MS_MAX)
    this.handle = setTimeout(() => {
      if (this.cancelled) return
      if (delayMs > waitMs) this.start(delayMs - waitMs, task)
      else task()
    }, waitMs)
    return this
  }

  startEvery(intervalMs: number, task: () => void): this {
    return this.start(intervalMs, () => {
      this.startEvery(intervalMs, task)
      task()
    })
  }

  cancel(): void {
    this.cancelled = true
    if (this.handle !== undefined) clearTimeout(this.handle)
  }
}

export function createNodeScheduler(): Scheduler {
  return {
    after: (delayMs, task) => new NodeTimer().start(delayMs, task),
    every: (intervalMs, task) => new NodeTimer().startEvery(intervalMs, task),
    soon: (task) => {
      setImmediate(task)
    },
    sleep: (delayMs) => new Promise((resolve) => void new NodeTimer().start(delayMs, resolve)),
  }
}
