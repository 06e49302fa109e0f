import { ErrorCode } from '../../protocol/error-codes'
import type { Group } from '../group'
import type { Member } from '../member'
import { type MemberStamp, UNKNOWN_MEMBER } from '../requests'
import { memberOrError } from './member-check'

export type CommitDecision =
  | { kind: 'refuse'; errorCode: number }
  /** `alive`: the commit also counts as a heartbeat. */
  | { kind: 'store'; alive: Member | undefined }

const refuse = (errorCode: number): CommitDecision => ({ kind: 'refuse', errorCode })

/** GroupCoordinator.doCommitOffsets. */
export function decideCommit(group: Group, stamp: MemberStamp): CommitDecision {
  if (group.state === 'Dead') return refuse(ErrorCode.COORDINATOR_NOT_AVAILABLE)
  if (group.isFenced(stamp.memberId, stamp.groupInstanceId)) return refuse(ErrorCode.FENCED_INSTANCE_ID)
  // Somebody who only keeps offsets here, or an administrator: nobody is there to be disturbed.
  if (stamp.generationId < 0 && group.state === 'Empty') return { kind: 'store', alive: undefined }
  const member = memberOrError(group, stamp)
  if (typeof member === 'number') return refuse(member)
  // It has the new generation, so it should first fetch its assignment.
  if (group.state === 'CompletingRebalance') return refuse(ErrorCode.REBALANCE_IN_PROGRESS)
  return { kind: 'store', alive: member }
}

/** GroupCoordinator.doTxnCommitOffsets: member and generation are checked only when they are said (KIP-447). undefined: go on. */
export function refuseTransactionalCommit(group: Group, stamp: MemberStamp): number | undefined {
  if (group.state === 'Dead') return ErrorCode.COORDINATOR_NOT_AVAILABLE
  if (group.isFenced(stamp.memberId, stamp.groupInstanceId)) return ErrorCode.FENCED_INSTANCE_ID
  if (stamp.memberId !== UNKNOWN_MEMBER && !group.members.has(stamp.memberId)) return ErrorCode.UNKNOWN_MEMBER_ID
  if (stamp.generationId >= 0 && stamp.generationId !== group.generationId) return ErrorCode.ILLEGAL_GENERATION
  return undefined
}
