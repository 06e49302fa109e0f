import { ErrorCode, errorMessage } from '../protocol/error-codes'
import { alterClientQuotas, type EntryDataInRequest } from '../protocol/messages/49-alter-client-quotas'
import { ConfigRefusal } from './configs/resources'
import { handler, type RequestContext } from './handler'
import { placeOf } from './quotas/entity'
import { changedQuotas, readEntity } from './quotas/quota-values'

/** Changes stored quotas of users and clients, each entity by itself, and tells all brokers (KIP-546). */
export const alterClientQuotasHandler = handler(alterClientQuotas, [0, 1], async (request, context) => {
  const entries = []
  for (const entry of request.entries) {
    entries.push({ ...(await alter(entry, request.validateOnly, context)), entity: entry.entity })
  }
  return { entries }
})

async function alter({ entity, ops }: EntryDataInRequest, validateOnly: boolean, { broker }: RequestContext) {
  try {
    const place = placeOf(readEntity(entity))
    if (place === undefined) throw new Error('an entity names somebody')
    const { configs } = broker.znodes
    const stored = await configs.get(place.type, place.entity)
    const settings = changedQuotas(stored, ops)
    if (!validateOnly) {
      await configs.set(place.type, place.entity, settings)
      await configs.notifyChange(place)
    }
    return { errorCode: ErrorCode.NONE, errorMessage: null }
  } catch (error) {
    if (error instanceof ConfigRefusal) return { errorCode: error.code, errorMessage: error.message }
    broker.runtime.logger.error('Error encountered while updating client quotas', error)
    const errorCode = ErrorCode.UNKNOWN_SERVER_ERROR
    return { errorCode, errorMessage: errorMessage(errorCode) }
  }
}
