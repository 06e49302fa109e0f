import type { GroupChangeReason } from '../probe/reasons'
import { ErrorCode } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import type { Clock, Scheduler } from '../runtime/time'
import type { Group, Transition } from './group'
import type { GroupStore } from './group-store'
import type { Member } from './member'
import type { MemberSessions } from './member-sessions'
import { type JoinResult, syncRefused } from './requests'

export interface RebalancesOptions {
  clock: Clock
  scheduler: Scheduler
  logger: Logger
  sessions: MemberSessions
  store: Pick<GroupStore, 'storeGroup'>
  /** group.initial.rebalance.delay.ms, now. */
  initialDelayMs: () => number
  onTransition: (group: Group, transition: Transition) => void
}

/** Brings a group from one generation to the next (GroupCoordinator.prepareRebalance and onCompleteJoin, DelayedJoin). */
export class Rebalances {
  constructor(private readonly options: RebalancesOptions) {}

  /** Where the state allows it: members are asked, by the answers to their heartbeats, to join again. */
  maybePrepare(group: Group, why: GroupChangeReason): void {
    if (group.canRebalance) this.prepare(group, why)
  }

  prepare(group: Group, why: GroupChangeReason): void {
    if (group.state === 'CompletingRebalance') this.refuseAssignments(group, ErrorCode.REBALANCE_IN_PROGRESS)
    const wasEmpty = group.state === 'Empty'
    this.transition(group, group.become('PreparingRebalance', this.options.clock.wallMs(), why))
    this.options.logger.info(
      `Preparing to rebalance group ${group.groupId} with old generation ${group.generationId} (reason: ${why})`,
    )
    if (!wasEmpty) {
      this.waitForAll(group)
      return
    }
    const delayMs = this.options.initialDelayMs()
    this.waitForNewcomers(group, delayMs, Math.max(group.rebalanceTimeoutMs - delayMs, 0))
  }

  /** A member joined, left or was given up: perhaps all there are have joined. */
  maybeComplete(group: Group): void {
    if (group.state !== 'PreparingRebalance' || group.joinWait !== 'allMembers') return
    if (group.hasAllMembersJoined) this.complete(group)
  }

  /** The answer a member gets about the generation there is. */
  currentGeneration(group: Group, member: Member, asLeader: boolean): JoinResult {
    return {
      errorCode: ErrorCode.NONE,
      memberId: member.memberId,
      generationId: group.generationId,
      protocolType: group.protocolType ?? null,
      protocolName: group.protocolName ?? null,
      leaderId: group.leaderId ?? '',
      members: asLeader ? group.joinedMembers() : [],
      skipAssignment: false,
    }
  }

  /** Every member gets its part; sessions begin anew, as nobody was expired while waiting. */
  assign(group: Group, assignments: ReadonlyMap<string, Buffer>): void {
    for (const member of group.members.values()) {
      const assignment = assignments.get(member.memberId)
      if (assignment !== undefined) member.assignment = assignment
      const { protocolType, protocolName } = group
      this.answerSync(group, member, {
        errorCode: ErrorCode.NONE,
        protocolType: protocolType ?? null,
        protocolName: protocolName ?? null,
        assignment: member.assignment,
      })
    }
    this.transition(group, group.become('Stable', this.options.clock.wallMs(), 'the assignment is stored'))
  }

  /** Nobody gets a part: the leader's could not be stored, or members have to join again. */
  refuseAssignments(group: Group, errorCode: number): void {
    for (const member of group.members.values()) {
      member.assignment = NO_ASSIGNMENT
      this.answerSync(group, member, syncRefused(errorCode))
    }
  }

  private answerSync(group: Group, member: Member, result: Parameters<Member['answerSync']>[0]): void {
    if (member.answerSync(result)) this.options.sessions.restart(group, member)
  }

  private waitForAll(group: Group): void {
    this.setTimer(group, 'allMembers', group.rebalanceTimeoutMs, () => this.complete(group))
    this.maybeComplete(group)
  }

  /** The first rebalance: others are probably starting too. Prolonged while more come, within the rebalance timeout. */
  private waitForNewcomers(group: Group, delayMs: number, remainingMs: number): void {
    this.setTimer(group, 'fixedTime', delayMs, () => {
      if (!group.newMemberAdded || remainingMs === 0) {
        this.complete(group)
        return
      }
      group.newMemberAdded = false
      const nextDelayMs = Math.min(this.options.initialDelayMs(), remainingMs)
      this.waitForNewcomers(group, nextDelayMs, Math.max(remainingMs - delayMs, 0))
    })
  }

  private setTimer(group: Group, wait: Group['joinWait'], delayMs: number, task: () => void): void {
    group.joinTimer?.cancel()
    group.joinWait = wait
    group.joinTimer = this.options.scheduler.after(Math.max(delayMs, 0), task)
  }

  private complete(group: Group): void {
    group.joinTimer?.cancel()
    group.joinTimer = undefined
    if (group.state === 'Dead') return
    this.dropAbsent(group)
    if (!group.electJoinedLeader() && group.size > 0) {
      // Only static members that did not come back in time: their sessions decide.
      this.options.logger.error(`Group ${group.groupId} cannot complete its rebalance: no member rejoined`)
      this.waitForAll(group)
      return
    }
    const why = group.size === 0 ? 'no members are left' : 'members have joined'
    this.transition(group, group.initNextGeneration(this.options.clock.wallMs(), why))
    if (group.state === 'Empty') {
      this.options.logger.info(`Group ${group.groupId} with generation ${group.generationId} is now empty`)
      // Should it fail, the generation before becomes active again at the next coordinator and times out there: the store warns.
      void this.options.store.storeGroup(group, new Map())
    } else this.announce(group)
  }

  /** Dynamic members that did not rejoin in time are out; static ones keep their place until their session ends. */
  private dropAbsent(group: Group): void {
    for (const member of [...group.members.values()]) {
      if (member.isAwaitingJoin || member.isStatic) continue
      this.options.sessions.end(member)
      group.remove(member.memberId)
    }
  }

  private announce(group: Group): void {
    this.options.logger.info(`Stabilized group ${group.groupId} generation ${group.generationId}`)
    for (const member of [...group.members.values()]) {
      member.answerJoin(this.currentGeneration(group, member, group.leaderId === member.memberId))
      member.isNew = false
      this.options.sessions.restart(group, member)
    }
  }

  private transition(group: Group, transition: Transition): void {
    this.options.onTransition(group, transition)
  }
}

const NO_ASSIGNMENT = Buffer.alloc(0)
