import { api } from '../api'
import { array, bool, bytes, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const joinGroupRequest = message(
  'JoinGroupRequest',
  { versions: '0-9', flexible: '6+' },
  {
    groupId: string(),
    sessionTimeoutMs: int32(),
    rebalanceTimeoutMs: int32({ versions: '1+', default: -1, ignorable: true }),
    memberId: string(),
    groupInstanceId: string({ versions: '5+', nullable: '5+', default: null }),
    protocolType: string(),
    protocols: array(
      struct('JoinGroupRequestProtocol', {
        name: string(),
        metadata: bytes(),
      }),
    ),
    reason: string({ versions: '8+', nullable: '8+', default: null, ignorable: true }),
  },
)

export type JoinGroupRequest = Infer<typeof joinGroupRequest>
export type JoinGroupRequestInput = Input<typeof joinGroupRequest>
export type JoinGroupRequestProtocol = JoinGroupRequest['protocols'][number]

export const joinGroupResponse = message(
  'JoinGroupResponse',
  { versions: '0-9', flexible: '6+' },
  {
    throttleTimeMs: int32({ versions: '2+', default: 0, ignorable: true }),
    errorCode: int16(),
    generationId: int32({ default: -1 }),
    protocolType: string({ versions: '7+', nullable: '7+', default: null, ignorable: true }),
    protocolName: string({ nullable: '7+' }),
    leader: string(),
    skipAssignment: bool({ versions: '9+', default: false }),
    memberId: string(),
    members: array(
      struct('JoinGroupResponseMember', {
        memberId: string(),
        groupInstanceId: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
        metadata: bytes(),
      }),
    ),
  },
)

export type JoinGroupResponse = Infer<typeof joinGroupResponse>
export type JoinGroupResponseInput = Input<typeof joinGroupResponse>
export type JoinGroupResponseMember = JoinGroupResponse['members'][number]

/** Joins a group's next generation; the leader's answer holds all members. */
export const joinGroup = api({ key: 11, name: 'JoinGroup', request: joinGroupRequest, response: joinGroupResponse })
