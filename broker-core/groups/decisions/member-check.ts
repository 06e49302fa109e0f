import { ErrorCode } from '../../protocol/error-codes'
import type { Group } from '../group'
import type { Member } from '../member'
import type { MemberStamp } from '../requests'

/** Is the one who asks a member of the current generation? Sync, Heartbeat and OffsetCommit ask in this order. */
export function memberOrError(group: Group, stamp: MemberStamp): Member | number {
  if (group.state === 'Dead') return ErrorCode.COORDINATOR_NOT_AVAILABLE
  if (group.isFenced(stamp.memberId, stamp.groupInstanceId)) return ErrorCode.FENCED_INSTANCE_ID
  const member = group.members.get(stamp.memberId)
  if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID
  if (stamp.generationId !== group.generationId) return ErrorCode.ILLEGAL_GENERATION
  return member
}
