import { api } from '../api'
import { array, bool, float64, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const alterClientQuotasRequest = message(
  'AlterClientQuotasRequest',
  { versions: '0-1', flexible: '1+' },
  {
    entries: array(
      struct('EntryData', {
        entity: array(
          struct('EntityData', {
            entityType: string(),
            entityName: string({ nullable: '0+' }),
          }),
        ),
        ops: array(
          struct('OpData', {
            key: string(),
            value: float64(),
            remove: bool(),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  },
)

export type AlterClientQuotasRequest = Infer<typeof alterClientQuotasRequest>
export type AlterClientQuotasRequestInput = Input<typeof alterClientQuotasRequest>
export type EntryDataInRequest = AlterClientQuotasRequest['entries'][number]
export type EntityDataInRequest = AlterClientQuotasRequest['entries'][number]['entity'][number]
export type OpData = AlterClientQuotasRequest['entries'][number]['ops'][number]

export const alterClientQuotasResponse = message(
  'AlterClientQuotasResponse',
  { versions: '0-1', flexible: '1+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    entries: array(
      struct('EntryData', {
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        entity: array(
          struct('EntityData', {
            entityType: string(),
            entityName: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
)

export type AlterClientQuotasResponse = Infer<typeof alterClientQuotasResponse>
export type AlterClientQuotasResponseInput = Input<typeof alterClientQuotasResponse>
export type EntryDataInResponse = AlterClientQuotasResponse['entries'][number]
export type EntityDataInResponse = AlterClientQuotasResponse['entries'][number]['entity'][number]

/** Changes client quotas. */
export const alterClientQuotas = api({
  key: 49,
  name: 'AlterClientQuotas',
  request: alterClientQuotasRequest,
  response: alterClientQuotasResponse,
})
