import { joinRefused, UNKNOWN_MEMBER } from '../groups/requests'
import { ErrorCode } from '../protocol/error-codes'
import { joinGroup } from '../protocol/messages/11-join-group'
import { clientHost, refusesStaticMembers } from './group-requests'
import { handler } from './handler'

const KNOWN_MEMBER_ID_FROM_VERSION = 4
const NULL_PROTOCOL_FROM_VERSION = 7
const SKIPPED_ASSIGNMENT_FROM_VERSION = 9

/** Waits until the group's members have joined: as long as the longest rebalance timeout among them. */
export const joinGroupHandler = handler(joinGroup, [0, 9], async (request, context) => {
  const { broker, apiVersion, clientId } = context
  const { groupInstanceId, sessionTimeoutMs } = request
  const result = refusesStaticMembers(groupInstanceId, context)
    ? joinRefused(UNKNOWN_MEMBER, ErrorCode.UNSUPPORTED_VERSION)
    : await broker.groupCoordinator.join({
        groupId: request.groupId,
        memberId: request.memberId,
        groupInstanceId,
        requireKnownMemberId: apiVersion >= KNOWN_MEMBER_ID_FROM_VERSION && groupInstanceId === null,
        supportsSkippingAssignment: apiVersion >= SKIPPED_ASSIGNMENT_FROM_VERSION,
        clientId: clientId ?? '',
        clientHost: clientHost(context),
        // The first version knew one timeout for both.
        rebalanceTimeoutMs: apiVersion === 0 ? sessionTimeoutMs : request.rebalanceTimeoutMs,
        sessionTimeoutMs,
        protocolType: request.protocolType,
        protocols: request.protocols,
      })
  return {
    errorCode: result.errorCode,
    generationId: result.generationId,
    protocolType: result.protocolType,
    protocolName: apiVersion >= NULL_PROTOCOL_FROM_VERSION ? result.protocolName : (result.protocolName ?? ''),
    leader: result.leaderId,
    skipAssignment: apiVersion >= SKIPPED_ASSIGNMENT_FROM_VERSION && result.skipAssignment,
    memberId: result.memberId,
    members: result.members,
  }
})
