import type { NewEvent } from './timeline'

/** Facts that repeat by nature would bury the others: one line per subject within this time. */
const windowMs: Readonly<Record<string, number>> = { highWatermarkAdvanced: 1000, checkpointWritten: 60_000 }
const SUBJECTS_MAX = 10_000

/**
 * Lets single events through. Of a high watermark's advances it tells the first at once and the rest of a second as one; of a
 * checkpoint file's writes one a minute.
 */
export class EventCoalescer {
  private readonly held = new Map<string, { until: number; last: NewEvent | null; from: NewEvent['details'] | null }>()

  constructor(
    private readonly release: (event: NewEvent) => void,
    private readonly nowMs: () => number = Date.now,
    private readonly after: (delayMs: number, task: () => void) => void = (delayMs, task) => {
      setTimeout(task, delayMs).unref?.()
    },
  ) {}

  add(event: NewEvent): void {
    const window = windowMs[event.kind]
    if (window === undefined) {
      this.release(event)
      return
    }
    const subject = `${event.kind} ${event.source} ${event.topicPartition ?? `${event.details?.logDir}/${event.details?.file}`}`
    const held = this.held.get(subject)
    if (held && held.until > this.nowMs()) {
      held.last = event
      held.from ??= event.details ?? null
      return
    }
    if (this.held.size >= SUBJECTS_MAX) this.held.clear()
    this.held.set(subject, { until: this.nowMs() + window, last: null, from: null })
    this.release(event)
    if (event.kind === 'highWatermarkAdvanced') this.after(window, () => this.tellHeld(subject))
  }

  private tellHeld(subject: string): void {
    const held = this.held.get(subject)
    this.held.delete(subject)
    if (!held?.last) return
    const { last, from } = held
    const start = from?.from ?? last.details?.from ?? null
    this.add({
      ...last,
      text: `${last.topicPartition}: high watermark ${start} → ${last.details?.to} on broker ${last.source}`,
      details: { ...last.details, from: start },
    })
  }
}
