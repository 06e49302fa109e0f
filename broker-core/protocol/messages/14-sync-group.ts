import { api } from '../api'
import { array, bytes, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const syncGroupRequest = message(
  'SyncGroupRequest',
  { versions: '0-5', flexible: '4+' },
  {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ versions: '3+', nullable: '3+', default: null }),
    protocolType: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
    protocolName: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
    assignments: array(
      struct('SyncGroupRequestAssignment', {
        memberId: string(),
        assignment: bytes(),
      }),
    ),
  },
)

export type SyncGroupRequest = Infer<typeof syncGroupRequest>
export type SyncGroupRequestInput = Input<typeof syncGroupRequest>
export type SyncGroupRequestAssignment = SyncGroupRequest['assignments'][number]

export const syncGroupResponse = message(
  'SyncGroupResponse',
  { versions: '0-5', flexible: '4+' },
  {
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    errorCode: int16(),
    protocolType: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
    protocolName: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
    assignment: bytes(),
  },
)

export type SyncGroupResponse = Infer<typeof syncGroupResponse>
export type SyncGroupResponseInput = Input<typeof syncGroupResponse>

/** The leader hands in the assignment, every member gets its own. */
export const syncGroup = api({ key: 14, name: 'SyncGroup', request: syncGroupRequest, response: syncGroupResponse })
