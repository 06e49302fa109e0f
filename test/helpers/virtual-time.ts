import type { Clock, Scheduler, Timer } from '../../broker-core/runtime/time'

interface Due {
  atMs: number
  order: number
  task: () => void
}

/** A clock and scheduler that stand still until told to advance; tasks run in order of time, then of arrival. */
export class VirtualTime implements Clock, Scheduler {
  private nowMs = 1_000_000
  private order = 0
  private readonly due = new Set<Due>()

  wallMs(): number {
    return this.nowMs
  }

  monotonicMs(): number {
    return this.nowMs
  }

  after(delayMs: number, task: () => void): Timer {
    const due = { atMs: this.nowMs + delayMs, order: this.order++, task }
    this.due.add(due)
    return { cancel: () => void this.due.delete(due) }
  }

  every(intervalMs: number, task: () => void): Timer {
    let timer: Timer
    const again = (): void => {
      timer = this.after(intervalMs, () => {
        again()
        task()
      })
    }
    again()
    return { cancel: () => timer.cancel() }
  }

  soon(task: () => void): void {
    this.after(0, task)
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve))
  }

  /** Tasks waiting for their time. */
  get waiting(): number {
    return this.due.size
  }

  advance(ms: number): void {
    const untilMs = this.nowMs + ms
    for (;;) {
      const next = [...this.due]
        .filter((one) => one.atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0]
      if (next === undefined) break
      this.due.delete(next)
      this.nowMs = Math.max(this.nowMs, next.atMs)
      next.task()
    }
    this.nowMs = untilMs
  }

  /** Time passes and nothing runs, as for a stopped process. */
  freeze(ms: number): void {
    this.nowMs += ms
  }
}
