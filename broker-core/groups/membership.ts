import type { GroupChangeReason } from '../probe/reasons'
import { ErrorCode } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import type { Random } from '../runtime/random'
import type { Scheduler } from '../runtime/time'
import { decideHeartbeat } from './decisions/heartbeat'
import { decideJoin, type JoinDecision } from './decisions/join'
import { decideLeave } from './decisions/leave'
import { decideSync } from './decisions/sync'
import type { Group } from './group'
import type { GroupStore } from './group-store'
import { Member } from './member'
import { memberIdFor } from './member-id'
import type { MemberSessions } from './member-sessions'
import type { Rebalances } from './rebalances'
import {
  type JoinRequest,
  type JoinResult,
  joinRefused,
  type LeavingMember,
  type MemberStamp,
  type SyncRequest,
  type SyncResult,
  syncRefused,
  UNKNOWN_MEMBER,
} from './requests'

export interface MembershipOptions {
  scheduler: Scheduler
  random: Random
  logger: Logger
  sessions: MemberSessions
  rebalances: Rebalances
  store: Pick<GroupStore, 'storeGroup'>
  /** group.max.size, now. */
  groupMaxSize: () => number
}

/** A new member cannot send heartbeats while it waits for its first generation, so it is given up after this (GroupCoordinator). */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60 * 1000

/** Members join, fetch their assignment, live and leave: what `decisions/` say, done. Groups are this broker's, and loaded. */
export class Membership {
  constructor(private readonly options: MembershipOptions) {}

  join(group: Group, request: JoinRequest): Promise<JoinResult> {
    const decision = decideJoin(group, request, this.options.groupMaxSize())
    const answer = this.performJoin(group, request, decision)
    this.options.rebalances.maybeComplete(group)
    return answer
  }

  private performJoin(group: Group, request: JoinRequest, decision: JoinDecision): Promise<JoinResult> {
    switch (decision.kind) {
      case 'refuse':
        return Promise.resolve(joinRefused(decision.memberId, decision.errorCode))
      case 'evict':
        this.drop(group, request.memberId)
        return Promise.resolve(joinRefused(UNKNOWN_MEMBER, ErrorCode.GROUP_MAX_SIZE_REACHED))
      case 'requireMemberId':
        return Promise.resolve(this.handOutMemberId(group, request))
      case 'replaceStatic':
        return this.replaceStatic(group, request, decision.member)
      case 'add':
        return this.add(group, request, decision.memberId ?? this.newMemberId(request))
      case 'rejoin':
        return this.rejoin(group, decision.member, request, decision.why)
      case 'currentGeneration':
        return Promise.resolve(this.options.rebalances.currentGeneration(group, decision.member, decision.asLeader))
    }
  }

  private newMemberId({ groupInstanceId, clientId }: JoinRequest): string {
    return memberIdFor(groupInstanceId ?? clientId, this.options.random)
  }

  private handOutMemberId(group: Group, request: JoinRequest): JoinResult {
    const memberId = this.newMemberId(request)
    const timer = this.options.scheduler.after(request.sessionTimeoutMs, () => {
      this.options.logger.info(`Pending member ${memberId} of group ${group.groupId} did not join in time`)
      this.removePending(group, memberId)
    })
    group.pendingMembers.set(memberId, timer)
    return joinRefused(memberId, ErrorCode.MEMBER_ID_REQUIRED)
  }

  private removePending(group: Group, memberId: string): void {
    group.pendingMembers.get(memberId)?.cancel()
    if (group.pendingMembers.delete(memberId)) this.options.rebalances.maybeComplete(group)
  }

  private add(group: Group, request: JoinRequest, memberId: string): Promise<JoinResult> {
    const member = new Member({ ...request, memberId }, ownCopies(request))
    member.isNew = true
    if (group.state === 'PreparingRebalance' && group.generationId === 0) group.newMemberAdded = true
    group.add(member)
    const answer = new Promise<JoinResult>((resolve) => member.awaitJoin(resolve))
    group.pendingMembers.get(memberId)?.cancel()
    group.pendingMembers.delete(memberId)
    this.options.sessions.restart(group, member, NEW_MEMBER_JOIN_TIMEOUT_MS)
    this.options.rebalances.maybePrepare(group, `adding member ${named(member)}`)
    return answer
  }

  private rejoin(group: Group, member: Member, request: JoinRequest, why: GroupChangeReason): Promise<JoinResult> {
    group.setProtocols(member, ownCopies(request))
    const answer = new Promise<JoinResult>((resolve) => member.awaitJoin(resolve))
    this.options.rebalances.maybePrepare(group, why)
    return answer
  }

  private replaceStatic(group: Group, request: JoinRequest, member: Member): Promise<JoinResult> {
    const oldMemberId = member.memberId
    const oldLeaderId = group.leaderId ?? ''
    const oldProtocols = member.protocols
    member.answerJoin(joinRefused(oldMemberId, ErrorCode.FENCED_INSTANCE_ID))
    member.answerSync(syncRefused(ErrorCode.FENCED_INSTANCE_ID))
    const memberId = this.newMemberId(request)
    group.renameMember(member, memberId)
    group.setProtocols(member, ownCopies(request))
    const answer = new Promise<JoinResult>((resolve) => member.awaitJoin(resolve))
    this.options.sessions.restart(group, member)
    this.options.logger.info(
      `Static member ${named(member)} of group ${group.groupId} takes the place of ${oldMemberId}`,
    )
    const why = `static member ${named(member)} joined anew` as const
    // The old id may be with the leader already, whose assignment would miss the new one.
    if (group.state === 'CompletingRebalance') this.options.rebalances.prepare(group, why)
    else if (group.state === 'Stable') {
      if (group.selectProtocol() === group.protocolName) {
        void this.storeReplacement(group, member, request, { oldMemberId, oldLeaderId, oldProtocols })
      } else this.options.rebalances.maybePrepare(group, `${why} and changes the protocol`)
    }
    return answer
  }

  /** The generation goes on; only the new id has to be in the log before its owner hears of it. */
  private async storeReplacement(
    group: Group,
    member: Member,
    request: JoinRequest,
    before: { oldMemberId: string; oldLeaderId: string; oldProtocols: Member['protocols'] },
  ): Promise<void> {
    const { memberId } = member
    const { generationId } = group
    const errorCode = await this.options.store.storeGroup(group, assignmentsOf(group))
    // Meanwhile it may have left, or another life of it come; a rebalance that began answers it.
    if (group.members.get(memberId) !== member) return
    if (group.state !== 'Stable' || group.generationId !== generationId) return
    if (errorCode !== ErrorCode.NONE) {
      group.setProtocols(member, before.oldProtocols)
      group.renameMember(member, before.oldMemberId)
      this.options.sessions.restart(group, member)
      member.answerJoin({ ...joinRefused(UNKNOWN_MEMBER, errorCode), generationId, leaderId: before.oldLeaderId })
      return
    }
    member.answerJoin(this.replacementAnswer(group, member, request, before.oldLeaderId))
    this.options.sessions.restart(group, member)
  }

  /**
   * A returning leader must not share out again, its assignment would reach nobody: before version 9 it is told that the old id leads,
   * since then that it leads and has nothing to do (KIP-814).
   */
  private replacementAnswer(group: Group, member: Member, request: JoinRequest, oldLeaderId: string): JoinResult {
    const isLeader = group.leaderId === member.memberId
    if (!request.supportsSkippingAssignment) {
      return { ...this.options.rebalances.currentGeneration(group, member, false), leaderId: oldLeaderId }
    }
    return { ...this.options.rebalances.currentGeneration(group, member, isLeader), skipAssignment: isLeader }
  }

  sync(group: Group, request: SyncRequest): Promise<SyncResult> {
    const decision = decideSync(group, request)
    switch (decision.kind) {
      case 'refuse':
        return Promise.resolve(syncRefused(decision.errorCode))
      case 'currentAssignment': {
        this.options.sessions.restart(group, decision.member)
        const { assignment } = decision.member
        return Promise.resolve({
          errorCode: ErrorCode.NONE,
          protocolType: group.protocolType ?? null,
          protocolName: group.protocolName ?? null,
          assignment,
        })
      }
      case 'await': {
        const answer = new Promise<SyncResult>((resolve) => decision.member.awaitSync(resolve))
        if (decision.isLeader) void this.storeAssignment(group, request)
        return answer
      }
    }
  }

  private async storeAssignment(group: Group, request: SyncRequest): Promise<void> {
    const { generationId } = group
    const assignments = new Map<string, Buffer>()
    for (const memberId of group.members.keys()) {
      assignments.set(memberId, Buffer.from(request.assignments.get(memberId) ?? []))
    }
    const errorCode = await this.options.store.storeGroup(group, assignments)
    // Somebody may have joined meanwhile: then everybody starts again anyway.
    if (group.state !== 'CompletingRebalance' || group.generationId !== generationId) return
    if (errorCode === ErrorCode.NONE) {
      this.options.rebalances.assign(group, assignments)
      return
    }
    this.options.rebalances.refuseAssignments(group, errorCode)
    this.options.rebalances.maybePrepare(group, `the assignment of ${request.memberId} could not be stored`)
  }

  heartbeat(group: Group, stamp: MemberStamp): number {
    const { errorCode, alive } = decideHeartbeat(group, stamp)
    if (alive !== undefined) this.options.sessions.restart(group, alive)
    return errorCode
  }

  /** Returns the member's error code. */
  leave(group: Group, leaving: LeavingMember): number {
    const decision = decideLeave(group, leaving)
    switch (decision.kind) {
      case 'refuse':
        return decision.errorCode
      case 'removePending':
        this.removePending(group, decision.memberId)
        return ErrorCode.NONE
      case 'remove':
        this.remove(group, decision.member, `member ${named(decision.member)} leaves`)
        return ErrorCode.NONE
    }
  }

  /** Its session is over. */
  expire(group: Group, member: Member): void {
    if (group.state === 'Dead' || group.members.get(member.memberId) !== member) return
    this.options.logger.info(`Member ${named(member)} of group ${group.groupId} has failed, removing it`)
    this.remove(group, member, `member ${named(member)} was not heard of within its session`)
  }

  private remove(group: Group, member: Member, why: GroupChangeReason): void {
    // A new member can time out while it waits: it may try again.
    member.answerJoin(joinRefused(UNKNOWN_MEMBER, ErrorCode.UNKNOWN_MEMBER_ID))
    member.answerSync(syncRefused(ErrorCode.UNKNOWN_MEMBER_ID))
    this.drop(group, member.memberId)
    this.options.rebalances.maybePrepare(group, why)
    this.options.rebalances.maybeComplete(group)
  }

  private drop(group: Group, memberId: string): void {
    const member = group.remove(memberId)
    if (member !== undefined) this.options.sessions.end(member)
  }
}

function named(member: Member): string {
  return member.groupInstanceId === null ? member.memberId : `${member.memberId} (instance ${member.groupInstanceId})`
}

function assignmentsOf(group: Group): Map<string, Buffer> {
  return new Map([...group.members.values()].map((member) => [member.memberId, member.assignment]))
}

/** Request bytes belong to a network buffer: what is kept must not pin it. */
function ownCopies(request: JoinRequest): Member['protocols'] {
  return request.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }))
}
