import type { MultiOperation, MultiResult, ZnodeOperations } from '../client'
import { ControllerMovedError, CoordinationError } from '../errors'
import { CONTROLLER_EPOCH_PATH } from '../paths'

export type FencedOperation = Exclude<MultiOperation, { type: 'check' }>

/** What one fenced write did: its result, or the error code of the write itself. */
export type FencedResult = Exclude<MultiResult, { type: 'check' }>

/**
 * A write that only the controller elected with `epochZkVersion` may make: a multi of a check of /controller_epoch and the write.
 * Rejects with ControllerMovedError when another controller was elected since. A refusal of the write itself is the result.
 */
export async function fencedWrite(
  client: ZnodeOperations,
  operation: FencedOperation,
  epochZkVersion: number,
): Promise<FencedResult> {
  if (epochZkVersion < 0)
    throw new RangeError(`a fenced write needs the version of the controller epoch, not ${epochZkVersion}`)
  const check: MultiOperation = { type: 'check', path: CONTROLLER_EPOCH_PATH, version: epochZkVersion }
  const [checked, written] = await client.multi([check, operation])
  if (checked?.type === 'error' && checked.code === 'BADVERSION') {
    throw new ControllerMovedError(`the controller epoch is no longer at version ${epochZkVersion}`)
  }
  if (checked?.type === 'error' && checked.code !== 'OK')
    throw new CoordinationError(checked.code, CONTROLLER_EPOCH_PATH)
  if (written === undefined || written.type === 'check')
    throw new Error('a multi answered with fewer results than asked for')
  return written
}

/** Fenced writes sent back to back; results in the same order. */
export function fencedWrites(
  client: ZnodeOperations,
  operations: readonly FencedOperation[],
  epochZkVersion: number,
): Promise<FencedResult[]> {
  return Promise.all(operations.map((operation) => fencedWrite(client, operation, epochZkVersion)))
}

/** Throws when a fenced write was refused for a reason other than those given. */
export function expectWritten(result: FencedResult, path: string, ...acceptable: string[]): FencedResult {
  if (result.type === 'error' && !acceptable.includes(result.code)) throw new CoordinationError(result.code, path)
  return result
}

/** Deletes of any version; a znode already gone is fine. */
export async function fencedDeletes(
  client: ZnodeOperations,
  paths: readonly string[],
  epochZkVersion: number,
): Promise<void> {
  const operations = paths.map((path): FencedOperation => ({ type: 'delete', path, version: -1 }))
  const results = await fencedWrites(client, operations, epochZkVersion)
  results.forEach((result, index) => {
    expectWritten(result, paths[index]!, 'NONODE')
  })
}

/** Deletes a znode with everything below it; false when it was not there. */
export async function fencedDeleteTree(
  client: ZnodeOperations,
  path: string,
  epochZkVersion: number,
): Promise<boolean> {
  const found = await client.getChildren(path)
  if (found === undefined) return false
  for (const child of found.children) await fencedDeleteTree(client, `${path}/${child}`, epochZkVersion)
  await fencedDeletes(client, [path], epochZkVersion)
  return true
}
