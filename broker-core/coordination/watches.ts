import type { ZnodeChange } from './changes'
import { parentOf } from './paths'
import type { EventType } from './wire/watch-events'

export type WatchKind = 'data' | 'child'

export interface WatchEvent {
  type: EventType
  path: string
}

/**
 * One-shot watches by path, of whatever holds them (a connection). `data` watches are left by exists and getData, also on a missing
 * znode; `child` watches by getChildren.
 */
export class WatchTable<Watcher extends object> {
  private readonly byPath = { data: new Map<string, Set<Watcher>>(), child: new Map<string, Set<Watcher>>() }
  private readonly byWatcher = new Map<Watcher, Set<string>>()

  add(kind: WatchKind, path: string, watcher: Watcher): void {
    const watchers = this.byPath[kind].get(path)
    if (watchers === undefined) this.byPath[kind].set(path, new Set([watcher]))
    else watchers.add(watcher)
    const keys = this.byWatcher.get(watcher)
    if (keys === undefined) this.byWatcher.set(watcher, new Set([kind[0] + path]))
    else keys.add(kind[0] + path)
  }

  count(watcher: Watcher): number {
    return this.byWatcher.get(watcher)?.size ?? 0
  }

  get total(): number {
    let total = 0
    for (const keys of this.byWatcher.values()) total += keys.size
    return total
  }

  /** The watcher is gone (its connection ended): it hears nothing more. */
  remove(watcher: Watcher): void {
    for (const key of this.byWatcher.get(watcher) ?? []) {
      this.forget(key.startsWith('d') ? 'data' : 'child', key.slice(1), watcher)
    }
    this.byWatcher.delete(watcher)
  }

  /** Takes out and tells every watcher that a change concerns, in ZooKeeper's order: the znode's own, then its parent's. */
  trigger(change: ZnodeChange, tell: (watcher: Watcher, event: WatchEvent) => void): void {
    const { path } = change
    switch (change.type) {
      case 'create':
        this.fire('data', { type: 'created', path }, tell)
        this.fire('child', { type: 'childrenChanged', path: parentOf(path) }, tell)
        return
      case 'setData':
        this.fire('data', { type: 'dataChanged', path }, tell)
        return
      case 'delete': {
        const told = this.fire('data', { type: 'deleted', path }, tell)
        this.fire('child', { type: 'deleted', path }, tell, told)
        this.fire('child', { type: 'childrenChanged', path: parentOf(path) }, tell)
        return
      }
      case 'setAcl':
        return
    }
  }

  /** `told`: watchers that heard this event already. Returns who was told now. */
  private fire(
    kind: WatchKind,
    event: WatchEvent,
    tell: (watcher: Watcher, event: WatchEvent) => void,
    told?: ReadonlySet<Watcher>,
  ): ReadonlySet<Watcher> {
    const watchers = this.byPath[kind].get(event.path) ?? new Set<Watcher>()
    this.byPath[kind].delete(event.path)
    for (const watcher of watchers) {
      this.byWatcher.get(watcher)?.delete(kind[0] + event.path)
      if (told?.has(watcher) !== true) tell(watcher, event)
    }
    return watchers
  }

  private forget(kind: WatchKind, path: string, watcher: Watcher): void {
    const watchers = this.byPath[kind].get(path)
    watchers?.delete(watcher)
    if (watchers?.size === 0) this.byPath[kind].delete(path)
  }
}
