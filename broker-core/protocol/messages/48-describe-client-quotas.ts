import { api } from '../api'
import { array, bool, float64, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const describeClientQuotasRequest = message(
  'DescribeClientQuotasRequest',
  { versions: '0-1', flexible: '1+' },
  {
    components: array(
      struct('ComponentData', {
        entityType: string(),
        matchType: int8(),
        match: string({ nullable: '0+' }),
      }),
    ),
    strict: bool(),
  },
)

export type DescribeClientQuotasRequest = Infer<typeof describeClientQuotasRequest>
export type DescribeClientQuotasRequestInput = Input<typeof describeClientQuotasRequest>
export type ComponentData = DescribeClientQuotasRequest['components'][number]

export const describeClientQuotasResponse = message(
  'DescribeClientQuotasResponse',
  { versions: '0-1', flexible: '1+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    entries: array(
      struct('EntryData', {
        entity: array(
          struct('EntityData', {
            entityType: string(),
            entityName: string({ nullable: '0+' }),
          }),
        ),
        values: array(
          struct('ValueData', {
            key: string(),
            value: float64(),
          }),
        ),
      }),
      { nullable: '0+' },
    ),
  },
)

export type DescribeClientQuotasResponse = Infer<typeof describeClientQuotasResponse>
export type DescribeClientQuotasResponseInput = Input<typeof describeClientQuotasResponse>
export type EntryData = NonNullable<DescribeClientQuotasResponse['entries']>[number]
export type EntityData = NonNullable<DescribeClientQuotasResponse['entries']>[number]['entity'][number]
export type ValueData = NonNullable<DescribeClientQuotasResponse['entries']>[number]['values'][number]

/** Reads client quotas. */
export const describeClientQuotas = api({
  key: 48,
  name: 'DescribeClientQuotas',
  request: describeClientQuotasRequest,
  response: describeClientQuotasResponse,
})
