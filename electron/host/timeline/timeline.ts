import type { TimelineEvent } from '../api/views'

/** An event before it has its number. */
export interface NewEvent extends Omit<TimelineEvent, 'seq' | 'atMs' | 'topicPartition' | 'severity' | 'details'> {
  atMs?: number
  topicPartition?: string
  severity?: TimelineEvent['severity']
  details?: TimelineEvent['details']
}

export interface TimelineSink {
  write(event: TimelineEvent): void
}

const HELD_MAX = 10_000

/** One numbered list of what happened, from all sources. Keeps the newest events and says where its history starts. */
export class Timeline {
  private events: TimelineEvent[] = []
  private nextSeq: number
  private readonly listeners = new Set<() => void>()

  /** `history`: events of an earlier session of the same lab, oldest first. */
  constructor(
    private readonly sink: TimelineSink,
    history: readonly TimelineEvent[] = [],
    private readonly heldMax = HELD_MAX,
  ) {
    this.events = history.slice(-heldMax)
    this.nextSeq = (this.events[this.events.length - 1]?.seq ?? 0) + 1
  }

  /** Number of the oldest event still held (of the next one, when there is none). */
  get start(): number {
    return this.events[0]?.seq ?? this.nextSeq
  }

  /** Number the next event will have. */
  get end(): number {
    return this.nextSeq
  }

  append(event: NewEvent): TimelineEvent {
    const numbered: TimelineEvent = {
      seq: this.nextSeq++,
      atMs: event.atMs ?? Date.now(),
      source: event.source,
      kind: event.kind,
      text: event.text,
      topicPartition: event.topicPartition ?? null,
      severity: event.severity ?? 'info',
      details: event.details ?? {},
    }
    this.events.push(numbered)
    // Cut in blocks: shifting the array at every event would move all of it each time.
    if (this.events.length > this.heldMax + this.heldMax / 10) this.events = this.events.slice(-this.heldMax)
    this.sink.write(numbered)
    for (const listener of this.listeners) listener()
    return numbered
  }

  /** Up to `count` events numbered `from` or later, oldest first. */
  from(from: number, count: number): TimelineEvent[] {
    const at = Math.max(0, from - this.start)
    return this.events.slice(at, at + count)
  }

  onAppend(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
