import type { Clock, Scheduler, Timer } from '../../../broker-core/runtime/time'

interface Task {
  atMs: number
  order: number
  run(): void
}

/** A clock that stands still until told, and a scheduler on it. */
export class VirtualTime {
  nowMs = 1_000_000
  private tasks: Task[] = []
  private order = 0

  readonly clock: Clock = { wallMs: () => 1_795_000_000_000 + this.nowMs, monotonicMs: () => this.nowMs }
  readonly scheduler: Scheduler = {
    after: (delayMs, run) => this.add(this.nowMs + delayMs, run),
    every: (intervalMs, run) => {
      let timer = this.add(this.nowMs + intervalMs, () => undefined)
      const repeat = () => {
        timer = this.add(this.nowMs + intervalMs, repeat)
        run()
      }
      timer.cancel()
      timer = this.add(this.nowMs + intervalMs, repeat)
      return { cancel: () => timer.cancel() }
    },
    soon: (run) => void this.add(this.nowMs, run),
    sleep: (delayMs) => new Promise((resolve) => void this.add(this.nowMs + delayMs, resolve)),
  }

  get pending(): number {
    return this.tasks.length
  }

  /** Runs everything due within `ms`, in order, each at its own time. */
  advance(ms: number): void {
    const until = this.nowMs + ms
    for (let next = this.next(until); next !== undefined; next = this.next(until)) {
      this.nowMs = Math.max(this.nowMs, next.atMs)
      next.run()
    }
    this.nowMs = until
  }

  /** Time passes without anything running, as for a frozen process. */
  freeze(ms: number): void {
    this.nowMs += ms
  }

  private add(atMs: number, run: () => void): Timer {
    const task = { atMs, order: this.order++, run }
    this.tasks.push(task)
    const cancel = () => {
      this.tasks = this.tasks.filter((other) => other !== task)
    }
    return { cancel }
  }

  private next(untilMs: number): Task | undefined {
    this.tasks.sort((left, right) => left.atMs - right.atMs || left.order - right.order)
    return this.tasks[0] !== undefined && this.tasks[0].atMs <= untilMs ? this.tasks.shift() : undefined
  }
}
