import type { GroupCounts } from '../groups/group-coordinator'
import { gauge, type Metric } from './metric'

/** kafka.coordinator.group: the groups this broker coordinates. */
export function groupMetrics({ offsets, byState }: GroupCounts): Metric[] {
  const named = (name: string, help: string, value: number): Metric =>
    gauge(`kafka_coordinator_group_GroupMetadataManager_${name}`, help, value)
  const states = Object.entries(byState)
  return [
    named('NumOffsets', 'Committed offsets', offsets),
    named(
      'NumGroups',
      'Groups',
      states.reduce((sum, [, count]) => sum + count, 0),
    ),
    ...states.map(([state, count]) => named(`NumGroups${state}`, `Groups in state ${state}`, count)),
  ]
}
