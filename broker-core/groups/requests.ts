import { ErrorCode } from '../protocol/error-codes'

/** One way of sharing out the work that a member knows, with its subscription in the protocol's own bytes. */
export interface MemberProtocol {
  name: string
  metadata: Buffer
}

/** Who asks, as Sync, Heartbeat and OffsetCommit say it. */
export interface MemberStamp {
  memberId: string
  /** null: a dynamic member. */
  groupInstanceId: string | null
  generationId: number
}

export interface JoinRequest {
  groupId: string
  /** Empty: new, the coordinator makes one up. */
  memberId: string
  groupInstanceId: string | null
  /** A new dynamic member first gets its id and joins again with it (KIP-394). */
  requireKnownMemberId: boolean
  /** The client knows `skipAssignment` (JoinGroup 9). */
  supportsSkippingAssignment: boolean
  clientId: string
  /** As Kafka shows it: `/127.0.0.1`. */
  clientHost: string
  rebalanceTimeoutMs: number
  sessionTimeoutMs: number
  protocolType: string
  protocols: readonly MemberProtocol[]
}

export interface JoinedMember {
  memberId: string
  groupInstanceId: string | null
  metadata: Buffer
}

export interface JoinResult {
  errorCode: number
  memberId: string
  /** -1 with an error. */
  generationId: number
  protocolType: string | null
  protocolName: string | null
  leaderId: string
  /** All members, for the leader only. */
  members: readonly JoinedMember[]
  /** The leader knows all members, but must not share out again: the group is stable. */
  skipAssignment: boolean
}

export const UNKNOWN_MEMBER = ''
const NO_GENERATION = -1

export function joinRefused(memberId: string, errorCode: number): JoinResult {
  return {
    errorCode,
    memberId,
    generationId: NO_GENERATION,
    protocolType: null,
    protocolName: null,
    leaderId: '',
    members: [],
    skipAssignment: false,
  }
}

export interface SyncRequest extends MemberStamp {
  groupId: string
  /** null: not said (before SyncGroup 5). */
  protocolType: string | null
  protocolName: string | null
  /** By member id; from the leader only. */
  assignments: ReadonlyMap<string, Buffer>
}

export interface SyncResult {
  errorCode: number
  protocolType: string | null
  protocolName: string | null
  assignment: Buffer
}

const NO_ASSIGNMENT = Buffer.alloc(0)

export function syncRefused(errorCode: number): SyncResult {
  return { errorCode, protocolType: null, protocolName: null, assignment: NO_ASSIGNMENT }
}

export interface HeartbeatRequest extends MemberStamp {
  groupId: string
}

export interface LeavingMember {
  memberId: string
  groupInstanceId: string | null
}

export interface LeaveResult {
  errorCode: number
  members: readonly (LeavingMember & { errorCode: number })[]
}

export function leaveRefused(errorCode: number): LeaveResult {
  return { errorCode, members: [] }
}

export interface DescribedMember {
  memberId: string
  groupInstanceId: string | null
  clientId: string
  clientHost: string
  metadata: Buffer
  assignment: Buffer
}

export interface DescribedGroup {
  errorCode: number
  /** Empty with an error. */
  state: string
  protocolType: string
  protocol: string
  members: readonly DescribedMember[]
}

export interface ListedGroup {
  groupId: string
  protocolType: string
  state: string
}

/** What Kafka answers for a group it does not know: no error. */
export const UNKNOWN_GROUP: DescribedGroup = {
  errorCode: ErrorCode.NONE,
  state: 'Dead',
  protocolType: '',
  protocol: '',
  members: [],
}

/** One offset to commit. */
export interface OffsetToCommit {
  topic: string
  partition: number
  offset: number
  /** -1: not said. */
  leaderEpoch: number
  metadata: string
  commitTimestampMs: number
  /** Old clients' own retention; undefined: the broker's. */
  expireTimestampMs: number | undefined
}

export interface PartitionOutcome {
  topic: string
  partition: number
  errorCode: number
}

export interface CommitRequest extends MemberStamp {
  groupId: string
  offsets: readonly OffsetToCommit[]
}

export interface TransactionalCommitRequest extends CommitRequest {
  producerId: bigint
  producerEpoch: number
}

export interface FetchedOffset extends PartitionOutcome {
  /** -1: none. */
  offset: number
  leaderEpoch: number
  metadata: string
}
