import { api } from '../api'
import { type Infer, type Input, int16, int32, int64Big, message, string } from '../schema'

export const initProducerIdRequest = message(
  'InitProducerIdRequest',
  { versions: '0-4', flexible: '2+' },
  {
    transactionalId: string({ nullable: '0+' }),
    transactionTimeoutMs: int32(),
    producerId: int64Big({ versions: '3+', default: -1n }),
    producerEpoch: int16({ versions: '3+', default: -1 }),
  },
)

export type InitProducerIdRequest = Infer<typeof initProducerIdRequest>
export type InitProducerIdRequestInput = Input<typeof initProducerIdRequest>

export const initProducerIdResponse = message(
  'InitProducerIdResponse',
  { versions: '0-4', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    producerId: int64Big({ default: -1n }),
    producerEpoch: int16(),
  },
)

export type InitProducerIdResponse = Infer<typeof initProducerIdResponse>
export type InitProducerIdResponseInput = Input<typeof initProducerIdResponse>

/** Gives a producer its id and epoch. */
export const initProducerId = api({
  key: 22,
  name: 'InitProducerId',
  request: initProducerIdRequest,
  response: initProducerIdResponse,
})
