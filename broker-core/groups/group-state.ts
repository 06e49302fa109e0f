/**
 * States of a group (kafka.coordinator.group.GroupState), in Kafka's words, which DescribeGroups and ListGroups show.
 *
 * - `Empty`: no members; may hold offsets.
 * - `PreparingRebalance`: waits for every member to (re)join.
 * - `CompletingRebalance`: waits for the leader's assignment.
 * - `Stable`: every member has its assignment.
 * - `Dead`: removed, or moved to another broker; whoever still holds the object finds nothing.
 */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

const PREVIOUS: Readonly<Record<GroupState, readonly GroupState[]>> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['Stable', 'CompletingRebalance', 'Empty'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance'],
  Dead: ['Stable', 'PreparingRebalance', 'CompletingRebalance', 'Empty', 'Dead'],
}

export function mayBecome(from: GroupState, to: GroupState): boolean {
  return PREVIOUS[to].includes(from)
}
