import type { SetWatchesRequest } from '../../coordination/wire/requests'
import type { EventType } from '../../coordination/wire/watch-events'

/** Path text of one setWatches request, so that it stays far below the server's packet limit (ZooKeeper sends 128 KiB too). */
const BATCH_BYTES = 128 * 1024

/** The one-shot watches this session has left at the server, to be left again after a reconnection. Paths with the chroot. */
export class ArmedWatches {
  private readonly data = new Set<string>()
  private readonly exist = new Set<string>()
  private readonly child = new Set<string>()

  /** `exist`: left on a missing znode. */
  arm(kind: 'data' | 'exist' | 'child', path: string): void {
    this[kind].add(path)
  }

  /** The server's one-shot watch is spent. */
  fired(type: EventType, path: string): void {
    if (type !== 'childrenChanged') {
      this.data.delete(path)
      this.exist.delete(path)
    }
    if (type === 'childrenChanged' || type === 'deleted') this.child.delete(path)
  }

  clear(): void {
    this.data.clear()
    this.exist.clear()
    this.child.clear()
  }

  /** Requests that leave every watch again; changes after `relativeZxid` are told at once. */
  rearmRequests(relativeZxid: number): SetWatchesRequest[] {
    const requests: SetWatchesRequest[] = []
    let current: SetWatchesRequest | undefined
    let bytes = 0
    const add = (list: 'dataPaths' | 'existPaths' | 'childPaths', path: string): void => {
      if (current === undefined || bytes > BATCH_BYTES) {
        current = { type: 'setWatches', relativeZxid, dataPaths: [], existPaths: [], childPaths: [] }
        requests.push(current)
        bytes = 0
      }
      current[list].push(path)
      bytes += Buffer.byteLength(path)
    }
    for (const path of this.data) add('dataPaths', path)
    for (const path of this.exist) add('existPaths', path)
    for (const path of this.child) add('childPaths', path)
    return requests
  }
}
