import { ErrorCode } from '../../protocol/error-codes'
import type { Group } from '../group'
import type { Member } from '../member'
import type { MemberStamp } from '../requests'
import { memberOrError } from './member-check'

/** GroupCoordinator.handleHeartbeat: `alive` is whose session goes on, whatever the answer. */
export function decideHeartbeat(group: Group, stamp: MemberStamp): { errorCode: number; alive: Member | undefined } {
  const member = memberOrError(group, stamp)
  if (typeof member === 'number') return { errorCode: member, alive: undefined }
  switch (group.state) {
    case 'PreparingRebalance':
      return { errorCode: ErrorCode.REBALANCE_IN_PROGRESS, alive: member }
    case 'CompletingRebalance':
    case 'Stable':
      return { errorCode: ErrorCode.NONE, alive: member }
    case 'Empty':
    case 'Dead':
      return { errorCode: ErrorCode.UNKNOWN_MEMBER_ID, alive: undefined }
  }
}
