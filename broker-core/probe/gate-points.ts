import type { GateWaiting, ReplicaGatePoint, StepOutcome } from './gates'

interface OfPartition {
  topic: string
  partition: number
}

/** A wait without the moment it began: the gate knows that itself. */
export type Arrival = GateWaiting extends infer Each
  ? Each extends GateWaiting
    ? Omit<Each, 'sinceMs'>
    : never
  : never

/** What fetchers see of the gates. Nothing is made (the thunks are not called) while no gate stands. */
export interface ReplicaGates {
  /** Whether any gate stands at a replica. */
  readonly active: boolean
  /** false: the partition stays out of what is about to happen. true may use up a step. */
  admits(point: ReplicaGatePoint, at: OfPartition, arrival: () => Arrival): boolean
  /** What was admitted is over. */
  passed(point: ReplicaGatePoint, at: OfPartition, outcome: () => StepOutcome): void
  /** The partition is not followed any more, or anew: nothing of it waits or passes. */
  left(at: OfPartition): void
  attach(replicas: GatedReplicas): void
}

/** What the gates need of the fetchers. */
export interface GatedReplicas {
  /** Resolves when the request that carries the partition now is over; undefined: none does. */
  whenOut(point: ReplicaGatePoint, at: OfPartition): Promise<void> | undefined
  /** Something may pass that could not before. */
  opened(): void
}

/** One thing at a time that waits until it may go on: the checkpoint, the controller's batches. */
export interface WaitingPoint {
  /** undefined: go on at once. Else resolves when it may; false: it is of no use any more. */
  pass(arrival: () => Arrival): Promise<boolean> | undefined
  /** What was let through is over. */
  passed(outcome: StepOutcome): void
  /** What waits is of no use any more: whoever waits is told `false`. */
  forget(): void
}
