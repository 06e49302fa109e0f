/**
 * States of a partition in the controller (kafka.controller.PartitionState).
 * - `NonExistentPartition`: never created, or deleted
 * - `NewPartition`: has replicas assigned, no leader and ISR yet
 * - `OnlinePartition`: has a leader
 * - `OfflinePartition`: its leader died and nobody took over
 */
export type PartitionStateName = 'NonExistentPartition' | 'NewPartition' | 'OnlinePartition' | 'OfflinePartition'

/** From which states each state may be entered. */
export const PARTITION_PREDECESSORS: Readonly<Record<PartitionStateName, readonly PartitionStateName[]>> = {
  NonExistentPartition: ['OfflinePartition'],
  NewPartition: ['NonExistentPartition'],
  OnlinePartition: ['NewPartition', 'OnlinePartition', 'OfflinePartition'],
  OfflinePartition: ['NewPartition', 'OnlinePartition', 'OfflinePartition'],
}

export function mayPartitionBecome(from: PartitionStateName, to: PartitionStateName): boolean {
  return PARTITION_PREDECESSORS[to].includes(from)
}
