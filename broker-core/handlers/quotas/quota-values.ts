import { invalidRequest } from '../configs/resources'
import { CLIENT_ID, type QuotaEntity, USER } from './entity'

/** Quotas of a client, and how their values are stored (kafka.server.DynamicConfig.QuotaConfigs). */
const QUOTAS: ReadonlyMap<string, 'long' | 'double'> = new Map([
  ['producer_byte_rate', 'long'],
  ['consumer_byte_rate', 'long'],
  ['request_percentage', 'double'],
])

export interface QuotaChange {
  key: string
  value: number
  remove: boolean
}

/** INVALID_REQUEST for an entity that names nobody, or somebody with an empty name. */
export function readEntity(components: readonly { entityType: string; entityName: string | null }[]): QuotaEntity {
  if (components.length === 0) throw invalidRequest('Invalid empty client quota entity')
  const entity: QuotaEntity = { user: undefined, clientId: undefined }
  for (const { entityType, entityName } of components) {
    if (entityType === USER) entity.user = entityName
    else if (entityType === CLIENT_ID) entity.clientId = entityName
    else throw invalidRequest(`Unhandled client quota entity type: ${entityType}`)
    if (entityName === '') throw invalidRequest(`Empty ${entityType} not supported`)
  }
  return entity
}

/** The settings that result; others beside the quotas stay as they are. Removing what is not there is fine. */
export function changedQuotas(
  stored: ReadonlyMap<string, string>,
  changes: readonly QuotaChange[],
): Map<string, string> {
  const settings = new Map(stored)
  for (const { key, value, remove } of changes) {
    if (remove) settings.delete(key)
    else settings.set(key, storedText(key, value))
  }
  return settings
}

function storedText(key: string, value: number): string {
  const type = QUOTAS.get(key)
  if (type === undefined) throw invalidRequest(`Invalid configuration key ${key}`)
  if (type === 'double') return javaDouble(value)
  const rounded = Math.round(value)
  if (!Number.isSafeInteger(rounded) || Math.abs(rounded - value) > 1e-6) {
    throw invalidRequest(`Configuration ${key} must be a Long value`)
  }
  return String(rounded)
}

/** As Java's Double.toString: always with a fraction, and with an exponent from ten million on. */
function javaDouble(value: number): string {
  const size = Math.abs(value)
  if (Number.isFinite(value) && value !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = '0'] = value.toExponential().split('e')
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** The quotas among an entity's settings; whatever is no number was written by hand and is left out. */
export function quotasIn(settings: ReadonlyMap<string, string>): { key: string; value: number }[] {
  return [...settings].flatMap(([key, text]) => {
    const value = Number(text)
    return QUOTAS.has(key) && text.trim() !== '' && !Number.isNaN(value) ? [{ key, value }] : []
  })
}
