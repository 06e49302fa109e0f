import { describe, expect, it } from 'vitest'
import type { ZnodeChange } from '../../../broker-core/coordination/changes'
import { rearm } from '../../../broker-core/coordination/rearm'
import { ZnodeTree } from '../../../broker-core/coordination/tree'
import { WatchTable } from '../../../broker-core/coordination/watches'
import { OPEN_ACL } from '../../../broker-core/coordination/wire/acl'

const create = (path: string): ZnodeChange => ({ type: 'create', path, data: null, acl: OPEN_ACL, ephemeralOwner: 0n })
const remove = (path: string): ZnodeChange => ({ type: 'delete', path })
const set = (path: string): ZnodeChange => ({ type: 'setData', path, data: null })

function table() {
  const one = { name: 'one' }
  const two = { name: 'two' }
  const watches = new WatchTable<{ name: string }>()
  const fire = (change: ZnodeChange): string[] => {
    const told: string[] = []
    watches.trigger(change, (watcher, event) => told.push(`${watcher.name} ${event.type} ${event.path}`))
    return told
  }
  return { one, two, watches, fire }
}

describe('watches', () => {
  it.each<[string, 'data' | 'child', string, ZnodeChange, string[]]>([
    ['data watch, create', 'data', '/a/b', create('/a/b'), ['one created /a/b']],
    ['data watch, setData', 'data', '/a/b', set('/a/b'), ['one dataChanged /a/b']],
    ['data watch, delete', 'data', '/a/b', remove('/a/b'), ['one deleted /a/b']],
    ['data watch of the parent, create', 'data', '/a', create('/a/b'), []],
    ['child watch of the parent, create', 'child', '/a', create('/a/b'), ['one childrenChanged /a']],
    ['child watch of the parent, delete', 'child', '/a', remove('/a/b'), ['one childrenChanged /a']],
    ['child watch of the parent, setData', 'child', '/a', set('/a/b'), []],
    ['child watch of the znode itself, delete', 'child', '/a/b', remove('/a/b'), ['one deleted /a/b']],
    ['child watch of the root', 'child', '/', create('/a'), ['one childrenChanged /']],
  ])('%s', (_, kind, path, change, told) => {
    const { one, watches, fire } = table()
    watches.add(kind, path, one)
    expect(fire(change)).toEqual(told)
    expect(watches.count(one)).toBe(told.length === 0 ? 1 : 0)
  })

  it('are one-shot', () => {
    const { one, watches, fire } = table()
    watches.add('data', '/a', one)
    expect(fire(set('/a'))).toHaveLength(1)
    expect(fire(set('/a'))).toEqual([])
  })

  it('tell of a deletion once, even to a watcher of both the data and the children', () => {
    const { one, two, watches, fire } = table()
    watches.add('data', '/a', one)
    watches.add('child', '/a', one)
    watches.add('child', '/a', two)
    expect(fire(remove('/a'))).toEqual(['one deleted /a', 'two deleted /a'])
  })

  it('left twice fire once', () => {
    const { one, watches, fire } = table()
    watches.add('data', '/a', one)
    watches.add('data', '/a', one)
    expect(fire(set('/a'))).toHaveLength(1)
  })

  it('end with their watcher', () => {
    const { one, two, watches, fire } = table()
    watches.add('data', '/a', one)
    watches.add('child', '/', one)
    watches.add('data', '/a', two)
    watches.remove(one)
    expect(fire(remove('/a'))).toEqual(['two deleted /a'])
    expect(watches.total).toBe(0)
  })
})

describe('watches left again after a reconnection', () => {
  const tree = new ZnodeTree()
  for (const [index, path] of ['/old', '/changed', '/parent', '/parent/new'].entries())
    tree.apply(create(path), index + 1, 0)
  tree.apply(set('/changed'), 10, 0)
  tree.apply(create('/parent/newer'), 11, 0)
  const ask = (relativeZxid: number, paths: { data?: string; exist?: string; child?: string }) =>
    rearm(tree, {
      type: 'setWatches',
      relativeZxid,
      dataPaths: paths.data === undefined ? [] : [paths.data],
      existPaths: paths.exist === undefined ? [] : [paths.exist],
      childPaths: paths.child === undefined ? [] : [paths.child],
    })[0]

  it.each([
    [{ data: '/old' }, { watch: 'data', path: '/old' }],
    [{ data: '/changed' }, { event: { type: 'dataChanged', path: '/changed' } }],
    [{ data: '/gone' }, { event: { type: 'deleted', path: '/gone' } }],
    [{ exist: '/gone' }, { watch: 'data', path: '/gone' }],
    [{ exist: '/old' }, { event: { type: 'created', path: '/old' } }],
    [{ child: '/old' }, { watch: 'child', path: '/old' }],
    [{ child: '/parent' }, { event: { type: 'childrenChanged', path: '/parent' } }],
    [{ child: '/gone' }, { event: { type: 'deleted', path: '/gone' } }],
  ])('%j after zxid 9: %j', (paths, outcome) => {
    expect(ask(9, paths)).toEqual(outcome)
  })

  it('say nothing of changes the client has seen', () => {
    expect(ask(10, { data: '/changed' })).toEqual({ watch: 'data', path: '/changed' })
    expect(ask(11, { child: '/parent' })).toEqual({ watch: 'child', path: '/parent' })
  })
})
