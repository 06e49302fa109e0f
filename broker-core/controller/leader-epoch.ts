import type { StateChangeReason } from '../probe/reasons'
import { type ControlledPartition, partitionName } from './context'
import { nextState } from './decisions/election-plan'
import { writeStates } from './partition-writes'
import type { ControllerParts } from './parts'

/**
 * Raises the leader epoch of a partition and changes nothing else, so that brokers accept a LeaderAndIsr with another replica list
 * (KafkaController.updateLeaderEpoch). Throws when the partition has no state or a newer controller wrote it.
 */
export async function raiseLeaderEpoch(
  parts: ControllerParts,
  partition: ControlledPartition,
  why: StateChangeReason,
): Promise<void> {
  for (;;) {
    const state = await parts.znodes.partitionStates.get(partition)
    if (state === undefined) throw new Error(`${partitionName(partition)} has no leader and ISR znode`)
    if (state.controllerEpoch > parts.context.epoch) {
      throw new Error(`the state of ${partitionName(partition)} was written by a newer controller`)
    }
    const next = nextState(state, state.leader, state.isr, parts.context.epoch)
    const { written, failed } = await writeStates(parts, [{ partition, state: next }], 'update', why)
    if (failed[0] !== undefined) throw failed[0].error
    if (written.length > 0) return
  }
}
