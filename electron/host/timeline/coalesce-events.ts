import type { NewEvent } from './timeline'

const WINDOW_MS = 1000
/** A checkpoint file is written all the time: one line a minute. */
const CHECKPOINT_MS = 60_000
const SUBJECTS_MAX = 10_000

interface Held {
  first: NewEvent
  last: NewEvent
  /** Counts what came: of the last one. */
  arrival: number
}

/**
 * Lets single events through. Of a high watermark's advances it tells the first at once and the rest of a second as one; of a
 * checkpoint file's writes one a minute. What it held back it tells before anything that came later and may follow from it: every
 * other event, and the same partition's advance on another broker.
 */
export class EventCoalescer {
  private readonly held = new Map<string, Held>()
  /** Watermarks of which this second has told something. */
  private told = new Set<string>()
  private readonly written = new Map<string, number>()
  private arrivals = 0
  private windowOpen = false

  constructor(
    private readonly release: (event: NewEvent) => void,
    private readonly nowMs: () => number = Date.now,
    private readonly after: (delayMs: number, task: () => void) => void = (delayMs, task) => {
      setTimeout(task, delayMs).unref?.()
    },
  ) {}

  add(event: NewEvent): void {
    if (event.kind === 'highWatermarkAdvanced') this.advance(event)
    else if (event.kind !== 'checkpointWritten' || this.isDue(event)) {
      this.flush()
      this.release(event)
    }
  }

  /** Tells what is held back. */
  flush(): void {
    this.tell([...this.held.keys()])
  }

  private advance(event: NewEvent): void {
    const subject = `${event.topicPartition} ${event.source}`
    const held = this.held.get(subject)
    const arrival = this.arrivals++
    if (held) Object.assign(held, { last: event, arrival })
    else if (this.told.has(subject)) this.held.set(subject, { first: event, last: event, arrival })
    else {
      if (this.told.size >= SUBJECTS_MAX) this.told.clear()
      this.told.add(subject)
      this.tell([...this.held.keys()].filter((other) => other.startsWith(`${event.topicPartition} `)))
      this.release(event)
    }
    this.openWindow()
  }

  private openWindow(): void {
    if (this.windowOpen) return
    this.windowOpen = true
    this.after(WINDOW_MS, () => {
      this.windowOpen = false
      const busy = [...this.held.keys()]
      this.tell(busy)
      this.told = new Set(busy)
      if (busy.length > 0) this.openWindow()
    })
  }

  private tell(subjects: readonly string[]): void {
    const events = subjects.map((subject) => this.held.get(subject)!).sort((one, other) => one.arrival - other.arrival)
    for (const subject of subjects) this.held.delete(subject)
    for (const { first, last } of events) this.release(first === last ? last : joined(first, last))
  }

  private isDue(event: NewEvent): boolean {
    const subject = `${event.source} ${event.details?.logDir}/${event.details?.file}`
    const untilMs = this.written.get(subject) ?? 0
    if (untilMs > this.nowMs()) return false
    if (this.written.size >= SUBJECTS_MAX) this.written.clear()
    this.written.set(subject, this.nowMs() + CHECKPOINT_MS)
    return true
  }
}

function joined(first: NewEvent, last: NewEvent): NewEvent {
  const from = first.details?.from ?? null
  return {
    ...last,
    text: `${last.topicPartition}: high watermark ${from} → ${last.details?.to} on broker ${last.source}`,
    details: { ...last.details, from },
  }
}
