/**
 * What passes between replicas, message by message. Told only for partitions that somebody looks at, at a capped rate; without a watcher
 * nothing of it is made.
 */

/** Both ends of one request and its answer name it alike: who opened the connection, from which port, and the correlation id. */
export interface Exchange {
  /** Broker that asks; -1: a client that is no broker. */
  from: number
  to: number
  /** Local port of the asking side, which tells connections apart. */
  port: number
  correlationId: number
}

interface OfPartition {
  topic: string
  partition: number
}

/** `sent` and `received` of a request and of its answer: four moments of a round trip, each told by the broker it happened on. */
export type Moment = 'requestSent' | 'requestReceived' | 'responseSent' | 'responseReceived'

export type ReplicationFact =
  | ({ kind: 'fetch'; moment: 'requestSent' | 'requestReceived'; exchange: Exchange } & OfPartition & {
        fetchOffset: number
        leaderEpoch: number
      })
  | ({ kind: 'fetch'; moment: 'responseSent' | 'responseReceived'; exchange: Exchange } & OfPartition & {
        errorCode: number
        /** Offsets of the records inside: [first, next); equal where there are none. */
        firstOffset: number
        nextOffset: number
        /** Epoch of the last record inside; -1 none. */
        recordsEpoch: number
        recordBytes: number
        highWatermark: number
      })
  | ({ kind: 'offsetForLeaderEpoch'; moment: 'requestSent' | 'requestReceived'; exchange: Exchange } & OfPartition & {
        leaderEpoch: number
      })
  | ({ kind: 'offsetForLeaderEpoch'; moment: 'responseSent' | 'responseReceived'; exchange: Exchange } & OfPartition & {
        leaderEpoch: number
        endOffset: number
        errorCode: number
      })
  | ({ kind: 'produce'; moment: 'requestReceived'; exchange: Exchange } & OfPartition & {
        clientId: string
        acks: number
      })
  | ({ kind: 'produce'; moment: 'responseSent'; exchange: Exchange } & OfPartition & {
        errorCode: number
        baseOffset: number
      })
  | ({ kind: 'leaderAndIsr'; moment: Moment; exchange: Exchange } & OfPartition & {
        leader: number
        leaderEpoch: number
        isr: number[]
      })
  | ({ kind: 'updateMetadata'; moment: Moment; exchange: Exchange } & OfPartition & {
        leader: number
        leaderEpoch: number
        isr: number[]
      })
  | ({ kind: 'logEndOffsetMoved'; why: 'append' | 'replication' | 'truncation' } & OfPartition & {
        from: number
        to: number
        leaderEpoch: number
      })
  | ({ kind: 'highWatermarkMoved'; role: 'leader' | 'follower' } & OfPartition & { from: number; to: number })
  /** The leader's or the controller's word in the coordination server. */
  | ({ kind: 'stateWritten'; by: 'leader' | 'controller' } & OfPartition & {
        leader: number
        leaderEpoch: number
        isr: number[]
      })
  | ({ kind: 'checkpointWritten'; file: string } & OfPartition & { highWatermark: number })

export interface ReplicationEvent {
  /** Grows by one with each event of this broker's life, dropped ones included. */
  seq: number
  monotonicMs: number
  wallMs: number
  fact: ReplicationFact
}

/** One record of a replica's log. */
export interface TailRecord {
  offset: number
  leaderEpoch: number
  /** Short forms of key and value, as text; null: none. Control records have neither. */
  key: string | null
  value: string | null
  control: boolean
}

/** One replica as its broker has it at `monotonicMs`: offsets, epochs and the last records of its log. */
export interface ReplicaState extends OfPartition {
  monotonicMs: number
  wallMs: number
  role: 'leader' | 'follower' | 'offline'
  phase: 'leading' | 'truncating' | 'fetching' | 'idle'
  leader: number
  leaderEpoch: number
  isr: number[]
  logStartOffset: number
  logEndOffset: number
  highWatermark: number
  leaderEpochs: { epoch: number; startOffset: number }[]
  /** The last records, oldest first. */
  tail: TailRecord[]
  /** On a leader: the fetch offset each follower told last, its acknowledgement; -1 none in this epoch. */
  followers: { brokerId: number; fetchOffset: number }[]
}

/** From a broker, a few times a second while it is watched. */
export interface ReplicationReport {
  states: ReplicaState[]
  events: ReplicationEvent[]
  /** Events of this broker that were not told, since it is watched. */
  dropped: number
}
