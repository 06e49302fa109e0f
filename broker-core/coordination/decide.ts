import type { ZnodeChange } from './changes'
import { invalidPath, nameOf, parentOf, sequenceSuffix } from './paths'
import type { ZnodeTree } from './tree'
import type { ErrorName } from './wire/error-codes'
import { CREATE_FLAGS, CREATE_FLAGS_MAX } from './wire/op-codes'
import type { CheckRequest, CreateRequest, DeleteRequest, SetAclRequest, SetDataRequest } from './wire/requests'
import type { Znode } from './znode'

export type WriteRequest = CreateRequest | DeleteRequest | SetDataRequest | SetAclRequest | CheckRequest

/** The change a request makes, none for a check that holds, or why it is refused. */
export type Decision = { change: ZnodeChange | undefined } | { error: ErrorName }

const ANY_VERSION = -1
/** What every ZooKeeper has and nobody may delete. */
const RESERVED_PATHS: ReadonlySet<string> = new Set(['/', '/zookeeper', '/zookeeper/config', '/zookeeper/quota'])

/** Pure: looks at the tree, changes nothing (ZooKeeper's PrepRequestProcessor). */
export function decide(tree: ZnodeTree, request: WriteRequest, sessionId: bigint): Decision {
  switch (request.type) {
    case 'create':
    case 'create2':
      return decideCreate(tree, request, sessionId)
    case 'delete':
      return decideDelete(tree, request)
    case 'setData':
      return conditional(tree, request, (znode) => znode.version, {
        type: 'setData',
        path: request.path,
        data: kept(request.data),
      })
    case 'setAcl':
      if (request.acl.length === 0) return { error: 'INVALIDACL' }
      return conditional(tree, request, (znode) => znode.aversion, {
        type: 'setAcl',
        path: request.path,
        acl: request.acl,
      })
    case 'check':
      return conditional(tree, request, (znode) => znode.version, undefined)
  }
}

function decideCreate(tree: ZnodeTree, request: CreateRequest, sessionId: bigint): Decision {
  const { flags } = request
  if (flags < 0 || flags > CREATE_FLAGS_MAX) return { error: 'BADARGUMENTS' }
  const sequential = (flags & CREATE_FLAGS.sequential) !== 0
  // The name of a sequential znode may be empty before its number is known.
  if (invalidPath(sequential ? `${request.path}0` : request.path) !== undefined) return { error: 'BADARGUMENTS' }
  if (request.path === '/') return { error: 'NODEEXISTS' }
  if (request.acl.length === 0) return { error: 'INVALIDACL' }
  const parent = tree.get(parentOf(request.path))
  if (parent === undefined) return { error: 'NONODE' }
  const path = sequential ? request.path + sequenceSuffix(parent.childrenCreated) : request.path
  if (tree.get(path) !== undefined) return { error: 'NODEEXISTS' }
  if (parent.ephemeralOwner !== 0n) return { error: 'NOCHILDRENFOREPHEMERALS' }
  const ephemeralOwner = (flags & CREATE_FLAGS.ephemeral) !== 0 ? sessionId : 0n
  return { change: { type: 'create', path, data: kept(request.data), acl: request.acl, ephemeralOwner } }
}

function decideDelete(tree: ZnodeTree, { path, version }: DeleteRequest): Decision {
  if (invalidPath(path) !== undefined || RESERVED_PATHS.has(path) || nameOf(path) === '')
    return { error: 'BADARGUMENTS' }
  const znode = tree.get(path)
  if (znode === undefined) return { error: 'NONODE' }
  if (version !== ANY_VERSION && version !== znode.version) return { error: 'BADVERSION' }
  if ((znode.children?.size ?? 0) > 0) return { error: 'NOTEMPTY' }
  return { change: { type: 'delete', path } }
}

function conditional(
  tree: ZnodeTree,
  { path, version }: { path: string; version: number },
  current: (znode: Znode) => number,
  change: ZnodeChange | undefined,
): Decision {
  if (invalidPath(path) !== undefined) return { error: 'BADARGUMENTS' }
  const znode = tree.get(path)
  if (znode === undefined) return { error: 'NONODE' }
  return version !== ANY_VERSION && version !== current(znode) ? { error: 'BADVERSION' } : { change }
}

/** The tree keeps the data for long: a copy, so that it does not pin the network chunk it came in. */
function kept(data: Buffer | null): Buffer | null {
  return data === null ? null : Buffer.from(data)
}
