import type { Logger } from '../runtime/logger'
import type { Clock, Scheduler, Timer } from '../runtime/time'
import type { Session, SessionTable } from './sessions'

/** Less is a busy machine, not a frozen process. */
const LATE_MIN_MS = 500

/**
 * Ends sessions by time, and by nothing else. Wakes at the next tick at which one may end. Before it ends any, what the network has
 * already delivered is read; and when it was woken late (the process was frozen) every session has its whole timeout again: nobody
 * could have been heard meanwhile.
 */
export class SessionExpiry<Link> {
  private timer: Timer | undefined
  private wakeMs = Number.POSITIVE_INFINITY
  private running = false

  constructor(
    private readonly runtime: { clock: Clock; scheduler: Scheduler; logger: Logger },
    private readonly sessions: SessionTable<Link>,
    private readonly tickTimeMs: number,
    private readonly expire: (session: Session<Link>) => void,
  ) {}

  start(): void {
    this.running = true
    this.reschedule()
  }

  stop(): void {
    this.running = false
    this.timer?.cancel()
    this.timer = undefined
    this.wakeMs = Number.POSITIVE_INFINITY
  }

  /** A session came, spoke or went. A wake-up that turns out too early only looks again, so later ticks need no new timer. */
  reschedule(): void {
    if (!this.running) return
    const next = this.sessions.nextTick()
    if (next === undefined || next >= this.wakeMs) return
    this.timer?.cancel()
    this.wakeMs = next
    this.timer = this.runtime.scheduler.after(Math.max(0, next - this.runtime.clock.monotonicMs()), () => this.wake())
  }

  private wake(): void {
    const lateMs = this.runtime.clock.monotonicMs() - this.wakeMs
    this.wakeMs = Number.POSITIVE_INFINITY
    if (lateMs > Math.max(this.tickTimeMs, LATE_MIN_MS)) {
      this.runtime.logger.warn(`Woken ${Math.round(lateMs)} ms late; every session has its whole timeout again`)
      this.sessions.restartAll(this.runtime.clock.monotonicMs())
    }
    this.runtime.scheduler.soon(() => {
      if (!this.running) return
      for (const session of this.sessions.due(this.runtime.clock.monotonicMs())) this.expire(session)
      this.reschedule()
    })
  }
}
