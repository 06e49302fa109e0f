import { describe, expect, it } from 'vitest'
import { executeMulti, executeWrite } from '../../../broker-core/coordination/execute'
import { invalidPath } from '../../../broker-core/coordination/paths'
import { encodeSnapshot } from '../../../broker-core/coordination/storage/snapshot-codec'
import { ServiceState } from '../../../broker-core/coordination/storage/state'
import { ZnodeTree } from '../../../broker-core/coordination/tree'
import { OPEN_ACL } from '../../../broker-core/coordination/wire/acl'
import type { ErrorName } from '../../../broker-core/coordination/wire/error-codes'
import type { MultiPart } from '../../../broker-core/coordination/wire/requests'
import { statOf } from '../../../broker-core/coordination/znode'
import { Seeded } from '../../helpers/seeded'

const create = (path: string, flags = 0, data: Buffer | null = null): MultiPart => {
  return { type: 'create', path, data, acl: OPEN_ACL, flags }
}
const remove = (path: string, version = -1): MultiPart => ({ type: 'delete', path, version })
const set = (path: string, text: string, version = -1): MultiPart => {
  return { type: 'setData', path, data: Buffer.from(text), version }
}
const check = (path: string, version: number): MultiPart => ({ type: 'check', path, version })

/** A tree and its next zxid; `run` returns OK with the final path, or the refusal. */
function newTree() {
  const tree = new ZnodeTree()
  let zxid = 0
  const run = (request: MultiPart, sessionId = 5n): string => {
    const outcome = executeWrite(tree, request, { zxid: ++zxid, timeMs: 1000 + zxid, sessionId })
    return outcome.ok ? `OK ${outcome.change?.path ?? ''}` : outcome.error
  }
  return {
    tree,
    run,
    multi: (parts: MultiPart[]) => executeMulti(tree, parts, { zxid: ++zxid, timeMs: 1, sessionId: 5n }),
  }
}

describe('writes', () => {
  it.each<[string, MultiPart[], ErrorName]>([
    ['a create without a parent', [create('/a/b')], 'NONODE'],
    ['a second create', [create('/a'), create('/a')], 'NODEEXISTS'],
    ['a create of the root', [create('/')], 'NODEEXISTS'],
    ['a child of an ephemeral', [create('/a', 1), create('/a/b')], 'NOCHILDRENFOREPHEMERALS'],
    ['a container', [create('/a', 4)], 'BADARGUMENTS'],
    ['an empty access list', [{ ...create('/a'), acl: [] } as MultiPart], 'INVALIDACL'],
    ['a delete of nothing', [remove('/a')], 'NONODE'],
    ['a delete at a wrong version', [create('/a'), remove('/a', 1)], 'BADVERSION'],
    ['a delete of a parent', [create('/a'), create('/a/b'), remove('/a')], 'NOTEMPTY'],
    ['a delete of the root', [remove('/')], 'BADARGUMENTS'],
    ['a setData of nothing', [set('/a', 'x')], 'NONODE'],
    ['a setData at a wrong version', [create('/a'), set('/a', 'x', 0), set('/a', 'y', 0)], 'BADVERSION'],
    ['a check at a wrong version', [create('/a'), check('/a', 1)], 'BADVERSION'],
  ])('%s is refused', (_, requests, error) => {
    const { run } = newTree()
    const outcomes = requests.map((request) => run(request))
    expect(outcomes.at(-1)).toBe(error)
    expect(outcomes.slice(0, -1).every((outcome) => outcome.startsWith('OK'))).toBe(true)
  })

  it('count versions, children and zxids as ZooKeeper does', () => {
    const { tree, run } = newTree()
    run(create('/a'))
    run(create('/a/b', 1), 9n)
    run(create('/a/c'))
    run(set('/a/c', 'hello'))
    run(remove('/a/b'))
    expect(statOf(tree.get('/a')!)).toMatchObject({
      czxid: 1,
      mzxid: 1,
      pzxid: 5,
      version: 0,
      cversion: 3,
      numChildren: 1,
    })
    expect(statOf(tree.get('/a/c')!)).toMatchObject({
      czxid: 3,
      mzxid: 4,
      ctimeMs: 1003,
      mtimeMs: 1004,
      version: 1,
      dataLength: 5,
    })
    expect(statOf(tree.get('/a/c')!).ephemeralOwner).toBe(0n)
  })

  it('give sequence numbers that count creates of every kind and never come back', () => {
    const { run } = newTree()
    run(create('/q'))
    expect(run(create('/q/n-', 2))).toBe('OK /q/n-0000000000')
    run(create('/q/plain'))
    run(remove('/q/plain'))
    expect(run(create('/q/n-', 3))).toBe('OK /q/n-0000000002')
    run(remove('/q/n-0000000002'))
    expect(run(create('/q/', 2))).toBe('OK /q/0000000003')
  })

  it('remember which session owns an ephemeral', () => {
    const { tree, run } = newTree()
    run(create('/e1', 1), 7n)
    run(create('/e2', 1), 7n)
    run(create('/other', 1), 8n)
    run(remove('/e1'))
    expect(tree.ephemeralsOf(7n)).toEqual(['/e2'])
    expect(tree.ephemeralCount).toBe(2)
  })
})

describe('a multi', () => {
  it('lets each part see what the parts before did', () => {
    const { tree, multi } = newTree()
    const { results } = multi([
      create('/brokers'),
      create('/brokers/1', 1),
      set('/brokers/1', '{}', 0),
      check('/brokers/1', 1),
    ])
    expect(results.map(({ type }) => type)).toEqual(['create', 'create', 'setData', 'check'])
    expect(statOf(tree.get('/brokers/1')!)).toMatchObject({ version: 1, czxid: 1, ephemeralOwner: 5n })
  })

  it('answers OK before the culprit, its code, and RUNTIMEINCONSISTENCY after it, and applies nothing', () => {
    const { tree, run, multi } = newTree()
    run(create('/epoch'))
    const { results, changes } = multi([create('/a'), check('/epoch', 3), set('/epoch', 'x')])
    expect(results).toEqual([
      { type: 'error', code: 'OK' },
      { type: 'error', code: 'BADVERSION' },
      { type: 'error', code: 'RUNTIMEINCONSISTENCY' },
    ])
    expect(changes).toEqual([])
    expect(tree.get('/a')).toBeUndefined()
  })

  it('that fails leaves the tree as it was, whatever its parts did before (500 random ones)', () => {
    const seeded = new Seeded(20261123)
    const random = (exclusiveMax: number) => seeded.integer(0, exclusiveMax - 1)
    const state = new ServiceState()
    const paths = ['/a', '/b', '/a/x', '/a/y', '/b/x', '/a/x/1', '/nowhere/at-all']
    const part = (): MultiPart => {
      const path = paths[random(paths.length)]!
      const kind = random(5)
      if (kind <= 1) return create(path, random(8) === 0 ? 2 + random(2) : random(2))
      if (kind === 2) return remove(path, random(3) - 1)
      return kind === 3 ? set(path, `v${random(100)}`, random(3) - 1) : check(path, random(3))
    }
    let failures = 0
    for (let zxid = 1; zxid <= 500; zxid++) {
      const before = Buffer.concat(encodeSnapshot(state))
      const ephemeralsBefore = state.tree.ephemeralsOf(5n).sort()
      const { changes, results } = executeMulti(state.tree, Array.from({ length: 1 + random(6) }, part), {
        zxid,
        timeMs: zxid,
        sessionId: 5n,
      })
      if (!results.some(({ type }) => type === 'error')) continue
      failures++
      expect(changes).toEqual([])
      expect(sortedEntries(Buffer.concat(encodeSnapshot(state)))).toEqual(sortedEntries(before))
      expect(state.tree.ephemeralsOf(5n).sort()).toEqual(ephemeralsBefore)
    }
    expect(failures).toBeGreaterThan(100)
  })
})

/** Children have no order: a snapshot's entries are compared as a set. */
function sortedEntries(snapshot: Buffer): string[] {
  const entries: string[] = []
  for (let at = 8; at < snapshot.length; ) {
    const end = at + 8 + snapshot.readInt32BE(at)
    entries.push(snapshot.toString('hex', at, end))
    at = end
  }
  return entries.sort()
}

it.each([
  ['/', true],
  ['/a/b-c_d.e', true],
  ['/한국', true],
  ['', false],
  ['a', false],
  ['/a/', false],
  ['//a', false],
  ['/a/../b', false],
  ['/./b', false],
  ['/a\u0000', false],
  ['/a\u001f', false],
  ['/\uf001', false],
])('path %j is valid: %s', (path, valid) => {
  expect(invalidPath(path) === undefined).toBe(valid)
})

it('a path of 5000 characters is not valid', () => {
  expect(invalidPath(`/${'x'.repeat(5000)}`)).toBeDefined()
})
