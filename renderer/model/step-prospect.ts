import type { GateView } from '../../electron/host/api/gate-functions'

export type StepBar = 'noLeader' | 'notRunning' | 'noDecision'

/** What a step through a gate meets: something stands there, something may come by itself, or nothing can come and why. */
export type StepProspect = { kind: 'stands' } | { kind: 'mayCome' } | { kind: 'never'; bar: StepBar }

/**
 * `leader`: of the partition, -1 none, null where the gate is of no partition. A follower fetches by itself and a checkpoint is written every
 * few seconds; the controller has nothing to tell before it decides something.
 */
export function stepProspect(gate: GateView, leader: number | null): StepProspect {
  if (gate.waiting.length > 0) return { kind: 'stands' }
  if (gate.gate.kind === 'controllerPropagation') return { kind: 'never', bar: 'noDecision' }
  if (gate.state === 'wished') return { kind: 'never', bar: 'notRunning' }
  if (leader === -1) return { kind: 'never', bar: 'noLeader' }
  return { kind: 'mayCome' }
}
