import { syncRefused } from '../groups/requests'
import { ErrorCode } from '../protocol/error-codes'
import { type SyncGroupRequest, syncGroup } from '../protocol/messages/14-sync-group'
import { refusesStaticMembers } from './group-requests'
import { handler, type RequestContext } from './handler'

const PROTOCOL_FROM_VERSION = 5

function refusal(request: SyncGroupRequest, context: RequestContext): number | undefined {
  if (refusesStaticMembers(request.groupInstanceId, context)) return ErrorCode.UNSUPPORTED_VERSION
  const unsaid = request.protocolType === null || request.protocolName === null
  return context.apiVersion >= PROTOCOL_FROM_VERSION && unsaid ? ErrorCode.INCONSISTENT_GROUP_PROTOCOL : undefined
}

/** The leader brings everybody's assignment; each member waits for its own. */
export const syncGroupHandler = handler(syncGroup, [0, 5], async (request, context) => {
  const refused = refusal(request, context)
  if (refused !== undefined) return syncRefused(refused)
  const assignments = new Map(request.assignments.map(({ memberId, assignment }) => [memberId, assignment]))
  return context.broker.groupCoordinator.sync({ ...request, assignments })
})
