import type { ZnodeOperations } from '../client'
import { isCoordinationError } from '../errors'
import { parentPath } from '../paths'

/** Creates a persistent znode and whatever parents are missing. NODEEXISTS is thrown; a lost reply may cause it, as in Kafka. */
export async function createWithParents(client: ZnodeOperations, path: string, data: Buffer | null): Promise<void> {
  try {
    await client.create(path, data)
  } catch (error) {
    if (!isCoordinationError(error, 'NONODE')) throw error
    await ensurePersistentPath(client, parentPath(path))
    await client.create(path, data)
  }
}

/** Makes sure that a persistent znode and its parents exist; new ones have null data. */
export async function ensurePersistentPath(client: ZnodeOperations, path: string): Promise<void> {
  try {
    await createWithParents(client, path, null)
  } catch (error) {
    if (!isCoordinationError(error, 'NODEEXISTS')) throw error
  }
}
