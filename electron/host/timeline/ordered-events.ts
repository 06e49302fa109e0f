import type { NewEvent } from './timeline'

/** An event with its reading of the clock that all processes of the machine share. */
export interface TimedEvent {
  monotonicMs: number
  event: NewEvent
}

const HOLD_MS = 30

export interface OrderedEventsOptions {
  /** The machine's monotonic clock, the one the brokers stamp with. */
  monotonicMs(): number
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
 * Events of several processes in the order they happened: channels deliver them a few milliseconds apart, so each waits 30 ms for
 * earlier ones of its neighbours.
 */
export class OrderedEvents {
  private held: TimedEvent[] = []
  private timerSet = false

  constructor(private readonly options: OrderedEventsOptions) {}

  add(event: TimedEvent): void {
    this.held = insertByTime(this.held, event)
    this.schedule()
  }

  /** Releases everything now: the lab closes. */
  flush(): void {
    for (const { event } of this.held.splice(0)) this.options.release(event)
  }

  private schedule(): void {
    if (this.timerSet) return
    this.timerSet = true
    this.options.after(HOLD_MS, () => {
      this.timerSet = false
      const until = this.options.monotonicMs() - HOLD_MS
      const ripe = this.held.findIndex((event) => event.monotonicMs > until)
      const released = this.held.splice(0, ripe < 0 ? this.held.length : ripe)
      for (const { event } of released) this.options.release(event)
      if (this.held.length > 0) this.schedule()
    })
  }
}
