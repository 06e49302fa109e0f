import { api } from '../api'
import { bool, type Infer, type Input, int16, int32, int64Big, message, string } from '../schema'

export const endTxnRequest = message(
  'EndTxnRequest',
  { versions: '0-3', flexible: '3+' },
  {
    transactionalId: string(),
    producerId: int64Big(),
    producerEpoch: int16(),
    committed: bool(),
  },
)

export type EndTxnRequest = Infer<typeof endTxnRequest>
export type EndTxnRequestInput = Input<typeof endTxnRequest>

export const endTxnResponse = message(
  'EndTxnResponse',
  { versions: '0-3', flexible: '3+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
  },
)

export type EndTxnResponse = Infer<typeof endTxnResponse>
export type EndTxnResponseInput = Input<typeof endTxnResponse>

/** Commits or aborts a transaction. */
export const endTxn = api({ key: 26, name: 'EndTxn', request: endTxnRequest, response: endTxnResponse })
