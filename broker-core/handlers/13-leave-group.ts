import { ErrorCode } from '../protocol/error-codes'
import { leaveGroup } from '../protocol/messages/13-leave-group'
import { handler } from './handler'

const MEMBERS_FROM_VERSION = 3

/** Members go at once instead of by the end of their sessions; an administrator may name any. */
export const leaveGroupHandler = handler(leaveGroup, [0, 5], (request, { broker, apiVersion }) => {
  const single = apiVersion < MEMBERS_FROM_VERSION
  const leaving = single ? [{ memberId: request.memberId, groupInstanceId: null }] : request.members
  const { errorCode, members } = broker.groupCoordinator.leave(request.groupId, leaving)
  if (!single) return { errorCode, members }
  return { errorCode: errorCode === ErrorCode.NONE ? (members[0]?.errorCode ?? errorCode) : errorCode, members: [] }
})
