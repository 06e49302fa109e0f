import type { ZnodeChange } from './changes'
import { nameOf, parentOf } from './paths'
import { newZnode, type Znode } from './znode'

/** Undoes one change; called in reverse order of the changes. */
export type Undo = () => void

/**
 * The znodes, by path. Knows nothing of sessions, disks or sockets. `apply` trusts its input: conditions are checked by `decide`
 * before, and what comes from the log was checked then.
 */
export class ZnodeTree {
  private readonly znodes = new Map<string, Znode>([
    ['/', newZnode({ data: null, ephemeralOwner: 0n, zxid: 0, timeMs: 0 })],
  ])
  /** Paths of ephemeral znodes by the session that owns them, in order of creation. */
  private readonly ephemerals = new Map<bigint, Set<string>>()

  get size(): number {
    return this.znodes.size
  }

  get(path: string): Znode | undefined {
    return this.znodes.get(path)
  }

  /** Parents before children: fit for rebuilding. */
  *entries(): IterableIterator<[string, Znode]> {
    const pending = ['/']
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      const znode = this.znodes.get(path)!
      yield [path, znode]
      for (const name of znode.children ?? []) pending.push(path === '/' ? `/${name}` : `${path}/${name}`)
    }
  }

  ephemeralsOf(sessionId: bigint): string[] {
    return [...(this.ephemerals.get(sessionId) ?? [])]
  }

  get ephemeralCount(): number {
    let count = 0
    for (const paths of this.ephemerals.values()) count += paths.size
    return count
  }

  apply(change: ZnodeChange, zxid: number, timeMs: number): Undo {
    switch (change.type) {
      case 'create':
        return this.create(change, zxid, timeMs)
      case 'delete':
        return this.delete(change.path, zxid)
      case 'setData':
        return this.overwrite(change.path, (znode) => {
          znode.data = change.data
          znode.version++
          znode.mzxid = zxid
          znode.mtimeMs = timeMs
        })
      case 'setAcl':
        return this.overwrite(change.path, (znode) => {
          znode.acl = change.acl
          znode.aversion++
        })
    }
  }

  /** Puts back a znode read from a snapshot, its parent before it. */
  restore(path: string, znode: Znode): void {
    this.znodes.set(path, znode)
    if (path !== '/') this.link(this.require(parentOf(path)), path)
    if (znode.ephemeralOwner !== 0n) this.own(znode.ephemeralOwner, path)
  }

  private create(change: ZnodeChange & { type: 'create' }, zxid: number, timeMs: number): Undo {
    const { path, data, acl, ephemeralOwner } = change
    const parent = this.require(parentOf(path))
    const { pzxid } = parent
    this.znodes.set(path, { ...newZnode({ data, ephemeralOwner, zxid, timeMs }), acl })
    this.link(parent, path)
    parent.childrenCreated++
    parent.pzxid = zxid
    if (ephemeralOwner !== 0n) this.own(ephemeralOwner, path)
    return () => {
      this.znodes.delete(path)
      parent.children?.delete(nameOf(path))
      parent.childrenCreated--
      parent.pzxid = pzxid
      if (ephemeralOwner !== 0n) this.disown(ephemeralOwner, path)
    }
  }

  private delete(path: string, zxid: number): Undo {
    const znode = this.require(path)
    const parent = this.require(parentOf(path))
    const { pzxid } = parent
    this.znodes.delete(path)
    parent.children?.delete(nameOf(path))
    parent.pzxid = zxid
    if (znode.ephemeralOwner !== 0n) this.disown(znode.ephemeralOwner, path)
    return () => {
      this.znodes.set(path, znode)
      this.link(parent, path)
      parent.pzxid = pzxid
      if (znode.ephemeralOwner !== 0n) this.own(znode.ephemeralOwner, path)
    }
  }

  private overwrite(path: string, change: (znode: Znode) => void): Undo {
    const znode = this.require(path)
    const before = { ...znode }
    change(znode)
    return () => {
      Object.assign(znode, before)
    }
  }

  private require(path: string): Znode {
    const znode = this.znodes.get(path)
    if (znode === undefined) throw new Error(`no znode ${path}: a change was applied that was not decided on this tree`)
    return znode
  }

  private link(parent: Znode, path: string): void {
    parent.children ??= new Set()
    parent.children.add(nameOf(path))
  }

  private own(sessionId: bigint, path: string): void {
    const paths = this.ephemerals.get(sessionId)
    if (paths === undefined) this.ephemerals.set(sessionId, new Set([path]))
    else paths.add(path)
  }

  private disown(sessionId: bigint, path: string): void {
    const paths = this.ephemerals.get(sessionId)
    paths?.delete(path)
    if (paths?.size === 0) this.ephemerals.delete(sessionId)
  }
}
