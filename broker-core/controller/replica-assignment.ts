import type { ReplicaAssignment } from '../znodes/types'

/*
 * Arithmetic of replica lists (kafka.controller.ReplicaAssignment). While a reassignment runs, `replicas` is the target followed by
 * the original replicas that are not in it:
 *   1,2,3 to 4,5,1  ->  replicas 4,5,1,2,3  adding 4,5  removing 2,3
 */

export function settledAssignment(replicas: readonly number[]): ReplicaAssignment {
  return { replicas: [...replicas], addingReplicas: [], removingReplicas: [] }
}

export function without(list: readonly number[], removed: readonly number[]): number[] {
  return list.filter((id) => !removed.includes(id))
}

/** Replicas before the reassignment; their order may have been lost to the target's. */
export function originalReplicas(assignment: ReplicaAssignment): number[] {
  return without(assignment.replicas, assignment.addingReplicas)
}

export function targetReplicas(assignment: ReplicaAssignment): number[] {
  return without(assignment.replicas, assignment.removingReplicas)
}

export function isBeingReassigned(assignment: ReplicaAssignment): boolean {
  return assignment.addingReplicas.length > 0 || assignment.removingReplicas.length > 0
}

/** The same partition on its way to `target`; a target equal to the original replicas ends or cancels a reassignment. */
export function reassignedTo(assignment: ReplicaAssignment, target: readonly number[]): ReplicaAssignment {
  const original = originalReplicas(assignment)
  const replicas = [...new Set([...target, ...original])]
  return { replicas, addingReplicas: without(replicas, original), removingReplicas: without(replicas, target) }
}

export function withoutReplica(assignment: ReplicaAssignment, brokerId: number): ReplicaAssignment {
  return {
    replicas: without(assignment.replicas, [brokerId]),
    addingReplicas: without(assignment.addingReplicas, [brokerId]),
    removingReplicas: without(assignment.removingReplicas, [brokerId]),
  }
}

export function sameAssignment(left: ReplicaAssignment, right: ReplicaAssignment): boolean {
  return (
    sameList(left.replicas, right.replicas) &&
    sameList(left.addingReplicas, right.addingReplicas) &&
    sameList(left.removingReplicas, right.removingReplicas)
  )
}

export function sameList(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index])
}

export function describeAssignment({
  replicas,
  addingReplicas,
  removingReplicas,
}: ReplicaAssignment): `replicas ${string}` {
  const adding = addingReplicas.length > 0 ? ` adding ${addingReplicas.join(',')}` : ''
  const removing = removingReplicas.length > 0 ? ` removing ${removingReplicas.join(',')}` : ''
  return `replicas ${replicas.join(',')}${adding}${removing}`
}
