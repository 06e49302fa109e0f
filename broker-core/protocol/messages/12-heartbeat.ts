import { api } from '../api'
import { type Infer, type Input, int16, int32, message, string } from '../schema'

export const heartbeatRequest = message(
  'HeartbeatRequest',
  { versions: '0-4', flexible: '4+' },
  {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ versions: '3+', nullable: '3+', default: null }),
  },
)

export type HeartbeatRequest = Infer<typeof heartbeatRequest>
export type HeartbeatRequestInput = Input<typeof heartbeatRequest>

export const heartbeatResponse = message(
  'HeartbeatResponse',
  { versions: '0-4', flexible: '4+' },
  {
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    errorCode: int16(),
  },
)

export type HeartbeatResponse = Infer<typeof heartbeatResponse>
export type HeartbeatResponseInput = Input<typeof heartbeatResponse>

/** A member says that it lives. */
export const heartbeat = api({ key: 12, name: 'Heartbeat', request: heartbeatRequest, response: heartbeatResponse })
