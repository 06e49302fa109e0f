import { topicPartitionName } from '../format/topic-partition'
import type { Random } from '../runtime/random'
import type { Clock } from '../runtime/time'
import type { EpochEndOffset } from './truncation'

/** What a fetch asks of one partition. */
export interface FetchPartitionRequest {
  /** null: this broker knows no topic of this id. */
  topic: string | null
  /** undefined: asked for by name (before Fetch 13). */
  topicId?: string | undefined
  partition: number
  fetchOffset: number
  /** The follower's own log start offset; -1 from consumers. */
  logStartOffset: number
  maxBytes: number
  /** -1: not checked. */
  currentLeaderEpoch: number
  /** Epoch of the fetcher's last record, for Fetch 12 to say where the logs part; absent or -1: not checked. */
  lastFetchedEpoch?: number
}

/** What tells partitions of a session apart: the topic's id where it has been asked for by that, else its name. */
export type FetchKey = Pick<FetchPartitionRequest, 'topic' | 'topicId' | 'partition'>

/** The part of an answer that decides whether an incremental session has something new to tell. */
export interface FetchPartitionAnswer extends FetchKey {
  errorCode: number
  highWatermark: number
  logStartOffset: number
  recordBytes: number
  /** Says where the fetcher's log parts from this one: always news. */
  divergingEpoch?: EpochEndOffset
}

export interface FetchSessionRequest {
  sessionId: number
  sessionEpoch: number
  /** From a follower: its sessions are evicted last. */
  fromFollower: boolean
  partitions: FetchPartitionRequest[]
  forgotten: FetchKey[]
  /** Fetch 13 and later: set when topics are named by id, to look up names of ids that were unknown. */
  nameOfId?: ((topicId: string) => string | undefined) | undefined
}

/** How one fetch is served: `partitions` to read now; `select` keeps what must be sent and remembers it. */
export interface FetchContext {
  readonly sessionId: number
  partitions(): FetchPartitionRequest[]
  select<A extends FetchPartitionAnswer>(answers: A[]): { sessionId: number; answers: A[] }
}

export type FetchSessionError =
  | 'FETCH_SESSION_ID_NOT_FOUND'
  | 'INVALID_FETCH_SESSION_EPOCH'
  | 'FETCH_SESSION_TOPIC_ID_ERROR'

const INITIAL_EPOCH = 0
const FINAL_EPOCH = -1
const EVICTION_MS = 120_000

interface Remembered {
  request: FetchPartitionRequest
  highWatermark: number
  logStartOffset: number
}

interface Session {
  id: number
  epoch: number
  fromFollower: boolean
  usesTopicIds: boolean
  lastUsedMs: number
  /** In the order in which they are read: a partition that returned records goes to the end, so that none starves. */
  partitions: Map<string, Remembered>
}

const keyOf = ({ topic, topicId, partition }: FetchKey): string => topicPartitionName(topicId ?? topic ?? '', partition)

/** Epoch after `epoch`: 1 .. 2^31-1, then 1 again (FetchMetadata.nextEpoch). */
export function nextSessionEpoch(epoch: number): number {
  return epoch >= 0x7fffffff ? 1 : epoch + 1
}

/**
 * Incremental fetch sessions (KIP-227): a client names only partitions that changed and is told only of those with news. At most
 * `slots` are kept; a new one replaces one idle for two minutes, or a follower's replaces a consumer's, else the client goes on with
 * full fetches (session id 0), which is always legal.
 */
export class FetchSessions {
  private readonly sessions = new Map<number, Session>()

  constructor(
    private readonly slots: number,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  get size(): number {
    return this.sessions.size
  }

  begin(request: FetchSessionRequest): FetchContext | FetchSessionError {
    if (request.sessionEpoch === INITIAL_EPOCH || request.sessionEpoch === FINAL_EPOCH) {
      if (request.sessionId !== 0) this.sessions.delete(request.sessionId)
      return request.sessionEpoch === FINAL_EPOCH ? sessionless(request.partitions) : this.fullFetch(request)
    }
    const session = this.sessions.get(request.sessionId)
    if (session === undefined) return 'FETCH_SESSION_ID_NOT_FOUND'
    if (session.epoch !== request.sessionEpoch) return 'INVALID_FETCH_SESSION_EPOCH'
    if (session.usesTopicIds !== (request.nameOfId !== undefined)) return 'FETCH_SESSION_TOPIC_ID_ERROR'
    session.epoch = nextSessionEpoch(session.epoch)
    session.lastUsedMs = this.clock.monotonicMs()
    for (const wanted of request.partitions) {
      const known = session.partitions.get(keyOf(wanted))
      // At another leader epoch the client may have thrown the last answer away: it is told all again.
      if (known?.request.currentLeaderEpoch !== wanted.currentLeaderEpoch) {
        session.partitions.set(keyOf(wanted), remember(wanted))
      } else known.request = wanted
    }
    for (const forgotten of request.forgotten) session.partitions.delete(keyOf(forgotten))
    if (session.partitions.size === 0) {
      this.sessions.delete(session.id)
      return sessionless([])
    }
    return {
      sessionId: session.id,
      partitions: () => [...session.partitions.values()].map((remembered) => named(remembered, request.nameOfId)),
      select: (answers) => ({ sessionId: session.id, answers: news(session, answers) }),
    }
  }

  private fullFetch(request: FetchSessionRequest): FetchContext {
    return {
      sessionId: 0,
      partitions: () => request.partitions,
      select: (answers) => {
        const session = request.partitions.length > 0 ? this.create(request) : undefined
        if (session !== undefined) news(session, answers)
        return { sessionId: session?.id ?? 0, answers }
      },
    }
  }

  private create(request: FetchSessionRequest): Session | undefined {
    if (this.sessions.size >= this.slots && !this.evict(request)) return undefined
    let id = 0
    do id = 1 + this.random.integer(0x7ffffffe)
    while (this.sessions.has(id))
    const session: Session = {
      id,
      epoch: nextSessionEpoch(INITIAL_EPOCH),
      fromFollower: request.fromFollower,
      usesTopicIds: request.nameOfId !== undefined,
      lastUsedMs: this.clock.monotonicMs(),
      partitions: new Map(request.partitions.map((wanted) => [keyOf(wanted), remember(wanted)])),
    }
    this.sessions.set(id, session)
    return session
  }

  private evict(request: FetchSessionRequest): boolean {
    const nowMs = this.clock.monotonicMs()
    let victim: Session | undefined
    for (const session of this.sessions.values()) {
      const idle = nowMs - session.lastUsedMs > EVICTION_MS
      const outranked = request.fromFollower && !session.fromFollower
      if ((idle || outranked) && (victim === undefined || session.lastUsedMs < victim.lastUsedMs)) victim = session
    }
    return victim !== undefined && this.sessions.delete(victim.id)
  }
}

function remember(request: FetchPartitionRequest): Remembered {
  return { request, highWatermark: -1, logStartOffset: -1 }
}

/** Looks again for the name of an id that was unknown so far. */
function named(remembered: Remembered, nameOfId: FetchSessionRequest['nameOfId']): FetchPartitionRequest {
  const { topic, topicId } = remembered.request
  if (topic === null && topicId !== undefined) {
    remembered.request = { ...remembered.request, topic: nameOfId?.(topicId) ?? null }
  }
  return remembered.request
}

function sessionless(partitions: FetchPartitionRequest[]): FetchContext {
  return { sessionId: 0, partitions: () => partitions, select: (answers) => ({ sessionId: 0, answers }) }
}

/** Answers with records, an error, or a changed high watermark or log start offset; remembers what the client now knows. */
function news<A extends FetchPartitionAnswer>(session: Session, answers: A[]): A[] {
  return answers.filter((answer) => {
    const name = keyOf(answer)
    const known = session.partitions.get(name)
    if (known === undefined) return true
    const failed = answer.errorCode !== 0
    const changed =
      failed ||
      answer.recordBytes > 0 ||
      answer.divergingEpoch !== undefined ||
      answer.highWatermark !== known.highWatermark ||
      answer.logStartOffset !== known.logStartOffset
    // After an error the client knows nothing for sure: the next good answer is news whatever it says.
    known.highWatermark = failed ? -1 : answer.highWatermark
    known.logStartOffset = failed ? -1 : answer.logStartOffset
    if (answer.recordBytes > 0) {
      session.partitions.delete(name)
      session.partitions.set(name, known)
    }
    return changed
  })
}
