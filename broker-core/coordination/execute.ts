import type { ZnodeChange } from './changes'
import { type Decision, decide, type WriteRequest } from './decide'
import type { Undo, ZnodeTree } from './tree'
import type { ErrorName } from './wire/error-codes'
import type { MultiPartResult } from './wire/multi'
import type { MultiPart } from './wire/requests'
import { statOf } from './znode'

export interface Moment {
  zxid: number
  timeMs: number
  sessionId: bigint
}

export type WriteOutcome = { ok: true; change: ZnodeChange | undefined } | { ok: false; error: ErrorName }

/** Decides a single write and applies it to the tree. */
export function executeWrite(tree: ZnodeTree, request: WriteRequest, moment: Moment): WriteOutcome {
  const decision = decide(tree, request, moment.sessionId)
  if ('error' in decision) return { ok: false, error: decision.error }
  if (decision.change !== undefined) tree.apply(decision.change, moment.zxid, moment.timeMs)
  return { ok: true, change: decision.change }
}

export interface MultiOutcome {
  results: MultiPartResult[]
  /** Empty when it failed: nothing was applied. */
  changes: ZnodeChange[]
}

/**
 * All or nothing. Each part sees what the parts before it did. A failed multi answers one error per part: OK before the culprit, its
 * code, RUNTIMEINCONSISTENCY after it.
 */
export function executeMulti(tree: ZnodeTree, parts: readonly MultiPart[], moment: Moment): MultiOutcome {
  const results: MultiPartResult[] = []
  const changes: ZnodeChange[] = []
  const undos: Undo[] = []
  for (const [index, part] of parts.entries()) {
    const decision = decide(tree, part, moment.sessionId)
    if ('error' in decision) {
      for (const undo of undos.reverse()) undo()
      return { results: failed(parts.length, index, decision.error), changes: [] }
    }
    if (decision.change !== undefined) {
      undos.push(tree.apply(decision.change, moment.zxid, moment.timeMs))
      changes.push(decision.change)
    }
    results.push(resultOf(tree, part, decision))
  }
  return { results, changes }
}

function resultOf(
  tree: ZnodeTree,
  part: MultiPart,
  decision: Exclude<Decision, { error: ErrorName }>,
): MultiPartResult {
  const path = decision.change?.path ?? part.path
  switch (part.type) {
    case 'create':
      return { type: 'create', path }
    case 'create2':
      return { type: 'create2', path, stat: statOf(tree.get(path)!) }
    case 'setData':
      return { type: 'setData', stat: statOf(tree.get(path)!) }
    case 'delete':
    case 'check':
      return { type: part.type }
  }
}

function failed(count: number, culprit: number, code: ErrorName): MultiPartResult[] {
  return Array.from({ length: count }, (_, index) => {
    if (index < culprit) return { type: 'error', code: 'OK' }
    return { type: 'error', code: index === culprit ? code : 'RUNTIMEINCONSISTENCY' }
  })
}
