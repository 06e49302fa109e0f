import { DEFAULT_ENTITY } from '../../znodes/paths'

/** Whom a quota is for: a user, a client id, or a client id of a user. null: the default; undefined: not said. */
export interface QuotaEntity {
  user: string | null | undefined
  clientId: string | null | undefined
}

/** Types of entity components, as the messages name them. */
export const USER = 'user'
export const CLIENT_ID = 'client-id'

/** As a znode's name: URL-encoded (org.apache.kafka.common.utils.Sanitizer). */
export function sanitized(name: string | null): string {
  if (name === null) return DEFAULT_ENTITY
  const encoded = encodeURIComponent(name)
  return encoded.replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

export function desanitized(znode: string): string | null {
  if (znode === DEFAULT_ENTITY) return null
  try {
    return decodeURIComponent(znode.replace(/\+/g, ' '))
  } catch {
    // Whoever wrote this name did not encode it: it stands for itself.
    return znode
  }
}

export function componentsOf({ user, clientId }: QuotaEntity): { entityType: string; entityName: string | null }[] {
  return [
    ...(user === undefined ? [] : [{ entityType: USER, entityName: user }]),
    ...(clientId === undefined ? [] : [{ entityType: CLIENT_ID, entityName: clientId }]),
  ]
}

/** Where its settings are stored; undefined: nobody is named. */
export function placeOf({ user, clientId }: QuotaEntity): { type: 'users' | 'clients'; entity: string } | undefined {
  if (user !== undefined) {
    const of = clientId === undefined ? '' : `/clients/${sanitized(clientId)}`
    return { type: 'users', entity: `${sanitized(user)}${of}` }
  }
  return clientId === undefined ? undefined : { type: 'clients', entity: sanitized(clientId) }
}
