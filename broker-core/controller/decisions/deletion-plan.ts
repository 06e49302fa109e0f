import type { ReplicaStateName } from '../replica-states'

export interface QueuedDeletion {
  topic: string
  /** Halted by a dead replica or a reassignment. */
  ineligible: boolean
  replicaStates: readonly ReplicaStateName[]
}

export interface DeletionPlan {
  /** Every replica is deleted: remove the znodes. */
  complete: string[]
  /** Nothing is under way and some replicas failed: make them ready for another attempt. */
  retry: string[]
  /** Begin, or begin again. */
  start: string[]
}

/** What to do next about each topic that waits for its deletion (TopicDeletionManager.resumeDeletions). */
export function planDeletions(deletions: readonly QueuedDeletion[]): DeletionPlan {
  const plan: DeletionPlan = { complete: [], retry: [], start: [] }
  for (const { topic, ineligible, replicaStates } of deletions) {
    if (replicaStates.every((state) => state === 'ReplicaDeletionSuccessful')) {
      plan.complete.push(topic)
      continue
    }
    if (replicaStates.includes('ReplicaDeletionStarted')) continue
    if (replicaStates.includes('ReplicaDeletionIneligible')) plan.retry.push(topic)
    if (!ineligible) plan.start.push(topic)
  }
  return plan
}
