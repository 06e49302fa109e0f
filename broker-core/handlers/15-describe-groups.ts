import { ErrorCode } from '../protocol/error-codes'
import { describeGroups } from '../protocol/messages/15-describe-groups'
import { GROUP_OPERATIONS, OPERATIONS_NOT_ASKED } from './cluster-operations'
import { handler } from './handler'

/** State and members of groups this broker coordinates; an unknown one is Dead. */
export const describeGroupsHandler = handler(describeGroups, [0, 5], (request, { broker, apiVersion }) => ({
  groups: request.groups.map((groupId) => {
    const { errorCode, state, protocolType, protocol, members } = broker.groupCoordinator.describe(groupId)
    const asked = request.includeAuthorizedOperations && errorCode === ErrorCode.NONE
    return {
      errorCode,
      groupId,
      groupState: state,
      protocolType,
      protocolData: protocol,
      members: members.map(({ metadata, assignment, ...member }) => ({
        ...member,
        memberMetadata: metadata,
        memberAssignment: assignment,
      })),
      ...(apiVersion >= 3 && { authorizedOperations: asked ? GROUP_OPERATIONS : OPERATIONS_NOT_ASKED }),
    }
  }),
}))
