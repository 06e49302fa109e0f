import { deleteGroups } from '../protocol/messages/42-delete-groups'
import { handler } from './handler'

/** Deletes groups without members, with their offsets. */
export const deleteGroupsHandler = handler(deleteGroups, [0, 2], (request, { broker }) => ({
  results: [...new Set(request.groupsNames)].map((groupId) => ({
    groupId,
    errorCode: broker.groupCoordinator.deleteGroup(groupId),
  })),
}))
