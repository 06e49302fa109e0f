import type { ProbeEvent } from '../../../broker-core/probe/events'
import type { KeyPicture } from '../api/key-picture-views'
import { inspectWords } from '../words/inspect-words'
import { failure } from '../words/wording'
import { WatchedPicture } from './watched-picture'

/** Asked for by pages of one lab: each page looks at one replica. */
const PICTURES_MAX = 8
/** A page asks again at once; so long it may be away. */
const KEPT_MS = 60_000

export interface Replica {
  brokerId: number
  topic: string
  partition: number
}

export interface ReplicaPlace {
  directory: string
  /** As the broker says; null: it does not tell. */
  logStartOffset: number | null
}

/** The pictures that pages look at: read anew when a broker tells that their log changed, forgotten when nobody asks any more. */
export class KeyPictures {
  private readonly pictures = new Map<string, WatchedPicture>()

  /** `place` undefined: the broker has no such replica. */
  constructor(private readonly place: (replica: Replica) => ReplicaPlace | undefined) {}

  async follow(replica: Replica, since: number): Promise<KeyPicture> {
    const key = keyOf(replica.brokerId, replica.topic, replica.partition)
    let picture = this.pictures.get(key)
    if (picture === undefined) {
      if (this.place(replica) === undefined)
        throw failure('NOT_FOUND', inspectWords.noReplicaFolder, {
          id: replica.brokerId,
          name: `${replica.topic}-${replica.partition}`,
        })
      picture = new WatchedPicture(replica, () => this.place(replica))
      this.makeRoom()
      this.pictures.set(key, picture)
    }
    return picture.follow(since)
  }

  note({ brokerId, fact }: ProbeEvent): void {
    if (!('topic' in fact) || !('partition' in fact)) return
    this.pictures.get(keyOf(brokerId, fact.topic, fact.partition))?.note(fact)
  }

  /** Offsets of these partitions moved, `topic-partition`. */
  moved(keys: Iterable<string>): void {
    if (this.pictures.size === 0) return
    const names = new Set(keys)
    for (const picture of this.pictures.values()) if (names.has(picture.name)) picture.soon()
  }

  close(): void {
    for (const picture of this.pictures.values()) picture.close()
    this.pictures.clear()
  }

  private makeRoom(): void {
    const byAge = [...this.pictures].sort(([, one], [, other]) => one.askedMs - other.askedMs)
    for (const [index, [key, picture]] of byAge.entries())
      if (Date.now() - picture.askedMs > KEPT_MS || byAge.length - index >= PICTURES_MAX) {
        picture.close()
        this.pictures.delete(key)
      }
  }
}

const keyOf = (brokerId: number, topic: string, partition: number): string => `${brokerId}/${topic}-${partition}`
