import type { Reader } from '../../bytes/reader'
import type { Writer } from '../../bytes/writer'
import { readText, readVector, writeText, writeVector } from './jute'

export interface AclEntry {
  /** Bits: 1 read, 2 write, 4 create, 8 delete, 16 admin. */
  permissions: number
  scheme: string
  id: string
}

/** world:anyone with all permissions (ZooDefs.Ids.OPEN_ACL_UNSAFE). */
export const OPEN_ACL: readonly AclEntry[] = [{ permissions: 31, scheme: 'world', id: 'anyone' }]

export function readAcl(reader: Reader): readonly AclEntry[] {
  const entries = readVector(reader, 12, (from) => ({
    permissions: from.int32(),
    scheme: readText(from),
    id: readText(from),
  }))
  return isOpen(entries) ? OPEN_ACL : entries
}

export function writeAcl(writer: Writer, acl: readonly AclEntry[]): void {
  writeVector(writer, acl, (to, { permissions, scheme, id }) => {
    to.int32(permissions)
    writeText(to, scheme)
    writeText(to, id)
  })
}

/** One shared list stands for the open one: nearly every znode has it. */
function isOpen(entries: readonly AclEntry[]): boolean {
  const [only] = entries
  return entries.length === 1 && only?.permissions === 31 && only.scheme === 'world' && only.id === 'anyone'
}
