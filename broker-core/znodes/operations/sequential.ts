import type { WatchOption, ZnodeOperations } from '../client'

export interface SequentialZnode {
  name: string
  path: string
  sequence: number
}

/** Children made with a sequence number, ascending; empty when the parent is missing. Other names are left out. */
export async function listSequential(
  client: ZnodeOperations,
  parent: string,
  prefix: string,
  options?: WatchOption,
): Promise<SequentialZnode[]> {
  const found = await client.getChildren(parent, options)
  return (found?.children ?? [])
    .filter((name) => name.startsWith(prefix) && /^-?\d{1,10}$/.test(name.slice(prefix.length)))
    .map((name) => ({ name, path: `${parent}/${name}`, sequence: Number(name.slice(prefix.length)) }))
    .sort((left, right) => left.sequence - right.sequence)
}
