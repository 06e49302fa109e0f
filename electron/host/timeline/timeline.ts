import type { TimelineKind } from '../api/timeline-kinds'
import { firstFrom, withinRoom } from '../api/timeline-room'
import type { TimelineEvent } from '../api/views'

/** An event before it has its number. */
export interface NewEvent extends Pick<TimelineEvent, 'source' | 'text'> {
  kind: TimelineKind
  atMs?: number
  topicPartition?: string
  severity?: TimelineEvent['severity']
  details?: TimelineEvent['details']
}

export interface TimelineSink {
  write(event: TimelineEvent): void
}

const HELD_MAX = 10_000

/**
 * One numbered list of what happened, from all sources. Keeps the newest events and says where its history starts; numbers are missing
 * where frequent events had to make room.
 */
export class Timeline {
  private events: TimelineEvent[]
  private nextSeq: number
  private readonly listeners = new Set<() => void>()

  /** `history`: events of an earlier session of the same lab, oldest first. */
  constructor(
    private readonly sink: TimelineSink,
    history: readonly TimelineEvent[] = [],
    private readonly heldMax = HELD_MAX,
  ) {
    this.events = [...withinRoom(history, heldMax)]
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
    if (this.events.length > this.heldMax + this.heldMax / 10) this.events = [...withinRoom(this.events, this.heldMax)]
    this.sink.write(numbered)
    for (const listener of this.listeners) listener()
    return numbered
  }

  /** Up to `count` events numbered `from` or later, oldest first. */
  from(from: number, count: number): TimelineEvent[] {
    const at = firstFrom(this.events, from)
    return this.events.slice(at, at + count)
  }

  /** What is to be told of events numbered `from` or later when only `max` of them can be. */
  newest(from: number, max: number): TimelineEvent[] {
    return [...withinRoom(this.events.slice(firstFrom(this.events, from)), max)]
  }

  onAppend(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
