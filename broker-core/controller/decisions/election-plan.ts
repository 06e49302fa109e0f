import type { PartitionState, ReplicaAssignment } from '../../znodes/types'
import {
  type Elected,
  type ElectionStrategy,
  electForControlledShutdown,
  electForReassignment,
  electOffline,
  electPreferred,
} from '../election'
import { targetReplicas } from '../replica-assignment'

/** What an election is decided from: the partition's assignment, its state as just read, and who is there. */
export interface ElectionInput {
  assignment: ReplicaAssignment
  state: PartitionState
  /** Replicas that may lead. */
  live: ReadonlySet<number>
  /** The same and those on brokers that are shutting down. */
  liveOrShuttingDown: ReadonlySet<number>
  shuttingDown: ReadonlySet<number>
  controllerEpoch: number
  /** Setting of the topic, or the wish of an administrator. */
  uncleanAllowed: boolean
}

export type ElectionPlan =
  | { kind: 'write'; state: PartitionState; recipients: number[]; unclean: boolean }
  /** `writtenByNewerController`: this controller has been replaced and does not know it yet. */
  | { kind: 'refused'; reason: 'writtenByNewerController' | 'noEligibleLeader' }

/** The partition state to write; its leader epoch is one higher, its zkVersion the one it must replace. */
export function planElection(input: ElectionInput, strategy: ElectionStrategy): ElectionPlan {
  if (input.state.controllerEpoch > input.controllerEpoch)
    return { kind: 'refused', reason: 'writtenByNewerController' }
  const elected = elect(input, strategy)
  if (elected === undefined) return { kind: 'refused', reason: 'noEligibleLeader' }
  const { leader, isr, recipients, unclean } = elected
  return { kind: 'write', recipients, unclean, state: nextState(input.state, leader, isr, input.controllerEpoch) }
}

/** Every write of the controller raises the leader epoch, whether the leader changes or not. */
export function nextState(
  state: PartitionState,
  leader: number,
  isr: number[],
  controllerEpoch: number,
): PartitionState {
  return { leader, isr, leaderEpoch: state.leaderEpoch + 1, controllerEpoch, zkVersion: state.zkVersion }
}

/** No member of the ISR may lead: only an unclean election could help. */
export function needsUncleanElection(isr: readonly number[], live: ReadonlySet<number>): boolean {
  return !isr.some((id) => live.has(id))
}

function elect(input: ElectionInput, strategy: ElectionStrategy): Elected | undefined {
  const { assignment, state, live, liveOrShuttingDown, shuttingDown, uncleanAllowed } = input
  const { replicas } = assignment
  const { isr } = state
  switch (strategy.kind) {
    case 'offline':
      return electOffline({ assignment: replicas, isr, live }, uncleanAllowed)
    case 'preferred':
      return electPreferred({ assignment: replicas, isr, live })
    case 'reassignment':
      return electForReassignment({ assignment: targetReplicas(assignment), isr, live })
    case 'controlledShutdown':
      return electForControlledShutdown({ assignment: replicas, isr, live: liveOrShuttingDown }, shuttingDown)
  }
}
