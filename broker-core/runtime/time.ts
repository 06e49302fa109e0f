/** Time as the core sees it. `runtime/node` reads the machine's clocks; a simulation advances virtual ones. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch: record timestamps, znode times, log lines. May jump. */
  wallMs(): number
  /** Monotonic clock of the machine, milliseconds with a fraction: every timeout, lag and duration. */
  monotonicMs(): number
}

/** A pending callback. Cancelling a timer that has fired, or twice, does nothing. */
export interface Timer {
  cancel(): void
}

export interface Scheduler {
  /** Runs `task` once, `delayMs` from now. */
  after(delayMs: number, task: () => void): Timer
  /** Runs `task` every `intervalMs`, first after `intervalMs`. */
  every(intervalMs: number, task: () => void): Timer
  /** Runs `task` on the next turn of the event loop, after pending I/O callbacks: lets others run between slices of work. */
  soon(task: () => void): void
  /** Resolves after `delayMs`. */
  sleep(delayMs: number): Promise<void>
}
