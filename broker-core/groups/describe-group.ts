import { ErrorCode } from '../protocol/error-codes'
import type { Group } from './group'
import type { DescribedGroup } from './requests'

const NOTHING = Buffer.alloc(0)

/** GroupMetadata.summary: subscriptions and assignments are only said of a stable group. */
export function describeGroup(group: Group): DescribedGroup {
  const protocol = group.state === 'Stable' ? group.protocolName : undefined
  return {
    errorCode: ErrorCode.NONE,
    state: group.state,
    protocolType: group.protocolType ?? '',
    protocol: protocol ?? '',
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      metadata: protocol === undefined ? NOTHING : member.metadataOf(protocol),
      assignment: protocol === undefined ? NOTHING : member.assignment,
    })),
  }
}
