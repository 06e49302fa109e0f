import type { CheckpointFileView } from './views'

/** What the Replication page is told about one partition while `interest.replication` names it. Offsets are numbers, -1 no value. */

export interface ReplicationInterest {
  topic: string
  partition: number
}

export interface TailRecordView {
  offset: number
  leaderEpoch: number
  /** Short forms as text; null: none. */
  key: string | null
  value: string | null
  control: boolean
  /** Below this replica's own high watermark. */
  committed: boolean
}

/** One replica. A dead broker's lane holds what its files say, with `source: 'files'`. */
export interface ReplicaLaneView {
  brokerId: number
  source: 'broker' | 'files' | 'none'
  role: 'leader' | 'follower' | 'offline'
  /** `truncating`: it must first agree with its leader where to cut. */
  phase: 'leading' | 'truncating' | 'fetching' | 'idle'
  inSync: boolean
  leaderEpoch: number
  logStartOffset: number
  logEndOffset: number
  highWatermark: number
  leaderEpochs: { epoch: number; startOffset: number }[]
  /** The last records, oldest first. */
  tail: TailRecordView[]
  /** What the leader last heard as this follower's fetch offset, its acknowledgement; null on the leader, -1 none in this epoch. */
  acknowledged: number | null
  /** Wall clock of the report. */
  reportedMs: number
  /** What stands on its disk, read when the broker told that it was written; null: no such file. */
  files: {
    replicationOffset: CheckpointFileView | null
    leaderEpoch: CheckpointFileView | null
  }
}

/** Who asks, over which connection, and which of its requests: the same at both ends. */
export interface ExchangeKeyView {
  /** -1: a client that is no broker. */
  from: number
  to: number
  port: number
  correlationId: number
}

/** The four moments of a round trip on the lab's one time line, wall clock with fractions; null: not (yet) told. Never decreasing. */
export interface ExchangeTimesView {
  requestSentMs: number | null
  requestReceivedMs: number | null
  responseSentMs: number | null
  responseReceivedMs: number | null
}

interface ExchangeBase {
  /** Unique in this lab; the same row comes again when more of it is known. */
  id: number
  exchange: ExchangeKeyView
  times: ExchangeTimesView
}

/** A message and its answer. Fields of the answer are null until it is told. */
export type ExchangeView =
  | (ExchangeBase & {
      kind: 'fetch'
      fetchOffset: number
      leaderEpoch: number
      answer: {
        errorCode: number
        /** Records inside: [first, next); equal where there are none. */
        firstOffset: number
        nextOffset: number
        recordsEpoch: number
        recordBytes: number
        highWatermark: number
      } | null
    })
  | (ExchangeBase & {
      kind: 'offsetForLeaderEpoch'
      leaderEpoch: number
      answer: { leaderEpoch: number; endOffset: number; errorCode: number } | null
    })
  | (ExchangeBase & {
      kind: 'produce'
      clientId: string
      acks: number
      answer: { errorCode: number; baseOffset: number } | null
    })
  | (ExchangeBase & { kind: 'leaderAndIsr' | 'updateMetadata'; leader: number; leaderEpoch: number; isr: number[] })

/** Something that happened on one broker, for the same diagram. */
export type LocalEventView = { id: number; brokerId: number; atMs: number } & (
  | { kind: 'truncated'; from: number; to: number }
  | { kind: 'highWatermarkMoved'; from: number; to: number }
  /** The leader's or the controller's word in the coordination server. */
  | { kind: 'stateWritten'; by: 'leader' | 'controller'; leader: number; leaderEpoch: number; isr: number[] }
  | { kind: 'checkpointWritten'; file: string }
)

export interface ReplicationView extends ReplicationInterest {
  leader: number
  leaderEpoch: number
  isr: number[]
  /** In the order of the assignment. */
  lanes: ReplicaLaneView[]
  /** New or completed since the last update; everything kept with a first answer or a resync. */
  exchanges: ExchangeView[]
  events: LocalEventView[]
  /** Wall clock: what is older than this is forgotten (the last minute is kept, and at most some thousand rows). */
  historyStartMs: number
  /** Messages that were not told because there were too many. */
  dropped: number
}
