import type { GroupChangeReason } from '../../probe/reasons'
import { ErrorCode } from '../../protocol/error-codes'
import type { Group } from '../group'
import type { Member } from '../member'
import { type JoinRequest, UNKNOWN_MEMBER } from '../requests'

/** What a JoinGroup does to its group. */
export type JoinDecision =
  | { kind: 'refuse'; errorCode: number; memberId: string }
  /** The group is full: the member, should it be known, has to go. */
  | { kind: 'evict' }
  /** Gets an id now, and has to come back with it. */
  | { kind: 'requireMemberId' }
  /** A new life of a static member takes the place of the old one. */
  | { kind: 'replaceStatic'; member: Member }
  /** undefined: an id is to be made up. */
  | { kind: 'add'; memberId: string | undefined }
  | { kind: 'rejoin'; member: Member; why: GroupChangeReason }
  /** Nothing new: it may have missed the answer. */
  | { kind: 'currentGeneration'; member: Member; asLeader: boolean }

const refuse = (errorCode: number, memberId: string): JoinDecision => ({ kind: 'refuse', errorCode, memberId })

/** GroupCoordinator.handleJoinGroup, once group and session timeout are known to be right. */
export function decideJoin(group: Group, request: JoinRequest, groupMaxSize: number): JoinDecision {
  const isNew = request.memberId === UNKNOWN_MEMBER
  if (!hasRoom(group, request.memberId, groupMaxSize)) return { kind: 'evict' }
  if (group.state === 'Dead') return refuse(ErrorCode.COORDINATOR_NOT_AVAILABLE, request.memberId)
  if (!group.supports(request.protocolType, request.protocols)) {
    return refuse(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, request.memberId)
  }
  return isNew ? decideNew(group, request) : decideKnown(group, request)
}

/** While members gather, those who wait count: a group that was too large loses the last to come back. */
function hasRoom(group: Group, memberId: string, groupMaxSize: number): boolean {
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      return true
    case 'PreparingRebalance':
      return group.members.get(memberId)?.isAwaitingJoin === true || group.awaitingJoinCount < groupMaxSize
    case 'CompletingRebalance':
    case 'Stable':
      return group.members.has(memberId) || group.size < groupMaxSize
  }
}

function decideNew(group: Group, request: JoinRequest): JoinDecision {
  const before = group.staticMember(request.groupInstanceId)
  if (before !== undefined) return { kind: 'replaceStatic', member: before }
  return request.requireKnownMemberId ? { kind: 'requireMemberId' } : { kind: 'add', memberId: undefined }
}

function decideKnown(group: Group, request: JoinRequest): JoinDecision {
  const { memberId, groupInstanceId } = request
  if (group.isPending(memberId)) {
    // Ids are handed out to dynamic members only: a static one made this up.
    return groupInstanceId === null ? { kind: 'add', memberId } : refuse(ErrorCode.UNKNOWN_MEMBER_ID, memberId)
  }
  if (group.isFenced(memberId, groupInstanceId)) return refuse(ErrorCode.FENCED_INSTANCE_ID, memberId)
  const member = group.members.get(memberId)
  const instanceUnknown = groupInstanceId !== null && group.staticMember(groupInstanceId) === undefined
  if (member === undefined || instanceUnknown) return refuse(ErrorCode.UNKNOWN_MEMBER_ID, memberId)
  return decideMember(group, request, member)
}

function decideMember(group: Group, request: JoinRequest, member: Member): JoinDecision {
  const isLeader = group.leaderId === member.memberId
  switch (group.state) {
    case 'PreparingRebalance':
      return { kind: 'rejoin', member, why: `member ${member.memberId} joins during ${group.state}` }
    case 'CompletingRebalance':
      if (member.matches(request.protocols)) return { kind: 'currentGeneration', member, asLeader: isLeader }
      return { kind: 'rejoin', member, why: `member ${member.memberId} changed its metadata during ${group.state}` }
    case 'Stable':
      // The leader asks when something changed that members' metadata does not show, such as the partitions of a topic.
      if (isLeader) return { kind: 'rejoin', member, why: `leader ${member.memberId} rejoins` }
      if (member.matches(request.protocols)) return { kind: 'currentGeneration', member, asLeader: false }
      return { kind: 'rejoin', member, why: `member ${member.memberId} changed its metadata` }
    case 'Empty':
    case 'Dead':
      return refuse(ErrorCode.UNKNOWN_MEMBER_ID, member.memberId)
  }
}
