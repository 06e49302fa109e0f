import type { Logger } from '../runtime/logger'

interface QueuedEvent<Event> {
  event: Event
  started: () => void
  finished: () => void
}

/** Where an event is: both promises resolve, never reject; for an event that was dropped they resolve when it is. */
export interface EventProgress {
  started: Promise<void>
  finished: Promise<void>
}

export interface EventQueueOptions<Event> {
  handle: (event: Event) => Promise<void>
  /** The event will not be handled: answer whoever waits for it. */
  preempt: (event: Event) => void
  logger: Logger
}

/** One consumer, one event at a time, in order (kafka.controller.ControllerEventManager). */
export class EventQueue<Event extends { kind: string }> {
  private waiting: QueuedEvent<Event>[] = []
  private current: Event | undefined
  private running = false
  private closed = false
  private idle: (() => void)[] = []

  constructor(private readonly options: EventQueueOptions<Event>) {}

  get length(): number {
    return this.waiting.length
  }

  get handling(): string | null {
    return this.current?.kind ?? null
  }

  put(event: Event): EventProgress {
    if (this.closed) {
      this.options.preempt(event)
      return { started: Promise.resolve(), finished: Promise.resolve() }
    }
    const progress = this.enqueue(event)
    if (!this.running) void this.run()
    return progress
  }

  /** Everything that waits is preempted; `event` is next after the one being handled. */
  clearAndPut(event: Event): EventProgress {
    this.clear()
    return this.put(event)
  }

  /** Drops what waits, refuses what comes, resolves when the event being handled is done. */
  async close(): Promise<void> {
    this.closed = true
    this.clear()
    if (this.running) await new Promise<void>((resolve) => this.idle.push(resolve))
  }

  private enqueue(event: Event): EventProgress {
    const queued: QueuedEvent<Event> = { event, started: () => {}, finished: () => {} }
    const started = new Promise<void>((resolve) => {
      queued.started = resolve
    })
    const finished = new Promise<void>((resolve) => {
      queued.finished = resolve
    })
    this.waiting.push(queued)
    return { started, finished }
  }

  private clear(): void {
    const dropped = this.waiting
    this.waiting = []
    for (const { event, started, finished } of dropped) {
      this.options.preempt(event)
      started()
      finished()
    }
  }

  private async run(): Promise<void> {
    this.running = true
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      this.current = next.event
      next.started()
      try {
        await this.options.handle(next.event)
      } catch (error) {
        this.options.logger.error(`Uncaught error processing event ${next.event.kind}`, error)
      }
      this.current = undefined
      next.finished()
    }
    this.running = false
    for (const resolve of this.idle.splice(0)) resolve()
  }
}
