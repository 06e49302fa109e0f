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

/** Four moments of a round trip, each told by the broker it happened on. */
export type Moment = 'requestSent' | 'requestReceived' | 'responseSent' | 'responseReceived'

export type ReplicationFact = { exchange: Exchange } & OfPartition &
  (
    | { kind: 'fetch'; moment: 'requestSent' | 'requestReceived'; fetchOffset: number; leaderEpoch: number }
    | {
        kind: 'fetch'
        moment: 'responseSent' | 'responseReceived'
        errorCode: number
        /** Offsets of the records inside: [first, next); both -1 where there are none. */
        firstOffset: number
        nextOffset: number
        /** Epoch of the last record inside; -1 none. */
        recordsEpoch: number
        recordBytes: number
        highWatermark: number
      }
    /** A session leaves out of an answer what has nothing new: this partition was asked for and not answered. */
    | { kind: 'fetch'; moment: 'responseReceived'; nothingNew: true }
    | { kind: 'offsetForLeaderEpoch'; moment: 'requestSent' | 'requestReceived'; leaderEpoch: number }
    | {
        kind: 'offsetForLeaderEpoch'
        moment: 'responseSent' | 'responseReceived'
        leaderEpoch: number
        endOffset: number
        errorCode: number
      }
    | { kind: 'produce'; moment: 'requestReceived'; clientId: string; acks: number }
    | { kind: 'produce'; moment: 'responseSent'; errorCode: number; baseOffset: number }
    | {
        kind: 'leaderAndIsr' | 'updateMetadata'
        moment: 'requestReceived'
        leader: number
        leaderEpoch: number
        isr: number[]
      }
    | { kind: 'leaderAndIsr' | 'updateMetadata'; moment: 'responseSent' }
  )

export interface ReplicationEvent {
  monotonicMs: number
  fact: ReplicationFact
}

/** From a broker, a few times a second while it is watched. */
export interface ReplicationReport {
  events: ReplicationEvent[]
  /** Events of this broker that were not told since the last report: there were too many. */
  dropped: number
}
