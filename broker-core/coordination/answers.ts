import type { WriteRequest } from './decide'
import { invalidPath } from './paths'
import type { ZnodeTree } from './tree'
import type { ErrorName } from './wire/error-codes'
import type { ReplyBody } from './wire/replies'
import type { Request } from './wire/requests'
import { statOf } from './znode'

export type Answer = { body: ReplyBody } | { error: ErrorName }
export type ReadRequest = Extract<
  Request,
  { type: 'exists' | 'getData' | 'getChildren' | 'getChildren2' | 'getAcl' | 'sync' }
>

/** Pure: the answer to a request that changes nothing. */
export function answerRead(tree: ZnodeTree, request: ReadRequest): Answer {
  if (request.type === 'sync') return { body: { type: 'path', path: request.path } }
  if (invalidPath(request.path) !== undefined) return { error: 'BADARGUMENTS' }
  const znode = tree.get(request.path)
  if (znode === undefined) return { error: 'NONODE' }
  const stat = statOf(znode)
  switch (request.type) {
    case 'exists':
      return { body: { type: 'stat', stat } }
    case 'getData':
      return { body: { type: 'data', data: znode.data, stat } }
    case 'getChildren':
      return { body: { type: 'children', children: [...(znode.children ?? [])] } }
    case 'getChildren2':
      return { body: { type: 'childrenAndStat', children: [...(znode.children ?? [])], stat } }
    case 'getAcl':
      return { body: { type: 'acl', acl: znode.acl, stat } }
  }
}

/** The answer to a write that was applied; `path` is the final one. */
export function answerWritten(tree: ZnodeTree, request: WriteRequest, path: string): ReplyBody {
  switch (request.type) {
    case 'create':
      return { type: 'path', path }
    case 'create2':
      return { type: 'pathAndStat', path, stat: statOf(tree.get(path)!) }
    case 'setData':
    case 'setAcl':
      return { type: 'stat', stat: statOf(tree.get(path)!) }
    case 'delete':
    case 'check':
      return { type: 'empty' }
  }
}
