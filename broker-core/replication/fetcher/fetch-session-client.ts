import { type TopicPartition, topicPartitionName } from '../../format/topic-partition'
import { nextSessionEpoch } from '../fetch-session'
import type { ReplicaFetchRequest } from './leader-end-point'

/** How the next fetch is sent: `partitions` are all of them, or with a running session those that are new or changed. */
export interface SessionFetch {
  sessionId: number
  sessionEpoch: number
  partitions: ReplicaFetchRequest[]
  forgotten: TopicPartition[]
}

const NO_SESSION = 0
const FULL_FETCH = 0

/**
 * A follower's side of an incremental fetch session (KIP-227, FetchSessionHandler): the leader remembers what was asked before, so an
 * idle partition costs nothing on the wire. A full fetch asks for a session; after any failure the next fetch is full again.
 */
export class FetchSessionClient {
  private sessionId = NO_SESSION
  private epoch = FULL_FETCH
  private asked = new Map<string, ReplicaFetchRequest>()

  next(wanted: readonly ReplicaFetchRequest[]): SessionFetch {
    const { sessionId, epoch: sessionEpoch, asked } = this
    this.asked = new Map(wanted.map((one) => [nameOf(one), one]))
    if (sessionEpoch === FULL_FETCH) return { sessionId, sessionEpoch, partitions: [...wanted], forgotten: [] }
    return {
      sessionId,
      sessionEpoch,
      partitions: wanted.filter((one) => !isSame(one, asked.get(nameOf(one)))),
      forgotten: [...asked]
        .filter(([name]) => !this.asked.has(name))
        .map(([, { topic, partition }]) => ({ topic, partition })),
    }
  }

  /** The leader answered without error; a session id of 0 means that it keeps no session (any more). */
  answered(sessionId: number): void {
    this.epoch = sessionId === NO_SESSION ? FULL_FETCH : nextSessionEpoch(this.epoch)
    this.sessionId = sessionId
  }

  /** No answer, or one that says the session is not as we think. A session the leader may still have is closed by the next fetch. */
  failed(leaderHasSession: boolean): void {
    this.epoch = FULL_FETCH
    if (!leaderHasSession) this.sessionId = NO_SESSION
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return topicPartitionName(topic, partition)
}

function isSame(one: ReplicaFetchRequest, other: ReplicaFetchRequest | undefined): boolean {
  return (
    one.fetchOffset === other?.fetchOffset &&
    one.logStartOffset === other.logStartOffset &&
    one.currentLeaderEpoch === other.currentLeaderEpoch
  )
}
