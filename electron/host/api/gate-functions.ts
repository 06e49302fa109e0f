import type { ActionResult } from './functions'

/** How long a gate stays: every gate goes when the lab ends. */
export type GateLease =
  /** While the page that put it up asks with `interest.gates`: gone at once when it asks without, closes, or falls silent. A hidden page may stay away. */
  | 'page'
  /** Until the connection that put it up closes: for exercises and programs that do not show a page. */
  | 'connection'

export type GateTarget =
  /** On the follower. `truncation`: before it agrees with its leader where to cut; `fetchRequest`: before its next fetch; `fetchResponse`: before it takes over the answer. */
  | { kind: 'truncation' | 'fetchRequest' | 'fetchResponse'; brokerId: number; topic: string; partition: number }
  /** Before `replication-offset-checkpoint` is written. */
  | { kind: 'highWatermarkCheckpoint'; brokerId: number }
  /** Whoever is controller: what it decided is written, and no broker has been told. */
  | { kind: 'controllerPropagation' }
  /** Between two brokers, both ways. `drop`: as if every packet were lost; `refuse`: connections break; `delay`: later by `delayMs`. */
  | { kind: 'traffic'; brokers: [number, number]; effect: GateTrafficEffect }

export type GateTrafficEffect = { kind: 'drop' } | { kind: 'refuse' } | { kind: 'delay'; delayMs: number }

/**
 * - `wished`: no broker that it stands in runs now; it closes before a starting one fetches
 * - `closing`: a request that was under way still carries the partition
 * - `closed`: nothing passes; `waiting` says what stands there
 * - `stepping`: one is passing
 */
export type GateState = 'wished' | 'closing' | 'closed' | 'stepping'

/** What stands before a gate. `sinceMs`: wall clock. */
export type GateWaitingView =
  | {
      kind: 'truncation'
      leader: number
      leaderEpoch: number
      /** Epoch the leader will be asked about; -1: the cut is to the high watermark. */
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
      highWatermark: number
      sinceMs: number
    }
  | { kind: 'highWatermarkCheckpoint'; sinceMs: number }
  | {
      kind: 'controllerPropagation'
      brokerId: number
      batch: number
      requests: { api: 'LeaderAndIsr' | 'UpdateMetadata' | 'StopReplica'; brokerId: number; partitions: string[] }[]
      sinceMs: number
    }
  | { kind: 'traffic'; brokerId: number; connections: number; connecting: number; bytes: number; sinceMs: number }

export interface GateView {
  id: string
  gate: GateTarget
  state: GateState
  lease: GateLease
  /** When it was put up, wall clock. */
  sinceMs: number
  waiting: GateWaitingView[]
  /** Steps let through since it stands. */
  passed: number
}

/**
 * - `notInTime`: nothing came; `givenUp`: taken back with `giveUpStep`; `released`: the gate went away
 * - `leaderChanged`: the partition is not followed any more, or in another epoch; `outOfUse`: what waited was overtaken
 * - `failed`: what went through failed on its way; `noAnswer`: the broker ended or is frozen
 */
export type StepNothingReason =
  | 'notInTime'
  | 'givenUp'
  | 'released'
  | 'leaderChanged'
  | 'outOfUse'
  | 'failed'
  | 'noAnswer'

/** What one step let through. `nothing`: it came to no end; `why` is what the broker says. */
export type GateStepOutcome =
  | { kind: 'truncated'; from: number; to: number; done: boolean }
  | {
      kind: 'fetched'
      fetchOffset: number
      /** After it; the same as `fetchOffset` where no record came. */
      logEndOffset: number
      highWatermark: number
      errorCode: number
      /** The answer stands before a `fetchResponse` gate now. */
      held: boolean
    }
  | { kind: 'checkpointWritten' }
  | { kind: 'propagated'; batch: number }
  | { kind: 'nothing'; reason: StepNothingReason; why: string }

/** Stepping a real cluster. `command` of the results says in a comment line what is done: no Kafka tool does it. */
export interface GateFunctions {
  /** Resolves when the gate is closed, or `wished` where its broker does not run. Holding twice is one gate; the lease becomes the later one's. */
  holdGate(request: { gate: GateTarget; lease: GateLease }): Promise<ActionResult & { gate: GateView }>
  /**
   * Lets exactly one through and resolves when that is over: one cut, one fetch and its answer, one answer, one checkpoint, one batch of the
   * controller. With nothing there yet, the next that comes, for up to `patienceMs` (default 10 000): then the outcome is `nothing`.
   * NOT_FOUND: no such gate is held. Not for `traffic`.
   */
  stepGate(request: { gate: GateTarget; patienceMs?: number }): Promise<ActionResult & { outcome: GateStepOutcome }>
  /** Takes back a step that nothing has come for; its `stepGate` ends with `givenUp`. One that is passing goes on. */
  giveUpStep(request: { gate: GateTarget }): Promise<ActionResult>
  releaseGate(request: { gate: GateTarget }): Promise<ActionResult>
  /** Every gate of the lab, whoever holds it. */
  releaseAllGates(): Promise<ActionResult & { released: number }>
}
