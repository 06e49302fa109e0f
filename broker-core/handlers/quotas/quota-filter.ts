import { ErrorCode } from '../../protocol/error-codes'
import { ConfigRefusal, invalidRequest } from '../configs/resources'
import { CLIENT_ID, type QuotaEntity, USER } from './entity'

/** How one component must be: exactly this name, the default, or any. */
export type Wanted = { kind: 'exact'; name: string } | { kind: 'default' } | { kind: 'any' }

export interface QuotaFilter {
  user: Wanted | undefined
  clientId: Wanted | undefined
  /** Entities with other components than those named are left out. */
  strict: boolean
}

const MATCHES = { 0: 'exact', 1: 'default', 2: 'any' } as const

/** INVALID_REQUEST for a component named twice or badly; UNSUPPORTED_VERSION for entity types that do not exist yet. */
export function readFilter(
  components: readonly { entityType: string; matchType: number; match: string | null }[],
  strict: boolean,
): QuotaFilter {
  const filter: QuotaFilter = { user: undefined, clientId: undefined, strict }
  for (const { entityType, matchType, match } of components) {
    const kind = MATCHES[matchType as keyof typeof MATCHES]
    if (kind === undefined) throw invalidRequest(`Unexpected match type: ${matchType}`)
    const wanted: Wanted = kind === 'exact' ? { kind, name: match ?? '' } : { kind }
    if (entityType === USER) {
      if (filter.user !== undefined) throw invalidRequest('Duplicate user filter component entity type')
      filter.user = wanted
    } else if (entityType === CLIENT_ID) {
      if (filter.clientId !== undefined) throw invalidRequest('Duplicate client filter component entity type')
      filter.clientId = wanted
    } else if (entityType === '') throw invalidRequest('Unexpected empty filter component entity type')
    else throw new ConfigRefusal(ErrorCode.UNSUPPORTED_VERSION, `Custom entity type '${entityType}' not supported`)
  }
  return filter
}

export function matchesFilter({ user, clientId }: QuotaEntity, filter: QuotaFilter): boolean {
  return matches(filter.user, user, filter.strict) && matches(filter.clientId, clientId, filter.strict)
}

function matches(wanted: Wanted | undefined, name: string | null | undefined, strict: boolean): boolean {
  if (wanted === undefined) return name === undefined || !strict
  if (wanted.kind === 'any') return name !== undefined
  return wanted.kind === 'default' ? name === null : name === wanted.name
}
