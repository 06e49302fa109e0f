import { api } from '../api'
import { type Infer, type Input, int16, int32, int64Big, message, string } from '../schema'

export const addOffsetsToTxnRequest = message(
  'AddOffsetsToTxnRequest',
  { versions: '0-3', flexible: '3+' },
  {
    transactionalId: string(),
    producerId: int64Big(),
    producerEpoch: int16(),
    groupId: string(),
  },
)

export type AddOffsetsToTxnRequest = Infer<typeof addOffsetsToTxnRequest>
export type AddOffsetsToTxnRequestInput = Input<typeof addOffsetsToTxnRequest>

export const addOffsetsToTxnResponse = message(
  'AddOffsetsToTxnResponse',
  { versions: '0-3', flexible: '3+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
  },
)

export type AddOffsetsToTxnResponse = Infer<typeof addOffsetsToTxnResponse>
export type AddOffsetsToTxnResponseInput = Input<typeof addOffsetsToTxnResponse>

/** Adds a group's positions to a running transaction. */
export const addOffsetsToTxn = api({
  key: 25,
  name: 'AddOffsetsToTxn',
  request: addOffsetsToTxnRequest,
  response: addOffsetsToTxnResponse,
})
