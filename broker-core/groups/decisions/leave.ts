import { ErrorCode } from '../../protocol/error-codes'
import type { Group } from '../group'
import type { Member } from '../member'
import { type LeavingMember, UNKNOWN_MEMBER } from '../requests'

export type LeaveDecision =
  | { kind: 'refuse'; errorCode: number }
  | { kind: 'removePending'; memberId: string }
  | { kind: 'remove'; member: Member }

/** GroupCoordinator.handleLeaveGroup for one member. A static one may be named by its instance alone, as administrators do. */
export function decideLeave(group: Group, leaving: LeavingMember): LeaveDecision {
  const { memberId, groupInstanceId } = leaving
  if (memberId !== UNKNOWN_MEMBER && group.isFenced(memberId, groupInstanceId)) {
    return { kind: 'refuse', errorCode: ErrorCode.FENCED_INSTANCE_ID }
  }
  if (group.isPending(memberId)) {
    if (groupInstanceId === null) return { kind: 'removePending', memberId }
    return { kind: 'refuse', errorCode: ErrorCode.UNKNOWN_MEMBER_ID }
  }
  const member = group.staticMember(groupInstanceId) ?? group.members.get(memberId)
  return member === undefined ? { kind: 'refuse', errorCode: ErrorCode.UNKNOWN_MEMBER_ID } : { kind: 'remove', member }
}
