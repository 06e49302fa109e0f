import { api } from '../api'
import { array, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const findCoordinatorRequest = message(
  'FindCoordinatorRequest',
  { versions: '0-4', flexible: '3+' },
  {
    key: string({ versions: '0-3' }),
    keyType: int8({ versions: '1+', default: 0 }),
    coordinatorKeys: array(string(), { versions: '4+' }),
  },
)

export type FindCoordinatorRequest = Infer<typeof findCoordinatorRequest>
export type FindCoordinatorRequestInput = Input<typeof findCoordinatorRequest>

export const findCoordinatorResponse = message(
  'FindCoordinatorResponse',
  { versions: '0-4', flexible: '3+' },
  {
    throttleTimeMs: int32({ versions: '1+', default: 0, ignorable: true }),
    errorCode: int16({ versions: '0-3' }),
    errorMessage: string({ versions: '1-3', nullable: '1-3', ignorable: true }),
    nodeId: int32({ versions: '0-3' }),
    host: string({ versions: '0-3' }),
    port: int32({ versions: '0-3' }),
    coordinators: array(
      struct('Coordinator', {
        key: string(),
        nodeId: int32(),
        host: string(),
        port: int32(),
        errorCode: int16(),
        errorMessage: string({ nullable: '4+', ignorable: true }),
      }),
      { versions: '4+' },
    ),
  },
)

export type FindCoordinatorResponse = Infer<typeof findCoordinatorResponse>
export type FindCoordinatorResponseInput = Input<typeof findCoordinatorResponse>
export type Coordinator = FindCoordinatorResponse['coordinators'][number]

/** Which broker coordinates a group (key type 0) or a transactional id (1); version 4 asks for several keys at once. */
export const findCoordinator = api({
  key: 10,
  name: 'FindCoordinator',
  request: findCoordinatorRequest,
  response: findCoordinatorResponse,
})
