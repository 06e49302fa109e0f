import { ErrorCode } from '../../protocol/error-codes'
import type { Group } from '../group'
import type { Member } from '../member'
import type { SyncRequest } from '../requests'
import { memberOrError } from './member-check'

export type SyncDecision =
  | { kind: 'refuse'; errorCode: number }
  /** Waits for the assignment; the leader brings it. */
  | { kind: 'await'; member: Member; isLeader: boolean }
  | { kind: 'currentAssignment'; member: Member }

const refuse = (errorCode: number): SyncDecision => ({ kind: 'refuse', errorCode })

/** GroupCoordinator.doSyncGroup. */
export function decideSync(group: Group, request: SyncRequest): SyncDecision {
  const member = memberOrError(group, request)
  if (typeof member === 'number') return refuse(member)
  if (request.protocolType !== null && request.protocolType !== group.protocolType) {
    return refuse(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
  }
  if (request.protocolName !== null && request.protocolName !== group.protocolName) {
    return refuse(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
  }
  switch (group.state) {
    case 'PreparingRebalance':
      return refuse(ErrorCode.REBALANCE_IN_PROGRESS)
    case 'CompletingRebalance':
      return { kind: 'await', member, isLeader: group.leaderId === member.memberId }
    case 'Stable':
      return { kind: 'currentAssignment', member }
    case 'Empty':
    case 'Dead':
      return refuse(ErrorCode.UNKNOWN_MEMBER_ID)
  }
}
