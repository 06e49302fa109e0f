import { NO_LEADER, type PartitionState } from '../../znodes/types'
import { nextState } from './election-plan'

/**
 * The partition state without a replica that went offline (ReplicaStateMachine.doRemoveReplicasFromIsr). The last member stays in the
 * ISR, so that the partition waits for it instead of losing what only it holds. undefined: the replica is not in the ISR.
 */
export function planIsrRemoval(
  state: PartitionState,
  brokerId: number,
  controllerEpoch: number,
): PartitionState | undefined {
  if (!state.isr.includes(brokerId)) return undefined
  const leader = state.leader === brokerId ? NO_LEADER : state.leader
  const isr = state.isr.length === 1 ? state.isr : state.isr.filter((id) => id !== brokerId)
  return nextState(state, leader, isr, controllerEpoch)
}
