/**
 * Gates: real waits at real points of a broker, put up by a lab. A broker without a lab has none. What follows is what a lab may ask of one
 * broker and what it hears back; `broker-core/server` joins it to the parts that wait.
 */

/** A point of the replication of one partition, on the broker that follows. */
export type ReplicaGatePoint =
  /** Before it agrees with its leader where the common log ends: the OffsetForLeaderEpoch request, or the cut to its high watermark. */
  | 'truncation'
  /** Before its next fetch: the partition is left out of the requests, the others go on. */
  | 'fetchRequest'
  /** The answer is here: its records are not appended and its high watermark is not taken over. */
  | 'fetchResponse'

/**
 * - `drop`: bytes wait as if every packet were lost: requests run into their timeouts, new connections are never made
 * - `refuse`: connections break at once and new ones are refused
 * - `delay`: every chunk comes `delayMs` later
 */
export type TrafficEffect = { kind: 'drop' } | { kind: 'refuse' } | { kind: 'delay'; delayMs: number }

export type BrokerGate =
  | { kind: ReplicaGatePoint; topic: string; partition: number }
  /** Before `replication-offset-checkpoint` is written. The last write of a broker that stops is not held. */
  | { kind: 'highWatermarkCheckpoint' }
  /** On the active controller: its decision stands in the coordination server, no broker has been told yet. */
  | { kind: 'controllerPropagation' }
  /** The connections that this broker opens to another one, both directions of each. */
  | { kind: 'traffic'; peer: number; effect: TrafficEffect }

/** What stands before a gate. Times are of the machine's monotonic clock, milliseconds. */
export type GateWaiting =
  | {
      kind: 'truncation'
      leader: number
      /** Epoch of the leadership that is being followed. */
      leaderEpoch: number
      /** Epoch of the last record here, which the leader will be asked about; -1: none, or the rule before epochs. */
      lastEpoch: number
      logEndOffset: number
      highWatermark: number
      sinceMs: number
    }
  | { kind: 'fetchRequest'; leader: number; leaderEpoch: number; fetchOffset: number; sinceMs: number }
  | {
      kind: 'fetchResponse'
      leader: number
      leaderEpoch: number
      fetchOffset: number
      recordBytes: number
      /** As the leader told it. */
      highWatermark: number
      sinceMs: number
    }
  | { kind: 'highWatermarkCheckpoint'; sinceMs: number }
  | {
      kind: 'controllerPropagation'
      /** Counts the controller's batches; a step lets the oldest one go. */
      batch: number
      requests: { api: 'LeaderAndIsr' | 'UpdateMetadata' | 'StopReplica'; brokerId: number; partitions: string[] }[]
      sinceMs: number
    }
  | { kind: 'traffic'; connections: number; connecting: number; bytes: number; sinceMs: number }

/**
 * - `closing`: a request that was under way when the gate came still carries the partition
 * - `closed`: nothing passes; `waiting` says what stands there
 * - `stepping`: one is passing
 */
export type BrokerGateState = 'closing' | 'closed' | 'stepping'

export interface BrokerGateReport {
  gate: BrokerGate
  state: BrokerGateState
  sinceMs: number
  waiting: GateWaiting[]
  /** Steps let through since the gate stands. */
  passed: number
}

export type GateRefusal = 'tooManyGates' | 'trafficHasNoSteps' | 'noSuchGate' | 'stepUnderWay'

/**
 * Why a step let nothing through.
 * - `notInTime`: nothing came; `givenUp`: whoever asked for it took it back; `released`: the gate went away
 * - `leaderChanged`: the partition is not followed any more, or in another epoch; `outOfUse`: what waited was overtaken
 * - `failed`: what went through failed on its way
 */
export type NothingReason = 'notInTime' | 'givenUp' | 'released' | 'leaderChanged' | 'outOfUse' | 'failed'

/** What one step let through; `nothing`: it came to no end. `why` is for a log, `reason` for whoever words it. */
export type StepOutcome =
  | { kind: 'truncated'; from: number; to: number; done: boolean }
  | {
      kind: 'fetched'
      fetchOffset: number
      /** Log end offset after it; the same as `fetchOffset` where nothing was appended. */
      logEndOffset: number
      highWatermark: number
      errorCode: number
      /** The answer stands before a `fetchResponse` gate now. */
      held: boolean
    }
  | { kind: 'checkpointWritten' }
  | { kind: 'propagated'; batch: number }
  | { kind: 'nothing'; reason: NothingReason; why: string }

export type GateCommand =
  /** Answered once the gate is closed. Putting up one that stands changes the effect of a `traffic` gate and nothing else. */
  | { kind: 'hold'; gate: BrokerGate }
  /** Lets exactly one through, answered when that is over. With nothing there yet, the next that comes within `patienceMs`. */
  | { kind: 'step'; gate: BrokerGate; patienceMs: number }
  /** Takes back a step that nothing has come for; one that is passing goes on. */
  | { kind: 'giveUp'; gate: BrokerGate }
  | { kind: 'release'; gate: BrokerGate }

export type GateAnswer =
  | { kind: 'done'; gates: BrokerGateReport[] }
  | { kind: 'stepped'; outcome: StepOutcome; gates: BrokerGateReport[] }
  | { kind: 'refused'; why: GateRefusal; gates: BrokerGateReport[] }

/** One name a gate: two wishes for the same point are one gate. */
export function gateKey(gate: BrokerGate): string {
  switch (gate.kind) {
    case 'truncation':
    case 'fetchRequest':
    case 'fetchResponse':
      return `${gate.kind} ${gate.topic}-${gate.partition}`
    case 'traffic':
      return `traffic ${gate.peer}`
    case 'highWatermarkCheckpoint':
    case 'controllerPropagation':
      return gate.kind
  }
}
