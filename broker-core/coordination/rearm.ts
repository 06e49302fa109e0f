import type { ZnodeTree } from './tree'
import type { WatchEvent, WatchKind } from './watches'
import type { SetWatchesRequest } from './wire/requests'

/** What a setWatches asks for, one path after the other: an event the client missed, or the watch again. */
export type Rearmed = { event: WatchEvent } | { watch: WatchKind; path: string }

/** Pure: which changes after `relativeZxid` the client's watches would have shown (ZooKeeper's DataTree.setWatches). */
export function rearm(tree: ZnodeTree, request: SetWatchesRequest): Rearmed[] {
  const { relativeZxid } = request
  const data = request.dataPaths.map((path): Rearmed => {
    const znode = tree.get(path)
    if (znode === undefined) return { event: { type: 'deleted', path } }
    return znode.mzxid > relativeZxid ? { event: { type: 'dataChanged', path } } : { watch: 'data', path }
  })
  const exist = request.existPaths.map((path): Rearmed => {
    return tree.get(path) === undefined ? { watch: 'data', path } : { event: { type: 'created', path } }
  })
  const child = request.childPaths.map((path): Rearmed => {
    const znode = tree.get(path)
    if (znode === undefined) return { event: { type: 'deleted', path } }
    return znode.pzxid > relativeZxid ? { event: { type: 'childrenChanged', path } } : { watch: 'child', path }
  })
  return [...data, ...exist, ...child]
}
