import type { ProbeEvent } from '../../../broker-core/probe/events'
import { EventCoalescer } from './coalesce-events'
import { factEvent } from './fact-events'
import { OrderedEvents } from './ordered-events'
import type { NewEvent, Timeline } from './timeline'

/** What brokers and lab tell, on its way to the timeline: in the order it happened, repetitions gathered. */
export class LabEvents {
  private readonly ordered: OrderedEvents
  private readonly coalescer: EventCoalescer

  constructor(
    timeline: Timeline,
    private readonly monotonicMs: () => number,
  ) {
    this.coalescer = new EventCoalescer((event) => timeline.append(event))
    this.ordered = new OrderedEvents({
      monotonicMs,
      // Timers run before the pipes are read: what waits there is older than the timer's moment and comes first.
      after: (delayMs, task) => void setTimeout(() => setImmediate(task), delayMs),
      release: (event) => this.coalescer.add(event),
    })
  }

  /** At `atMs`, or now. */
  happened(event: NewEvent): void {
    const nowMs = Date.now()
    const atMs = event.atMs ?? nowMs
    this.ordered.add({ monotonicMs: this.monotonicMs() - (nowMs - atMs), event: { ...event, atMs } })
  }

  told(event: ProbeEvent): void {
    this.ordered.add({ monotonicMs: event.monotonicMs, event: factEvent(event) })
  }

  /** Tells everything now: the lab closes. */
  flush(): void {
    this.ordered.flush()
    this.coalescer.flush()
  }
}
