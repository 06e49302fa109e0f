import type { NewEvent } from './timeline'

/** An event with its reading of the clock that all processes of the machine share. */
export interface TimedEvent {
  monotonicMs: number
  event: NewEvent
}

export const HOLD_MS = 30
/** A lab that never comes to listen must tell something, too. */
const LATE_ROUNDS_MAX = 10

export interface OrderedEventsOptions {
  /** The machine's monotonic clock, the one the brokers stamp with. */
  monotonicMs(): number
  /** Runs a task after a delay and after everything that had arrived by then was handed to `add`. */
  after(delayMs: number, task: () => void): void
  release(event: NewEvent): void
}

/** Insertion keeps arrival order for equal times. Pure. */
export function insertByTime(held: readonly TimedEvent[], event: TimedEvent): TimedEvent[] {
  let at = held.length
  while (at > 0 && held[at - 1]!.monotonicMs > event.monotonicMs) at--
  return [...held.slice(0, at), event, ...held.slice(at)]
}

/**
 * Events of several processes in the order they happened: channels deliver them a few milliseconds apart, so each waits for earlier
 * ones of its neighbours until the lab has listened for 30 ms. Time in which the lab was busy or frozen does not count: what its
 * neighbours said meanwhile is still in their pipes.
 */
export class OrderedEvents {
  private held: TimedEvent[] = []
  private timerSet = false

  constructor(private readonly options: OrderedEventsOptions) {}

  add(event: TimedEvent): void {
    this.held = insertByTime(this.held, event)
    if (!this.timerSet) this.schedule(0)
  }

  /** Releases everything now: the lab closes. */
  flush(): void {
    for (const { event } of this.held.splice(0)) this.options.release(event)
  }

  private schedule(lateRounds: number): void {
    const { monotonicMs, after, release } = this.options
    this.timerSet = true
    const sinceMs = monotonicMs()
    after(HOLD_MS, () => {
      const nowMs = monotonicMs()
      if (nowMs - sinceMs > 2 * HOLD_MS && lateRounds < LATE_ROUNDS_MAX) return this.schedule(lateRounds + 1)
      this.timerSet = false
      const ripe = this.held.findIndex((event) => event.monotonicMs > nowMs - HOLD_MS)
      const released = this.held.splice(0, ripe < 0 ? this.held.length : ripe)
      for (const { event } of released) release(event)
      if (this.held.length > 0) this.schedule(0)
    })
  }
}
