/**
 * States of a replica in the controller (kafka.controller.ReplicaState).
 * - `NonExistentReplica`: not assigned, or its deletion is complete
 * - `NewReplica`: made by a creation or reassignment; may only be told to follow
 * - `OnlineReplica`: started and part of the assignment; may lead or follow
 * - `OfflineReplica`: its broker or log directory is down, or it was told to stop
 * - `ReplicaDeletionStarted`: its broker was told to delete it
 * - `ReplicaDeletionSuccessful`: its broker answered that it did
 * - `ReplicaDeletionIneligible`: it cannot be deleted now (broker down, error)
 */
export type ReplicaStateName =
  | 'NonExistentReplica'
  | 'NewReplica'
  | 'OnlineReplica'
  | 'OfflineReplica'
  | 'ReplicaDeletionStarted'
  | 'ReplicaDeletionSuccessful'
  | 'ReplicaDeletionIneligible'

/** From which states each state may be entered. */
export const REPLICA_PREDECESSORS: Readonly<Record<ReplicaStateName, readonly ReplicaStateName[]>> = {
  NonExistentReplica: ['ReplicaDeletionSuccessful'],
  NewReplica: ['NonExistentReplica'],
  OnlineReplica: ['NewReplica', 'OnlineReplica', 'OfflineReplica', 'ReplicaDeletionIneligible'],
  OfflineReplica: ['NewReplica', 'OnlineReplica', 'OfflineReplica', 'ReplicaDeletionIneligible'],
  ReplicaDeletionStarted: ['OfflineReplica'],
  ReplicaDeletionSuccessful: ['ReplicaDeletionStarted'],
  ReplicaDeletionIneligible: ['OfflineReplica', 'ReplicaDeletionStarted'],
}

export function mayReplicaBecome(from: ReplicaStateName, to: ReplicaStateName): boolean {
  return REPLICA_PREDECESSORS[to].includes(from)
}
