import { api } from '../api'
import { array, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const leaveGroupRequest = message(
  'LeaveGroupRequest',
  { versions: '0-5', flexible: '4+' },
  {
    groupId: string(),
    memberId: string({ versions: '0-2' }),
    members: array(
      struct('MemberIdentity', {
        memberId: string(),
        groupInstanceId: string({ nullable: '3+', default: null }),
        reason: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
      }),
      { versions: '3+' },
    ),
  },
)

export type LeaveGroupRequest = Infer<typeof leaveGroupRequest>
export type LeaveGroupRequestInput = Input<typeof leaveGroupRequest>
export type MemberIdentity = LeaveGroupRequest['members'][number]

export const leaveGroupResponse = message(
  'LeaveGroupResponse',
  { versions: '0-5', flexible: '4+' },
  {
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    errorCode: int16(),
    members: array(
      struct('MemberResponse', {
        memberId: string(),
        groupInstanceId: string({ nullable: '3+' }),
        errorCode: int16(),
      }),
      { versions: '3+' },
    ),
  },
)

export type LeaveGroupResponse = Infer<typeof leaveGroupResponse>
export type LeaveGroupResponseInput = Input<typeof leaveGroupResponse>
export type MemberResponse = LeaveGroupResponse['members'][number]

/** Members leave a group at once, without waiting for their session to end. */
export const leaveGroup = api({ key: 13, name: 'LeaveGroup', request: leaveGroupRequest, response: leaveGroupResponse })
