import { ErrorCode, errorMessage } from '../protocol/error-codes'
import { describeClientQuotas } from '../protocol/messages/48-describe-client-quotas'
import type { ConfigZnodes } from '../znodes/operations/config-znodes'
import { ConfigRefusal } from './configs/resources'
import { handler } from './handler'
import { componentsOf, desanitized, type QuotaEntity } from './quotas/entity'
import { matchesFilter, readFilter } from './quotas/quota-filter'
import { quotasIn } from './quotas/quota-values'

/** Quotas of users and clients as they are stored (KIP-546). They are kept, not enforced (docs/deviations.md). */
export const describeClientQuotasHandler = handler(describeClientQuotas, [0, 1], async (request, { broker }) => {
  try {
    const filter = readFilter(request.components, request.strict)
    const entries = []
    for (const { entity, settings } of await storedQuotas(broker.znodes.configs)) {
      const values = quotasIn(settings)
      if (values.length > 0 && matchesFilter(entity, filter)) entries.push({ entity: componentsOf(entity), values })
    }
    return { errorCode: ErrorCode.NONE, errorMessage: null, entries }
  } catch (error) {
    if (error instanceof ConfigRefusal) return { errorCode: error.code, errorMessage: error.message, entries: null }
    broker.runtime.logger.error('Cannot read client quotas', error)
    const errorCode = ErrorCode.UNKNOWN_SERVER_ERROR
    return { errorCode, errorMessage: errorMessage(errorCode), entries: null }
  }
})

async function storedQuotas(
  configs: ConfigZnodes,
): Promise<{ entity: QuotaEntity; settings: ReadonlyMap<string, string> }[]> {
  const users = await configs.getAll('users')
  const both = await Promise.all([...users.keys()].map((user) => configs.getClientsOf(user)))
  return [
    ...[...users].map(([user, settings]) => ({ entity: { user: desanitized(user), clientId: undefined }, settings })),
    ...[...(await configs.getAll('clients'))].map(([client, settings]) => ({
      entity: { user: undefined, clientId: desanitized(client) },
      settings,
    })),
    ...[...users.keys()].flatMap((user, at) =>
      [...(both[at] ?? [])].map(([client, settings]) => ({
        entity: { user: desanitized(user), clientId: desanitized(client) },
        settings,
      })),
    ),
  ]
}
