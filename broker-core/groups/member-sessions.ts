import type { Clock, Scheduler } from '../runtime/time'
import type { Group } from './group'
import type { Member } from './member'

/**
 * Ends the sessions of members that are not heard of (kafka.coordinator.group.DelayedHeartbeat). A sign of life only moves the deadline;
 * the timer finds that out when it fires.
 */
export class MemberSessions {
  constructor(
    private readonly time: { clock: Clock; scheduler: Scheduler },
    private readonly onExpired: (group: Group, member: Member) => void,
  ) {}

  /** From now on the member has `timeoutMs` (its session timeout) until its next sign of life. */
  restart(group: Group, member: Member, timeoutMs: number = member.sessionTimeoutMs): void {
    const deadlineMs = this.time.clock.monotonicMs() + timeoutMs
    const { session } = member
    if (session !== undefined && session.firesAtMs <= deadlineMs) {
      session.deadlineMs = deadlineMs
      return
    }
    session?.timer.cancel()
    this.arm(group, member, deadlineMs, timeoutMs)
  }

  end(member: Member): void {
    member.session?.timer.cancel()
    member.session = undefined
  }

  private arm(group: Group, member: Member, deadlineMs: number, delayMs: number): void {
    const firesAtMs = this.time.clock.monotonicMs() + delayMs
    const timer = this.time.scheduler.after(delayMs, () => this.fire(group, member))
    member.session = { deadlineMs, firesAtMs, timer }
  }

  private fire(group: Group, member: Member): void {
    const deadlineMs = member.session?.deadlineMs ?? 0
    member.session = undefined
    const leftMs = deadlineMs - this.time.clock.monotonicMs()
    if (leftMs > 0) this.arm(group, member, deadlineMs, leftMs)
    // The answer to what it waits for starts the next session.
    else if (!member.isExcusedFromHeartbeat) this.onExpired(group, member)
  }
}
