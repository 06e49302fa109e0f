import { listGroups } from '../protocol/messages/16-list-groups'
import { handler } from './handler'

/** Groups this broker coordinates, all or those in certain states. */
export const listGroupsHandler = handler(listGroups, [0, 4], (request, { broker }) => {
  const { errorCode, groups } = broker.groupCoordinator.list(new Set(request.statesFilter))
  return {
    errorCode,
    groups: groups.map(({ groupId, protocolType, state }) => ({ groupId, protocolType, groupState: state })),
  }
})
